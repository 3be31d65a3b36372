package io.tidewatch.job.inference;

import io.tidewatch.events.Reading;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Lets an overloaded job read less of each text, a step at a time: first the beginning of long texts alone, then its
 * first tokens. It goes down a step when the places for texts under way were nearly all taken for a while, and up again
 * when most were free for as long. Between the two it stays, so that it does not swing. Off unless an operator switches
 * it on, because what is read then depends on the load, and a replay gives other scores.
 *
 * <p>Not thread-safe: the operator's thread alone asks it.
 */
final class OverloadLadder {
    /** Of the places for windows under way: from here on the model does not keep up. */
    private static final double CROWDED = 0.9;
    /** Up to here it does. */
    private static final double CALM = 0.5;
    /** Room for nearly every headline and tweet with its special tokens; an attention over half the length. */
    private static final int FIRST_TOKENS = 64;

    private static final Reading[] STEPS = Reading.values();

    private final boolean on;
    private final long patienceNanos;
    private int step;
    private long crowdedSince = Long.MAX_VALUE;
    private long calmSince = Long.MAX_VALUE;

    OverloadLadder(boolean on, Duration patience) {
        this.on = on;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Decides what the next text is read by.
     *
     * @param nowNanos of a monotonic clock, such as {@link System#nanoTime}
     * @param takenShare of the places for windows under way, 0 to 1
     */
    Reading next(long nowNanos, double takenShare) {
        if (!on) {
            return Reading.WHOLE;
        }
        crowdedSince = takenShare >= CROWDED ? Math.min(crowdedSince, nowNanos) : Long.MAX_VALUE;
        calmSince = takenShare <= CALM ? Math.min(calmSince, nowNanos) : Long.MAX_VALUE;
        if (crowdedSince <= nowNanos - patienceNanos && step < STEPS.length - 1) {
            step++;
            crowdedSince = nowNanos;
        } else if (calmSince <= nowNanos - patienceNanos && step > 0) {
            step--;
            calmSince = nowNanos;
        }
        return STEPS[step];
    }

    /** What is read of a text. */
    static List<EncodedText> read(List<EncodedText> windows, Reading reading) {
        return switch (reading) {
            case WHOLE -> windows;
            case BEGINNING -> windows.subList(0, 1);
            case FIRST_TOKENS -> List.of(firstTokens(windows.get(0)));
        };
    }

    /** What a text that was read so is marked with: texts that are short anyway were read as a whole. */
    static Reading mark(List<EncodedText> windows, Reading reading) {
        boolean shortened = windows.size() > 1
                || (reading == Reading.FIRST_TOKENS && windows.get(0).length() > FIRST_TOKENS);
        return shortened ? reading : Reading.WHOLE;
    }

    private static EncodedText firstTokens(EncodedText window) {
        if (window.length() <= FIRST_TOKENS) {
            return window;
        }
        long[] ids = Arrays.copyOf(window.ids(), FIRST_TOKENS);
        int[] starts = Arrays.copyOf(window.wordStarts(), FIRST_TOKENS);
        int[] ends = Arrays.copyOf(window.wordEnds(), FIRST_TOKENS);
        // The special token that ends a text.
        int last = window.length() - 1;
        ids[FIRST_TOKENS - 1] = window.ids()[last];
        starts[FIRST_TOKENS - 1] = window.wordStarts()[last];
        ends[FIRST_TOKENS - 1] = window.wordEnds()[last];
        return new EncodedText(window.text(), ids, starts, ends);
    }
}
