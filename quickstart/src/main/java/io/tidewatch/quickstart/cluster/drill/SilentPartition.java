package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A partition gets nothing for a while, as when its feeds are quiet. The stream goes on in the others, whose results must
 * not wait for it, and nothing may be late when it comes back.
 */
final class SilentPartition implements Fault {
    private static final int PARTITION = 1;
    /** After which the job no longer waits for it. */
    private static final Duration IDLENESS = Duration.ofSeconds(5);
    /**
     * The stream's weeks pass in minutes, hours of it in the moments by which one partition is read before another. Such
     * a job must wait for longer than that before it takes its time for passed.
     */
    private static final Duration OUT_OF_ORDERNESS = Duration.ofHours(12);

    private final Duration time;

    SilentPartition(Duration time) {
        this.time = time;
    }

    @Override
    public ClusterOptions prepare(ClusterOptions usual, Path folder) {
        Map<String, String> job = new HashMap<>(usual.job());
        job.put("ingest.idleness", IDLENESS.toSeconds() + "s");
        job.put("ingest.max-out-of-orderness", OUT_OF_ORDERNESS.toHours() + "h");
        return usual.withJob(job);
    }

    @Override
    public void strike(Scene scene, int number) throws IOException {
        scene.load().silence(PARTITION);
        scene.pass(time);
        if (scene.watch().firstResult() == null) {
            throw new IOException("nothing came out in " + time.toSeconds() + " s while a partition was silent");
        }
    }

    @Override
    public void repair(Scene scene) {
        scene.load().silence(null);
    }
}
