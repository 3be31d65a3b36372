package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
    @Test
    void theFirstProcessorTellsItsDecisiveInstructionSets(@TempDir Path folder) throws Exception {
        Path cpuinfo = folder.resolve("cpuinfo");
        Files.writeString(cpuinfo, "processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_vnni sse\n\nprocessor\t: 1\n");

        assertThat(Processor.instructionSets(cpuinfo)).containsExactly("avx2", "avx512f", "avx512_vnni");
        assertThat(Processor.instructionSets(folder.resolve("missing"))).isEmpty();
    }

    @Test
    void int8NeedsItsInstructionsWhereTheSystemTellsOfAny() {
        assertThat(Processor.hasInt8(List.of("avx2", "avx512_vnni"))).isTrue();
        assertThat(Processor.hasInt8(List.of("asimddp"))).isTrue();
        assertThat(Processor.hasInt8(List.of("avx2", "avx512f"))).isFalse();
        assertThat(Processor.hasInt8(List.of())).isTrue();
    }
}
