package io.tidewatch.job.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What of this machine's processor decides how fast and how exactly ONNX Runtime computes an int8 model: the instruction
 * sets by which it chooses its kernels.
 */
public final class Processor {
    /** By Linux's names; training writes the same into a bundle's manifest ({@code processor.py}). */
    private static final List<String> DECISIVE =
            List.of("avx2", "avx512f", "avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm");

    /** Without one of these, an int8 product on x86 is slow, and its 16-bit intermediate sums can overflow. */
    private static final List<String> INT8 = List.of("avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm");

    private static final Path CPUINFO = Path.of("/proc/cpuinfo");

    private Processor() {}

    /** The decisive instruction sets that this processor has; none where the system does not tell. */
    public static List<String> instructionSets() {
        return instructionSets(CPUINFO);
    }

    static List<String> instructionSets(Path cpuinfo) {
        List<String> lines;
        try {
            lines = Files.readAllLines(cpuinfo);
        } catch (IOException e) {
            return List.of();
        }
        for (String line : lines) {
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip();
            if (name.equals("flags") || name.equals("Features")) { // x86 and ARM
                List<String> present = List.of(line.substring(colon + 1).strip().split(" "));
                return DECISIVE.stream().filter(present::contains).toList();
            }
        }
        return List.of();
    }

    /** Whether int8 products are fast and exact; supposed where the system does not tell. */
    static boolean hasInt8(List<String> instructionSets) {
        return instructionSets.isEmpty() || instructionSets.stream().anyMatch(INT8::contains);
    }
}
