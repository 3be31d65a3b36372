package io.tidewatch.quickstart.cluster;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The job's jar, without which no test can start a cluster. */
public final class JobJar {
    private JobJar() {}

    /** It is made when the module before this one is packaged, which CI does and 'mvn test' does not. */
    public static void assumeIsBuilt(Path root) {
        boolean built;
        try {
            built = Files.exists(new ClusterFiles(root, root).jobJar());
        } catch (IOException e) {
            built = false;
        }
        assumeTrue(
                built || System.getenv("CI") != null,
                "there is no job jar: run 'mvn -B package -pl flink-job -am' first");
    }
}
