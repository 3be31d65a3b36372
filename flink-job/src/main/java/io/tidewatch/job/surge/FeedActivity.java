package io.tidewatch.job.surge;

import java.util.ArrayList;
import java.util.List;

/**
 * When the feed was alive, judged by all messages together: a stretch of windows without any message at all, if it is
 * long enough, is an outage. Within one, a key without messages tells nothing; outside, it tells that nothing happened.
 *
 * @param firstIndex index of the first window with a message
 * @param lastIndex index of the last one
 * @param outages in order
 */
public record FeedActivity(long firstIndex, long lastIndex, List<Outage> outages) {
    /** Outages further back than this are forgotten: four weeks of 5-minute windows, longer than a key stays silent. */
    private static final long REMEMBERED_WINDOWS = 8_064;

    /** @param toIndex exclusive */
    public record Outage(long fromIndex, long toIndex) {}

    static FeedActivity startingAt(long index) {
        return new FeedActivity(index, index, List.of());
    }

    /**
     * Takes the next window with a message into account; windows come in order.
     *
     * @param judgedUpTo index of the window that keys have been judged up to; the feed may be far ahead of it, because a
     *     watermark may pass weeks at once
     */
    FeedActivity plus(long index, long outageWindows, long judgedUpTo) {
        if (index <= lastIndex) {
            return this;
        }
        List<Outage> kept = new ArrayList<>();
        for (Outage outage : outages) {
            if (outage.toIndex() + REMEMBERED_WINDOWS >= judgedUpTo) {
                kept.add(outage);
            }
        }
        if (index - lastIndex - 1 >= outageWindows) {
            kept.add(new Outage(lastIndex + 1, index));
        }
        return new FeedActivity(firstIndex, index, kept);
    }

    boolean isOutage(long index) {
        return outages.stream().anyMatch(outage -> index >= outage.fromIndex() && index < outage.toIndex());
    }
}
