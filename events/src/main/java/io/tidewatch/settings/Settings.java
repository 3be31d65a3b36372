package io.tidewatch.settings;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads typed settings from {@code name=value} pairs and keeps every complaint, so that all mistakes are reported at
 * once, unknown names among them.
 */
public final class Settings {
    /** Far above any sensible setting, and far below what overflows in milliseconds. */
    private static final Duration LONGEST_DURATION = Duration.ofDays(36_500);

    /** Largest first. */
    private static final Map<String, Duration> UNITS = new LinkedHashMap<>();

    static {
        UNITS.put("d", Duration.ofDays(1));
        UNITS.put("h", Duration.ofHours(1));
        UNITS.put("m", Duration.ofMinutes(1));
        UNITS.put("s", Duration.ofSeconds(1));
    }

    /**
     * A setting that was read.
     *
     * @param name of one, or with {@code *} at its end the prefix of several
     * @param fallback its value where it is absent, as one would write it
     * @param accepts which values it takes
     */
    public record Setting(String name, String fallback, String accepts) {}

    private final String whose;
    private final Map<String, String> values;
    private final Map<String, Setting> known = new LinkedHashMap<>();
    private final List<String> errors = new ArrayList<>();

    /** @param whose what the settings are of, for complaints, such as {@code job} */
    public Settings(String whose, Map<String, String> values) {
        this.whose = whose;
        this.values = values;
    }

    public String text(String name, String fallback) {
        return read(name, fallback, value -> value, "a text");
    }

    public int integer(String name, int fallback, int minimum, int maximum) {
        String wanted = "a whole number from " + minimum + " to " + maximum;
        return read(
                name,
                fallback,
                value -> {
                    int number = Integer.parseInt(value);
                    if (number < minimum || number > maximum) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return number;
                },
                wanted);
    }

    public double decimal(String name, double fallback, double minimum, double maximum) {
        return read(
                name,
                fallback,
                value -> {
                    double number = Double.parseDouble(value);
                    if (!(number >= minimum && number <= maximum)) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return number;
                },
                "a number from " + minimum + " to " + maximum);
    }

    public boolean flag(String name, boolean fallback) {
        return read(
                name,
                fallback,
                value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("not a truth value");
                },
                "true or false");
    }

    /** Durations are written as {@code 250ms}, {@code 10s}, {@code 5m}, {@code 24h} or {@code 7d}. */
    public Duration duration(String name, Duration fallback) {
        return read(name, fallback, Settings::parseDuration, "a duration such as 250ms, 10s, 5m, 24h or 7d");
    }

    public <E extends Enum<E>> Set<E> choices(String name, Class<E> type, Set<E> fallback) {
        Function<String, Set<E>> parse = value -> {
            Set<E> chosen = EnumSet.noneOf(type);
            for (String part : value.isBlank() ? List.<String>of() : List.of(value.split(","))) {
                chosen.add(constant(type, part));
            }
            return chosen;
        };
        return read(name, fallback, parse, "a comma-separated list of " + names(type));
    }

    /** One of an enum's constants, written in lower case with hyphens. */
    public <E extends Enum<E>> E choice(String name, Class<E> type, E fallback) {
        return read(name, fallback, value -> constant(type, value), "one of " + names(type));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String name) {
        return Enum.valueOf(type, name.trim().toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return EnumSet.allOf(type).stream().map(Settings::written).collect(Collectors.joining(", "));
    }

    /** A number of times a day, written as {@code 20/day}; 0, which cannot be written, where it is absent. */
    public double perDay(String name) {
        return read(
                        name,
                        Optional.<Double>empty(),
                        value -> {
                            if (!value.endsWith("/day")) {
                                throw new IllegalArgumentException("no unit");
                            }
                            double number = Double.parseDouble(value.substring(0, value.length() - "/day".length()));
                            if (!(number > 0 && number <= 1_000_000)) {
                                throw new IllegalArgumentException("out of range");
                            }
                            return Optional.of(number);
                        },
                        "a number of times a day such as 20/day")
                .orElse(0.0);
    }

    /**
     * Numbers by name, written as {@code NAME:NUMBER;NAME:NUMBER}. A name may hold colons.
     *
     * @param minimum of each number
     */
    public Map<String, Double> decimals(String name, double minimum, double maximum) {
        return read(
                name,
                Map.of(),
                value -> {
                    Map<String, Double> found = new LinkedHashMap<>();
                    for (String part : value.split(";", 0)) {
                        int colon = part.lastIndexOf(':');
                        double number =
                                Double.parseDouble(part.substring(colon + 1).strip());
                        if (colon < 1 || !(number >= minimum && number <= maximum)) {
                            throw new IllegalArgumentException(part);
                        }
                        found.put(part.substring(0, colon).strip(), number);
                    }
                    return found;
                },
                "NAME:NUMBER;NAME:NUMBER, numbers from " + minimum + " to " + maximum);
    }

    /** Names that start with {@code prefix}, without it; they are passed on as they are. */
    public Map<String, String> allUnder(String prefix) {
        known.put(prefix + '*', new Setting(prefix + '*', "", "any texts"));
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .collect(Collectors.toMap(entry -> entry.getKey().substring(prefix.length()), Map.Entry::getValue));
    }

    public void require(boolean condition, String error) {
        if (!condition) {
            errors.add(error);
        }
    }

    /**
     * To be called when everything was read.
     *
     * @throws IllegalArgumentException naming every mistake
     */
    public void check() {
        values.keySet().stream()
                .filter(name -> !isKnown(name))
                .sorted()
                .forEach(name -> errors.add("unknown setting '" + name + "'; known are "
                        + String.join(", ", known.keySet().stream().sorted().toList())));
        if (!errors.isEmpty()) {
            throw new IllegalArgumentException(
                    "The " + whose + "'s settings are wrong:\n  - " + String.join("\n  - ", errors));
        }
    }

    private boolean isKnown(String name) {
        return known.keySet().stream()
                .anyMatch(each ->
                        each.endsWith("*") ? name.startsWith(each.substring(0, each.length() - 1)) : name.equals(each));
    }

    /** The settings that were read, in that order. */
    public List<Setting> known() {
        return List.copyOf(known.values());
    }

    private <T> T read(String name, T fallback, Function<String, T> parse, String wanted) {
        known.put(name, new Setting(name, written(fallback), wanted));
        String value = values.get(name);
        if (value == null) {
            return fallback;
        }
        try {
            return parse.apply(value.trim());
        } catch (IllegalArgumentException | DateTimeParseException e) {
            errors.add("'" + name + "' must be " + wanted + ", but is '" + value + "'");
            return fallback;
        }
    }

    private static String written(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream().map(Settings::written).sorted().collect(Collectors.joining(","));
        }
        if (value instanceof Map<?, ?> map && map.isEmpty() || value instanceof Optional<?> one && one.isEmpty()) {
            return "";
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Duration duration) {
            return written(duration);
        }
        return String.valueOf(value);
    }

    private static String written(Duration duration) {
        long millis = duration.toMillis();
        for (Map.Entry<String, Duration> unit : UNITS.entrySet()) {
            if (millis % unit.getValue().toMillis() == 0) {
                return millis / unit.getValue().toMillis() + unit.getKey();
            }
        }
        return millis + "ms";
    }

    private static Duration parseDuration(String value) {
        Duration parsed = parseUnits(value.toLowerCase(Locale.ROOT));
        if (parsed.isNegative() || parsed.compareTo(LONGEST_DURATION) > 0) {
            throw new IllegalArgumentException("out of range");
        }
        return parsed;
    }

    private static Duration parseUnits(String value) {
        if (value.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
        }
        return Duration.parse((value.endsWith("d") ? "P" : "PT") + value);
    }
}
