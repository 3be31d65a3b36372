package io.tidewatch.alerting.store;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** A length of time by which trends are added up. */
public enum TrendStep {
    @JsonProperty("5m")
    FIVE_MINUTES("5m", Duration.ofMinutes(5)),
    @JsonProperty("15m")
    QUARTER_HOUR("15m", Duration.ofMinutes(15)),
    @JsonProperty("1h")
    HOUR("1h", Duration.ofHours(1)),
    @JsonProperty("6h")
    SIX_HOURS("6h", Duration.ofHours(6)),
    @JsonProperty("1d")
    DAY("1d", Duration.ofDays(1));

    private static final int WELL_SHOWN_POINTS = 500;

    private final String text;
    private final Duration length;

    TrendStep(String text, Duration length) {
        this.text = text;
        this.length = length;
    }

    public String text() {
        return text;
    }

    public Duration length() {
        return length;
    }

    /** Start of the step that the time lies in. */
    public Instant floor(Instant time) {
        long seconds = length.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
    }

    /** The shortest that shows the range in few enough points; a day if none does. */
    public static TrendStep forRange(Duration range) {
        return Arrays.stream(values())
                .filter(step -> range.toSeconds() / step.length.toSeconds() <= WELL_SHOWN_POINTS)
                .findFirst()
                .orElse(DAY);
    }
}
