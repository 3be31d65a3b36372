package io.tidewatch.quickstart.cluster.drill;

import java.time.Duration;

/** Feeds' clocks, by which records are stamped, go wrong by less than the job allows, some one way, some the other. */
record SkewedClocks(Duration by, Duration time) implements Fault {
    @Override
    public void strike(Scene scene, int number) throws java.io.IOException {
        scene.load().skewClocks(by);
        scene.pass(time);
    }

    @Override
    public void repair(Scene scene) {
        scene.load().skewClocks(Duration.ZERO);
    }
}
