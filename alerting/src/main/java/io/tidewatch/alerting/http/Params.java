package io.tidewatch.alerting.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.tidewatch.alerting.store.Cursor;
import io.tidewatch.alerting.store.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a request's parameters, keeps every complaint, and reports them all at once. */
final class Params {
    private static final int MAX_CHARS = 1_000;
    /** What both databases can hold; nobody asks for more. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final Context context;
    private final List<String> errors = new ArrayList<>();

    Params(Context context) {
        this.context = context;
    }

    @Nullable
    String text(String name) {
        return read(name, value -> value, "at most " + MAX_CHARS + " characters");
    }

    @Nullable
    Instant time(String name) {
        return read(
                name,
                value -> {
                    Instant time = Instant.parse(value);
                    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return time;
                },
                "a time in UTC such as 2026-03-02T09:30:00Z");
    }

    @Nullable
    Boolean flag(String name) {
        return read(
                name,
                value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("not a truth value");
                },
                "true or false");
    }

    int integer(String name, int fallback, int minimum, int maximum) {
        Integer given = read(
                name,
                value -> {
                    int number = Integer.parseInt(value);
                    if (number < minimum || number > maximum) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return number;
                },
                "a whole number from " + minimum + " to " + maximum);
        return given == null ? fallback : given;
    }

    @Nullable
    Long number(String name) {
        return read(name, Long::parseLong, "a whole number");
    }

    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        return read(name, value -> constant(type, value), "one of " + names(type));
    }

    <E extends Enum<E>> List<E> choices(String name, Class<E> type) {
        List<E> chosen = read(
                name,
                value -> {
                    List<E> constants = new ArrayList<>();
                    for (String part : value.split(",", -1)) {
                        constants.add(constant(type, part));
                    }
                    return constants;
                },
                "one or more of " + names(type) + ", separated by commas");
        return chosen == null ? List.of() : chosen;
    }

    @Nullable
    Cursor cursor() {
        return read("cursor", Cursor::parse, "the nextCursor of the page before");
    }

    <T> @Nullable T read(String name, Function<String, T> parse, String wanted) {
        String value = context.queryParam(name);
        if (value == null || value.isEmpty()) {
            return null;
        }
        try {
            if (value.length() > MAX_CHARS) {
                throw new IllegalArgumentException("too long");
            }
            return parse.apply(value);
        } catch (IllegalArgumentException | DateTimeException e) {
            errors.add("'" + name + "' must be " + wanted);
            return null;
        }
    }

    /** @throws ApiException if a parameter was wrong, naming every one */
    void check() {
        if (!errors.isEmpty()) {
            throw ApiException.badRequest(errors);
        }
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return EnumSet.allOf(type).stream()
                .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(", "));
    }

    /** @throws ApiException if the body is not JSON of this type, or has fields that the type has not */
    static <T> T body(Context context, Class<T> type) {
        String body = context.body();
        ObjectMapper strict = Json.strict();
        try {
            T value = strict.readValue(body, type);
            if (value == null) {
                throw ApiException.badRequest("the request needs a JSON object");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("the request is not the JSON that is wanted here: " + e.getOriginalMessage());
        }
    }
}
