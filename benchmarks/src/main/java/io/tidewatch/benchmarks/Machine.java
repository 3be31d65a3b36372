package io.tidewatch.benchmarks;

import io.tidewatch.job.inference.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the figures were measured on. Where the system does not tell, a text is {@code unknown} and a number 0.
 *
 * @param vectorInstructions those that int8 models profit from, as Linux names them
 * @param cores logical ones that this process may use
 * @param loadBefore processes that ran or wanted to, averaged over the minute before
 */
record Machine(
        String processor,
        List<String> vectorInstructions,
        int cores,
        long memoryMiB,
        String system,
        String jvm,
        String onnxRuntime,
        double loadBefore) {
    /** Of the cores; more than the benchmark's own start brings about. */
    private static final double BUSY_SHARE = 0.5;

    static Machine here() {
        String memory = line("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
        return new Machine(
                line("/proc/cpuinfo", "model name", "CPU part"),
                Processor.instructionSets(),
                Runtime.getRuntime().availableProcessors(),
                memory.isEmpty() ? 0 : Long.parseLong(memory) / 1024,
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                BareModel.runtimeVersion(),
                Double.parseDouble(
                        lines("/proc/loadavg").stream().findFirst().orElse("0 ").split(" ")[0]));
    }

    /** Whether other work took part of the machine before the start, so that its figures mean little. */
    boolean isBusy() {
        return loadBefore > BUSY_SHARE * cores;
    }

    private static String line(String file, String... names) {
        for (String name : names) {
            for (String line : lines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
        }
        return "unknown";
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }
}
