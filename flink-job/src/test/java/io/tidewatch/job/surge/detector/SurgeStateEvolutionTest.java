package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * States that earlier versions wrote, as Flink keeps them in a savepoint: the serializer's snapshot, then a key's state
 * after {@link #WINDOWS} quiet windows. A released file never changes; a new version is a new file, written by running
 * this test with {@code -Dtidewatch.write-state=true}.
 */
class SurgeStateEvolutionTest {
    private static final int WINDOWS = 3_000;
    private static final String WRITE = "tidewatch.write-state";

    static IntStream versions() {
        return IntStream.rangeClosed(1, SurgeState.CURRENT_VERSION);
    }

    private static TypeSerializer<SurgeState> serializer() {
        return TypeInformation.of(SurgeState.class).createSerializer(new SerializerConfigImpl());
    }

    private static KeySeries quietKey() {
        return new KeySeries(SurgeSettings.sentiment()).quiet(WINDOWS);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void stateOfEachVersionGoesOn(int version) throws IOException {
        KeySeries key = quietKey();
        SurgeState restored = restore(version);
        assertThat(restored.windowsSeen).isEqualTo(WINDOWS);
        assertThat(restored.lastWindowIndex).isEqualTo(WINDOWS - 1);
        assertThat(restored.levelCounted / restored.levelExposure)
                .as("negatives in a usual window, one in eight")
                .isBetween(0.1, 0.15);

        for (int window = WINDOWS; window < WINDOWS + 12; window++) {
            SurgeDecision usual = key.detector.observe(
                    restored, window, KeySeries.quietTotal(window), KeySeries.quietNegative(window));
            assertThat(usual.inExcursion()).isFalse();
        }
        assertThat(key.detector.observe(restored, WINDOWS + 12, 14, 12).alert()).isTrue();
        assertThat(restored.version).isEqualTo(SurgeState.CURRENT_VERSION);
    }

    @Test
    void stateOfTodayIsWrittenAsItIsKept() throws IOException {
        SurgeState today = quietKey().state;
        if (Boolean.getBoolean(WRITE)) {
            Files.write(Path.of("src/test/resources").resolve(name(SurgeState.CURRENT_VERSION)), serialized(today));
        }

        SurgeState kept = restore(SurgeState.CURRENT_VERSION);

        // What was learned may differ by what detectors have learned to do better; what it is laid out in may not.
        assertThat(StateCopy.fields()).allSatisfy(field -> {
            if (field.getType().isArray()) {
                assertThat(Array.getLength(field.get(kept)))
                        .as("length of %s; a new layout needs a new version, see the comment of this class", field)
                        .isEqualTo(Array.getLength(field.get(today)));
            }
        });
        assertThat(kept.version).isEqualTo(today.version);
        assertThat(kept.ringCounted).containsExactly(today.ringCounted);
        assertThat(kept.ringCompanion).containsExactly(today.ringCompanion);
    }

    private static String name(int version) {
        return "surge-state-" + version + ".bin";
    }

    private static byte[] serialized(SurgeState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(4_096);
        TypeSerializer<SurgeState> serializer = serializer();
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        serializer.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    /** Reads the state as Flink does when it restores a savepoint: with the old serializer, if today's cannot. */
    private static SurgeState restore(int version) {
        try (InputStream file = SurgeStateEvolutionTest.class.getResourceAsStream("/" + name(version))) {
            assertThat(file)
                    .as("%s in the test resources; run this test with -D%s=true to write it", name(version), WRITE)
                    .isNotNull();
            DataInputDeserializer in = new DataInputDeserializer(file.readAllBytes());
            TypeSerializerSnapshot<SurgeState> written =
                    TypeSerializerSnapshot.readVersionedSnapshot(in, SurgeStateEvolutionTest.class.getClassLoader());
            TypeSerializerSchemaCompatibility<SurgeState> compatibility =
                    serializer().snapshotConfiguration().resolveSchemaCompatibility(written);
            assertThat(compatibility.isIncompatible()).isFalse();
            return written.restoreSerializer().deserialize(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
