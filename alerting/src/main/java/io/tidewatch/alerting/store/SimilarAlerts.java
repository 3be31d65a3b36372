package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.SimilarAlert;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Finds earlier alerts that are like one. Likeness is a weighted sum of what they share: the key (0.4), leading words
 * (0.35, Jaccard), entities (0.15, Jaccard) and whether they rest on a common message (0.1). The weights are ours, chosen
 * for reading, not learned.
 */
public final class SimilarAlerts {
    private static final int SHOWN = 10;
    private static final int CANDIDATES = 50;
    private static final double LEAST = 0.1;

    private final AlertReader reader;

    public SimilarAlerts(AlertReader reader) {
        this.reader = reader;
    }

    public List<SimilarAlert> find(Handle handle, AlertSummary alert) {
        Set<String> withCommonMessage = new HashSet<>();
        Set<String> candidates = new LinkedHashSet<>();
        for (Map.Entry<String, Boolean> sharing : sharingFeatures(handle, alert)) {
            candidates.add(sharing.getKey());
            if (sharing.getValue()) {
                withCommonMessage.add(sharing.getKey());
            }
        }
        AlertFilter sameKey =
                AlertFilter.between(null, alert.windowEnd()).onKey(alert.key().text());
        Map<String, AlertSummary> found = new HashMap<>();
        reader.list(handle, sameKey, null, CANDIDATES).forEach(other -> found.put(other.id(), other));
        candidates.removeAll(found.keySet());
        reader.summaries(handle, List.copyOf(candidates)).forEach(other -> found.put(other.id(), other));
        found.remove(alert.id());
        return found.values().stream()
                .map(other -> compare(alert, other, withCommonMessage.contains(other.id())))
                .filter(similar -> similar.likeness() >= LEAST)
                .sorted(Comparator.comparingDouble(SimilarAlert::likeness)
                        .reversed()
                        .thenComparing(similar -> similar.alert().windowEnd(), Comparator.reverseOrder())
                        .thenComparing(similar -> similar.alert().id()))
                .limit(SHOWN)
                .toList();
    }

    /** Ids of the earlier alerts that share most, with whether a message is among it. */
    private static List<Map.Entry<String, Boolean>> sharingFeatures(Handle handle, AlertSummary alert) {
        return handle.createQuery("""
                        SELECT other.alert_id, SUM(CASE WHEN other.kind = 'message' THEN 1 ELSE 0 END) AS messages
                        FROM alert_feature own
                        JOIN alert_feature other ON other.kind = own.kind AND other.feature = own.feature
                        JOIN alert a ON a.id = other.alert_id
                        WHERE own.alert_id = :id AND other.alert_id <> :id AND a.window_end <= :end
                        GROUP BY other.alert_id ORDER BY COUNT(*) DESC, other.alert_id LIMIT :limit""")
                .bind("id", alert.id())
                .bind("end", alert.windowEnd())
                .bind("limit", CANDIDATES)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2) > 0))
                .list();
    }

    private static SimilarAlert compare(AlertSummary alert, AlertSummary other, boolean commonMessage) {
        List<String> because = new ArrayList<>();
        double likeness = 0;
        if (alert.key().text().equals(other.key().text())) {
            because.add("same key");
            likeness += 0.4;
        }
        likeness += 0.35 * share("words", alert.leadingTerms(), other.leadingTerms(), because);
        likeness += 0.15 * share("companies", alert.entities(), other.entities(), because);
        if (commonMessage) {
            because.add("a common message");
            likeness += 0.1;
        }
        return new SimilarAlert(other, Math.round(likeness * 1e3) / 1e3, because);
    }

    private static double share(String what, Collection<String> own, Collection<String> others, List<String> because) {
        Set<String> common = new LinkedHashSet<>(own);
        common.retainAll(Set.copyOf(others));
        if (common.isEmpty()) {
            return 0;
        }
        because.add(what + ": " + String.join(", ", common));
        Set<String> all = new HashSet<>(own);
        all.addAll(others);
        return (double) common.size() / all.size();
    }
}
