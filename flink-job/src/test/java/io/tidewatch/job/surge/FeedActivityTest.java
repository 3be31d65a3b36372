package io.tidewatch.job.surge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FeedActivityTest {
    private static final long OUTAGE_WINDOWS = 6;

    @Test
    void aShortSilenceIsNoOutage() {
        FeedActivity activity = FeedActivity.startingAt(100).plus(106, OUTAGE_WINDOWS, 0);

        assertThat(activity.outages()).isEmpty();
        assertThat(activity.lastIndex()).isEqualTo(106);
    }

    @Test
    void aLongSilenceIsAnOutageFromItsFirstEmptyWindowToItsLast() {
        FeedActivity activity = FeedActivity.startingAt(100).plus(107, OUTAGE_WINDOWS, 0);

        assertThat(activity.isOutage(100)).isFalse();
        assertThat(activity.isOutage(101)).isTrue();
        assertThat(activity.isOutage(106)).isTrue();
        assertThat(activity.isOutage(107)).isFalse();
    }

    @Test
    void aLateWindowChangesNothing() {
        FeedActivity activity = FeedActivity.startingAt(100).plus(120, OUTAGE_WINDOWS, 0);

        assertThat(activity.plus(110, OUTAGE_WINDOWS, 0)).isEqualTo(activity);
    }

    @Test
    void anOutageIsForgottenOnlyWhenKeysHaveBeenJudgedFarBeyondIt() {
        FeedActivity activity = FeedActivity.startingAt(0).plus(50, OUTAGE_WINDOWS, 0);

        FeedActivity farAhead = activity.plus(20_000, OUTAGE_WINDOWS, 60);
        assertThat(farAhead.isOutage(25))
                .as("a watermark may pass weeks at once")
                .isTrue();

        assertThat(farAhead.plus(20_001, OUTAGE_WINDOWS, 20_000).isOutage(25)).isFalse();
    }
}
