package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.ClusterProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Processes stand still, as on a machine that swaps, and go on as if nothing had happened. */
record FrozenProcesses(List<String> names, Duration time) implements Fault {
    @Override
    public void strike(Scene scene, int time) throws IOException {
        signal(scene, "-STOP");
        scene.pass(this.time);
    }

    @Override
    public void repair(Scene scene) throws IOException {
        signal(scene, "-CONT");
    }

    private void signal(Scene scene, String signal) throws IOException {
        for (String name : names) {
            ClusterProcess process = scene.process(name);
            Programs.run("kill", signal, String.valueOf(process.pid()));
        }
    }
}
