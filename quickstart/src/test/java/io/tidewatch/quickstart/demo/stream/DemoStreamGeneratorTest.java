package io.tidewatch.quickstart.demo.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoStreamGeneratorTest {
    private static final int MEBIBYTE = 1 << 20;

    private static DemoStream stream;

    @BeforeAll
    static void generate() throws IOException {
        stream = DemoStream.generate();
    }

    @Test
    void generatingAgainGivesTheCommittedLines() throws IOException {
        assertThat(stream.toBytes()).isEqualTo(uncompressed(committed()));
    }

    // Another zlib may compress the same lines to other bytes, so bytes are compared within one run.
    @Test
    void theCompressedFileIsTheSameEveryTime() throws IOException {
        assertThat(compressed()).isEqualTo(compressed());
    }

    @Test
    void theCommittedFileIsSmallAndItsHeaderCarriesNoTime() throws IOException {
        byte[] file = committed();
        assertThat(file).hasSizeLessThan(MEBIBYTE);
        int timeStart = 4;
        int timeEnd = 8;
        assertThat(Arrays.copyOfRange(file, timeStart, timeEnd)).containsOnly(0);
    }

    @Test
    void theCommittedTruthIsThatOfTheStream() throws IOException {
        assertThat(new String(DemoResources.bytes("demo-truth.json"), UTF_8))
                .isEqualTo(new String(new DemoTruth(stream).toBytes(), UTF_8));
    }

    private static byte[] committed() throws IOException {
        return DemoResources.bytes("demo-stream.jsonl.gz");
    }

    private static byte[] compressed() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DemoStreamGenerator.writeGzip(stream, out);
        return out.toByteArray();
    }

    private static byte[] uncompressed(byte[] file) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            return in.readAllBytes();
        }
    }
}
