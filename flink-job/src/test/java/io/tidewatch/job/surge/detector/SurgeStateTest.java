package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SurgeStateTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 23, 24, 500, 2_017, 2_030, 2_300})
    void copiedAtAnyPointItGoesOnToTheSameDecisions(int copiedAt) {
        KeySeries key = new KeySeries(SurgeSettings.sentiment());
        SurgeDetector other = new SurgeDetector(SurgeSettings.sentiment());
        SurgeState copy = new SurgeState();
        for (int window = 0; window < 2_500; window++) {
            if (window == copiedAt) {
                copy = StateCopy.of(key.state);
            }
            boolean surge = window >= 2_016 && window < 2_026;
            if (window % 400 == 399) {
                key.missing(1);
                if (window >= copiedAt) {
                    other.missing(copy, window);
                }
                continue;
            }
            int negative = KeySeries.quietNegative(window) + (surge ? 10 : 0);
            int total = KeySeries.quietTotal(window) + negative;
            SurgeDecision decision = key.observe(total, negative);
            if (window >= copiedAt) {
                assertThat(other.observe(copy, window, total, negative)).isEqualTo(decision);
            }
        }

        assertThat(key.alerts()).as("the surge is part of the comparison").isOne();
        assertThat(copy).usingRecursiveComparison().isEqualTo(key.state);
    }

    @Test
    void isAPojoThatASerializerCanEvolve() throws NoSuchMethodException {
        assertThat(Modifier.isPublic(SurgeState.class.getModifiers())).isTrue();
        assertThat(Modifier.isPublic(SurgeState.class.getConstructor().getModifiers()))
                .isTrue();
        assertThat(StateCopy.fields()).isNotEmpty().allSatisfy(field -> {
            Class<?> type = field.getType().isArray() ? field.getType().componentType() : field.getType();
            assertThat(type.isPrimitive())
                    .as("%s is of a primitive type", field)
                    .isTrue();
            assertThat(field.getModifiers())
                    .as("%s is public and not final", field)
                    .isEqualTo(Modifier.PUBLIC);
        });
    }

    @Test
    void staysUnderTwoKilobytes() throws IllegalAccessException {
        for (SurgeSettings settings : new SurgeSettings[] {SurgeSettings.sentiment(), SurgeSettings.volume()}) {
            KeySeries key = new KeySeries(settings).quiet(5_000);

            assertThat(serializedBytes(key.state)).isBetween(500, 2_048);
        }
    }

    @Test
    void isFilledByTheDetectorWhenMadeByASerializer() {
        SurgeState made = new SurgeState();
        KeySeries key = new KeySeries(SurgeSettings.sentiment());

        SurgeDecision decision = key.detector.observe(made, 0, 5, 1);

        assertThat(decision).isEqualTo(key.observe(5, 1));
        assertThat(made).usingRecursiveComparison().isEqualTo(key.state);
        assertThat(made.version).isEqualTo(SurgeState.CURRENT_VERSION);
    }

    @Test
    void stateOfAnotherVersionIsRefused() {
        KeySeries key = new KeySeries(SurgeSettings.sentiment()).quiet(10);
        key.state.version = SurgeState.CURRENT_VERSION + 1;

        assertThatIllegalStateException()
                .isThrownBy(() -> key.observe(1, 0))
                .withMessageContaining("The surge state has version 3, this detector reads 2");
    }

    /** Eight bytes a long or double, four an int or an array's length, one a boolean, and a null flag per field. */
    private static int serializedBytes(SurgeState state) throws IllegalAccessException {
        int bytes = 0;
        for (Field field : StateCopy.fields()) {
            Class<?> type = field.getType();
            Object value = field.get(state);
            bytes += 1 + (type.isArray() ? 4 + Array.getLength(value) * width(type.componentType()) : width(type));
        }
        return bytes;
    }

    private static int width(Class<?> primitive) {
        return primitive == boolean.class ? 1 : primitive == int.class ? 4 : 8;
    }
}
