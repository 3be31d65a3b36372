package io.tidewatch.quickstart.cluster.drill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A process ends without warning, as by {@code kill -9}, and is started again.
 *
 * @param names of the processes that die, one at each time, and again from the first
 * @param away how long it is missed
 */
record KilledProcess(List<String> names, int times, Duration away) implements Fault {
    @Override
    public void strike(Scene scene, int time) throws IOException {
        scene.process(names.get(time % names.size())).kill();
        scene.pass(away);
    }
}
