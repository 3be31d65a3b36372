package io.tidewatch.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process of this machine holds, as Linux tells it; zeros where there is no {@code /proc}. */
record ProcessFigures(double residentMiB, long threads, long openFiles) {
    /** @throws IOException if the process ends meanwhile */
    static ProcessFigures of(long pid) throws IOException {
        Path folder = Path.of("/proc", String.valueOf(pid));
        if (!Files.isDirectory(folder)) {
            return new ProcessFigures(0, 0, 0);
        }
        List<String> status = Files.readAllLines(folder.resolve("status"));
        try (Stream<Path> open = Files.list(folder.resolve("fd"))) {
            return new ProcessFigures(number(status, "VmRSS:") / 1024.0, number(status, "Threads:"), open.count());
        }
    }

    static ProcessFigures ofThisProcess() {
        try {
            return of(ProcessHandle.current().pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
