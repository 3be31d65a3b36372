package io.tidewatch.job.surge.detector;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;

/** Copies a state field by field, as a serializer would. */
final class StateCopy {
    private StateCopy() {}

    static SurgeState of(SurgeState state) {
        SurgeState copy = new SurgeState();
        try {
            for (Field field : fields()) {
                Object value = field.get(state);
                if (field.getType().isArray()) {
                    int length = Array.getLength(value);
                    Object array = Array.newInstance(field.getType().componentType(), length);
                    System.arraycopy(value, 0, array, 0, length);
                    value = array;
                }
                field.set(copy, value);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("every field of the state must be public", e);
        }
        return copy;
    }

    static List<Field> fields() {
        return Arrays.stream(SurgeState.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()) && !field.isSynthetic())
                .toList();
    }
}
