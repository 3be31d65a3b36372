package io.tidewatch.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.quickstart.TestStreams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeederTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7})
    void endOffsetsAreThoseOfMessagesSentRoundThePartitions(int partitions) {
        long[] sent = new long[partitions];
        for (int count = 0; count <= 50; count++) {
            for (int partition = 0; partition < partitions; partition++) {
                assertThat(Feeder.endOffset(count, partition, partitions)).isEqualTo(sent[partition]);
            }
            sent[count % partitions]++;
        }
    }

    @Test
    void streamsAreMergedByTimeAndTiesKeepTheOrderOfTheFiles(@TempDir Path folder) throws IOException {
        Path one = stream(folder.resolve("one.jsonl"), "a 0", "b 60", "c 120");
        Path two = stream(folder.resolve("two.jsonl.gz"), "d 30", "e 60", "f 180");
        assertThat(ids(List.of(one, two), null, null)).containsExactly("a", "d", "b", "e", "c", "f");
        assertThat(ids(List.of(two, one), null, null)).containsExactly("a", "d", "e", "b", "c", "f");
    }

    @Test
    void theBeginningIsInclusiveAndTheEndExclusive(@TempDir Path folder) throws IOException {
        Path file = stream(folder.resolve("one.jsonl"), "a 0", "b 60", "c 120", "d 180");
        assertThat(ids(List.of(file), at(60), null)).containsExactly("b", "c", "d");
        assertThat(ids(List.of(file), null, at(120))).containsExactly("a", "b");
        assertThat(ids(List.of(file), at(60), at(120))).containsExactly("b");
        assertThat(ids(List.of(file), at(500), null)).isEmpty();
    }

    @Test
    void whatIsCountedIsWhatIsFed(@TempDir Path folder) throws IOException {
        Path file = stream(folder.resolve("one.jsonl"), "a 0", "b 60", "c 120", "d 180");
        assertThat(new Feeder(List.of(file, file), null, null).count()).isEqualTo(8);
        assertThat(new Feeder(List.of(file), at(60), at(180)).count()).isEqualTo(2);
        assertThat(new Feeder(List.of(), null, null).count()).isZero();
    }

    private static Instant at(long seconds) {
        return TestStreams.START.plusSeconds(seconds);
    }

    /** @param messages each an id and the seconds at which it was published */
    private static Path stream(Path file, String... messages) throws IOException {
        List<byte[]> lines = new ArrayList<>();
        for (String message : messages) {
            String[] parts = message.split(" ");
            lines.add(TestStreams.bytes(TestStreams.message(parts[0], at(Long.parseLong(parts[1])), "text")));
        }
        return TestStreams.write(file, lines);
    }

    private static List<String> ids(List<Path> files, @Nullable Instant from, @Nullable Instant to) throws IOException {
        List<String> ids = new ArrayList<>();
        try (MergedStreams streams = new MergedStreams(files, from, to)) {
            for (TimedStream.Timed next = streams.next(); next != null; next = streams.next()) {
                String line = new String(next.line().value(), StandardCharsets.UTF_8);
                ids.add(line.replaceAll(".*\"id\":\"(\\w+)\".*", "$1"));
            }
        }
        return ids;
    }
}
