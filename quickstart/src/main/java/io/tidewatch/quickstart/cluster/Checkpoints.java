package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The checkpoints that a job left in a folder, from which one after it goes on. */
final class Checkpoints {
    /** Below the folder: the job's id, {@code chk-N}, this file, which is put there when the checkpoint is whole. */
    private static final String METADATA = "_metadata";

    private static final int DEPTH = 3;

    private Checkpoints() {}

    /** The one that was completed last, of whichever job; empty where there is none. */
    static Optional<Path> newest(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> file.endsWith(METADATA))
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .map(Path::getParent);
        }
    }
}
