package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import io.tidewatch.quickstart.cluster.ClusterProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Something that can break, and how it is mended. What it holds on this machine is given back when it is closed. */
interface Fault extends AutoCloseable {
    /**
     * Gets ready before the cluster starts.
     *
     * @param usual what the cluster would be started with
     * @param folder of the drill
     * @return what it must be started with
     * @throws CannotBeDone if this machine lacks what it needs
     */
    default ClusterOptions prepare(ClusterOptions usual, Path folder) throws IOException {
        return usual;
    }

    /** How often it breaks, each time after the cluster recovered from the time before. */
    default int times() {
        return 1;
    }

    /** @param time counted from 0 */
    void strike(Scene scene, int time) throws IOException;

    /** Mends it, but for processes that have died: the drill starts these again by itself. */
    default void repair(Scene scene) throws IOException {}

    @Override
    default void close() throws IOException {}

    /** Where it happens. */
    record Scene(Cluster cluster, Load load, Watch watch) {
        ClusterProcess process(String name) throws IOException {
            return cluster.state()
                    .process(name)
                    .orElseThrow(() -> new IOException("the cluster has no process '" + name + "'"));
        }

        /** Lets the fault last. */
        void pass(Duration time) throws IOException {
            long end = System.nanoTime() + time.toNanos();
            watch.await("time to pass", () -> System.nanoTime() - end >= 0);
        }
    }
}
