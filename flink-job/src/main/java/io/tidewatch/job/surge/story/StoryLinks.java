package io.tidewatch.job.surge.story;

import io.tidewatch.events.Alert;
import io.tidewatch.events.TrendKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Links an alert, as it opens, to those that opened shortly before about the same event: alerts that rest on a common
 * message, alerts whose messages have a name in common, and alerts of which one's key contains the other's, as a topic
 * contains a company within it. It joins the group of the earliest of them; what was said of that one stays as it is. A
 * function of the alerts' openings in the order of event time, with the id as tie-break.
 */
final class StoryLinks {
    /** Of the earliest; a day on which everything moves must not make alerts without bounds. */
    private static final int MAX_RELATED = 20;

    private static final Comparator<RaisedAlert> EARLIEST_FIRST =
            Comparator.comparingLong(RaisedAlert::detectedAtMillis).thenComparing(RaisedAlert::id);

    private final long withinMillis;

    /** @param within how long after an alert's opening another may open to be linked to it */
    StoryLinks(Duration within) {
        withinMillis = within.toMillis();
    }

    /** @param earlier alerts that opened before, in any order */
    RaisedAlert link(Alert opened, Iterable<RaisedAlert> earlier) {
        RaisedAlert alone = RaisedAlert.of(opened, opened.id(), List.of());
        List<RaisedAlert> related = new ArrayList<>();
        for (RaisedAlert other : earlier) {
            if (isNear(other, opened) && !other.id().equals(opened.id()) && areAboutTheSame(other, alone)) {
                related.add(other);
            }
        }
        related.sort(EARLIEST_FIRST);
        return RaisedAlert.of(
                opened,
                related.isEmpty() ? opened.id() : related.get(0).storyGroup(),
                related.stream().map(RaisedAlert::id).limit(MAX_RELATED).toList());
    }

    private static boolean areAboutTheSame(RaisedAlert one, RaisedAlert other) {
        return contains(one.key(), other.key())
                || contains(other.key(), one.key())
                || !Collections.disjoint(one.messageIds(), other.messageIds())
                || !Collections.disjoint(one.names(), other.names());
    }

    /** Whether the alert can be linked to one that opens now. Nothing that opens later can be linked to it then, either. */
    boolean isNear(RaisedAlert other, Alert opened) {
        return opened.detectedAt().toEpochMilli() - other.detectedAtMillis() <= withinMillis;
    }

    /** A key contains itself and those that narrow it down. */
    private static boolean contains(TrendKey wide, TrendKey narrow) {
        return fits(wide.topic(), narrow.topic())
                && fits(wide.theme(), narrow.theme())
                && fits(wide.entity(), narrow.entity());
    }

    private static boolean fits(@Nullable String wide, @Nullable String narrow) {
        return wide == null || wide.equals(narrow);
    }
}
