package io.tidewatch.quickstart.cluster.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.quickstart.TestStreams;
import io.tidewatch.quickstart.cluster.JobJar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drill that no other test comes near: job, state and open transactions pass to a JobManager that knows nothing. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class DrillRunTest {
    private static final int MESSAGES = 1_200;
    private static final int PER_SECOND = 30;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theOutcomeIsThatOfAnUndisturbedRunAlthoughTheJobManagerIsKilled() throws Exception {
        Path root = Path.of(System.getProperty("tidewatch.root"));
        JobJar.assumeIsBuilt(root);
        Path stream = TestStreams.write(folder.resolve("stream.jsonl"), TestStreams.demo(MESSAGES));
        List<String> told = new ArrayList<>();
        try (DrillRun run = new DrillRun(root, stream, TestStreams.tinyBundle(), PER_SECOND, Map.of(), told::add)) {
            DrillRun.Result result = run.run(Drill.JOBMANAGER_KILL);

            assertThat(run.count()).isEqualTo(MESSAGES);
            assertThat(result.problems()).isEmpty();
            assertThat(result.firstResult()).isPositive().isLessThanOrEqualTo(result.caughtUp());
            assertThat(told).anyMatch(line -> line.startsWith("submitting the job, to go on from "));
        }
    }
}
