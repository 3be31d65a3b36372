package io.tidewatch.alerting.store;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Evidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Takes alerts in. What was said of an alert at the close of a window is kept as a step; the alert itself shows the newest
 * step, by window and then by state, so that a redelivery, a replay or another order of arrival changes nothing.
 */
public final class AlertWriter {
    private static final int HEADLINE_CHARS = 160;
    private static final int MAX_FEATURE_CHARS = 500;

    /** Kinds of what alerts can have in common. */
    static final String MESSAGE = "message";

    static final String TERM = "term";
    static final String ENTITY = "entity";

    /** @return those that were new or had something new to say, in their order */
    public List<ReceivedAlert> upsert(Handle handle, List<ReceivedAlert> batch, Instant now) {
        List<ReceivedAlert> changed = new ArrayList<>();
        for (ReceivedAlert received : batch) {
            if (addStep(handle, received.alert()) && write(handle, received, now)) {
                changed.add(received);
            }
        }
        return changed;
    }

    private static boolean addStep(Handle handle, Alert alert) {
        return handle.createUpdate("""
                                INSERT INTO alert_step
                                    (alert_id, window_end, state, severity, observed, expected, low, high, score)
                                VALUES (:id, :windowEnd, :state, :severity, :observed, :expected, :low, :high, :score)
                                ON CONFLICT DO NOTHING""")
                        .bind("id", alert.id())
                        .bind("windowEnd", alert.windowEnd())
                        .bind("state", alert.state().name())
                        .bind("severity", alert.severity().name())
                        .bind("observed", alert.observedNegative())
                        .bind("expected", alert.expectedNegative())
                        .bind("low", alert.expectedLow())
                        .bind("high", alert.expectedHigh())
                        .bind("score", alert.score())
                        .execute()
                > 0;
    }

    private static boolean write(Handle handle, ReceivedAlert received, Instant now) {
        Alert alert = received.alert();
        Optional<Stored> stored = handle.createQuery("SELECT window_end, state, group_id FROM alert WHERE id = :id")
                .bind("id", alert.id())
                .map((row, context) -> new Stored(
                        row.getTimestamp(1).toInstant(), AlertState.valueOf(row.getString(2)), row.getString(3)))
                .findOne();
        if (stored.isPresent() && !stored.get().isOlderThan(alert)) {
            return false;
        }
        String group = group(handle, received, stored.orElse(null));
        String sql = stored.isPresent() ? """
                  UPDATE alert SET kind = :kind, state = :state, severity = :severity, key_text = :key,
                      surge_start = :surgeStart, window_end = :windowEnd, group_id = :group, headline = :headline,
                      facts = :facts, evidence = :evidence, updated_at = :now
                  WHERE id = :id""" : """
                  INSERT INTO alert (id, kind, state, severity, key_text, surge_start, window_end, group_id, headline,
                      facts, evidence, received_at, updated_at)
                  VALUES (:id, :kind, :state, :severity, :key, :surgeStart, :windowEnd, :group, :headline,
                      :facts, :evidence, :now, :now)""";
        handle.createUpdate(sql)
                .bind("id", alert.id())
                .bind("kind", alert.kind().name())
                .bind("state", alert.state().name())
                .bind("severity", alert.severity().name())
                .bind("key", received.key().asText())
                .bind("surgeStart", alert.surgeStart())
                .bind("windowEnd", alert.windowEnd())
                .bind("group", group)
                .bind("headline", headline(alert))
                .bind("facts", received.facts())
                .bind("evidence", received.evidence())
                .bind("now", now)
                .execute();
        writeFeatures(handle, alert);
        return true;
    }

    private static @Nullable String headline(Alert alert) {
        return alert.evidence().stream()
                .map(Evidence::text)
                .findFirst()
                .map(text -> Texts.beginning(Texts.storable(text), HEADLINE_CHARS))
                .orElse(null);
    }

    /** The job's group; else the one it has; else that of an alert that rests on one of the same messages; else its own. */
    private static String group(Handle handle, ReceivedAlert received, @Nullable Stored stored) {
        if (received.group() != null) {
            return received.group();
        }
        if (stored != null) {
            return stored.group();
        }
        Alert alert = received.alert();
        Collection<String> messages = messages(alert);
        if (messages.isEmpty()) {
            return alert.id();
        }
        return handle.createQuery("""
                        SELECT a.group_id FROM alert_feature f JOIN alert a ON a.id = f.alert_id
                        WHERE f.kind = 'message' AND f.feature IN (<messages>)
                        ORDER BY a.surge_start, a.id LIMIT 1""")
                .bindList("messages", List.copyOf(messages))
                .mapTo(String.class)
                .findOne()
                .orElse(alert.id());
    }

    private static void writeFeatures(Handle handle, Alert alert) {
        PreparedBatch insert = handle.prepareBatch(
                "INSERT INTO alert_feature (kind, feature, alert_id) VALUES (:kind, :feature, :alert) ON CONFLICT DO NOTHING");
        add(insert, alert, MESSAGE, messages(alert));
        add(insert, alert, TERM, alert.leadingTerms());
        add(insert, alert, ENTITY, alert.entities());
        Batches.run(insert);
    }

    private static Set<String> messages(Alert alert) {
        Set<String> ids = new LinkedHashSet<>();
        for (Evidence evidence : alert.evidence()) {
            ids.add(feature(evidence.messageId()));
        }
        return ids;
    }

    private static void add(PreparedBatch insert, Alert alert, String kind, Collection<String> features) {
        for (String value : features) {
            insert.bind("kind", kind)
                    .bind("feature", feature(value))
                    .bind("alert", alert.id())
                    .add();
        }
    }

    private static String feature(String value) {
        return Texts.beginning(Texts.storable(value), MAX_FEATURE_CHARS);
    }

    private record Stored(Instant windowEnd, AlertState state, String group) {
        boolean isOlderThan(Alert alert) {
            int byTime = windowEnd.compareTo(alert.windowEnd());
            return byTime < 0 || (byTime == 0 && state.compareTo(alert.state()) < 0);
        }
    }
}
