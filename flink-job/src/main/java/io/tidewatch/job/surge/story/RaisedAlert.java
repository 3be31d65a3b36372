package io.tidewatch.job.surge.story;

import io.tidewatch.events.Alert;
import io.tidewatch.events.Evidence;
import io.tidewatch.events.TrendKey;
import java.util.List;

/**
 * What is remembered of an alert that was opened.
 *
 * @param detectedAtMillis end of the window that opened it, milliseconds since the epoch
 * @param messageIds of its evidence when it opened
 * @param names that these messages have in common
 * @param storyGroup id of the alert that was first raised about the same event
 * @param relatedTo ids of earlier alerts about the same event
 * @param resolved whether it is over
 */
public record RaisedAlert(
        String id,
        TrendKey key,
        long detectedAtMillis,
        List<String> messageIds,
        List<String> names,
        String storyGroup,
        List<String> relatedTo,
        boolean resolved) {

    static RaisedAlert of(Alert opened, String storyGroup, List<String> relatedTo) {
        return new RaisedAlert(
                opened.id(),
                opened.key(),
                opened.detectedAt().toEpochMilli(),
                opened.evidence().stream().map(Evidence::messageId).toList(),
                EventNames.of(opened.evidence()),
                storyGroup,
                relatedTo,
                false);
    }

    RaisedAlert asResolved() {
        return new RaisedAlert(id, key, detectedAtMillis, messageIds, names, storyGroup, relatedTo, true);
    }
}
