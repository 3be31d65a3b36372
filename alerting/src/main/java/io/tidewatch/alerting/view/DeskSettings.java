package io.tidewatch.alerting.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tidewatch.events.AlertKind;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Severity;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an admin sets at run time.
 *
 * @param version rises by one with each change
 * @param thresholds scores from which single keys raise alerts, by the key as text, such as {@code topic=Macro}
 */
public record DeskSettings(
        long version,
        AttentionBudget attentionBudget,
        Map<String, Double> thresholds,
        List<Channel> channels,
        List<Rule> rules) {
    public static final DeskSettings FIRST =
            new DeskSettings(0, new AttentionBudget(20), Map.of(), List.of(), List.of());

    /** Settings that were kept before there were thresholds have none. */
    public DeskSettings(
            long version,
            AttentionBudget attentionBudget,
            @Nullable Map<String, Double> thresholds,
            List<Channel> channels,
            List<Rule> rules) {
        this.version = version;
        this.attentionBudget = attentionBudget;
        this.thresholds = thresholds == null ? Map.of() : thresholds;
        this.channels = channels;
        this.rules = rules;
    }

    /** How many alerts a day the desk can read. */
    public record AttentionBudget(int alertsPerDay) {}

    /**
     * A way to tell somebody.
     *
     * @param target an address; of Slack only the beginning
     * @param secret what a client sends to set it; never written
     * @param secretSet whether there is one
     */
    public record Channel(
            String name,
            ChannelType type,
            String target,
            boolean enabled,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String secret,

            boolean secretSet) {
        public Channel withoutSecret(String shownTarget, boolean isSet) {
            return new Channel(name, type, shownTarget, enabled, null, isSet);
        }
    }

    /** What a channel speaks. */
    public enum ChannelType {
        @JsonProperty("webhook")
        WEBHOOK,
        @JsonProperty("slack")
        SLACK,
        @JsonProperty("email")
        EMAIL,
        @JsonProperty("alertmanager")
        ALERTMANAGER
    }

    /**
     * Who is told of what; empty lists mean any, but empty {@code states} mean opened and escalated.
     *
     * @param fromHour included, in {@code zone}; {@code toHour} is excluded and may lie before it, over midnight
     */
    public record Rule(
            String name,
            List<String> channels,
            Severity minSeverity,
            List<String> topics,
            List<String> themes,
            List<String> entities,
            List<AlertKind> kinds,
            List<AlertState> states,
            int fromHour,
            int toHour,
            String zone,
            boolean enabled) {}
}
