package io.tidewatch.job.surge.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidewatch.job.surge.detector.SurgeSettings.Counted;
import io.tidewatch.job.surge.detector.SurgeSettings.VolumeRatio;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SurgeSettingsTest {
    @Test
    void sentimentHasTheMeasuredConstants() {
        SurgeSettings settings = SurgeSettings.sentiment();

        assertThat(settings.windowLength()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.counted()).isEqualTo(Counted.NEGATIVES);
        assertThat(settings.scalesWindows()).containsExactly(1, 3, 6, 12, 24, 48);
        assertThat(settings.threshold()).isEqualTo(2.6);
        assertThat(settings.silentWindows()).isEqualTo(24);
        assertThat(settings.rearmWindows()).isEqualTo(12);
        assertThat(settings.level()).isEqualTo(new SurgeSettings.Level(1_000, 0.01, 5));
        assertThat(settings.season()).isEqualTo(new SurgeSettings.Season(0.5, 6_000, 20, 200));
        assertThat(settings.dispersion()).isEqualTo(new SurgeSettings.Dispersion(0.3, 50, 2_000, 3.5));
        assertThat(settings.volumeRatio()).isEqualTo(new VolumeRatio(2, 1));
        assertThat(settings.cooldown()).isNull();
    }

    @Test
    void volumeHasTheMeasuredConstants() {
        SurgeSettings settings = SurgeSettings.volume();

        assertThat(settings.counted()).isEqualTo(Counted.MESSAGES);
        assertThat(settings.scalesWindows()).containsExactly(6, 12, 18, 24, 36, 48, 72);
        assertThat(settings.threshold()).isEqualTo(2.65);
        assertThat(settings.level().clipDeviations()).isEqualTo(8);
        assertThat(settings.season().exponent()).isZero();
        assertThat(settings.dispersion()).isEqualTo(new SurgeSettings.Dispersion(0.3, 50, 2_000, 8));
        assertThat(settings.volumeRatio()).isNull();
        assertThat(settings.cooldown()).isEqualTo(new SurgeSettings.Cooldown(2, 108));
    }

    @Test
    void everyRejectedValueIsReportedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SurgeSettings(
                        Duration.ZERO,
                        Counted.MESSAGES,
                        List.of(1, 3, 3),
                        Double.NaN,
                        0,
                        -1,
                        new SurgeSettings.Level(0, -0.002, Double.POSITIVE_INFINITY),
                        new SurgeSettings.Season(-0.5, 0, 0, 0),
                        new SurgeSettings.Dispersion(-0.3, 0, 0, 0),
                        new VolumeRatio(0, 0),
                        new SurgeSettings.Cooldown(0.5, 0)))
                .withMessageStartingWith("Surge settings cannot be used: ")
                .withMessageContainingAll(
                        "windowLength must be between 1 ms and one day, not PT0S",
                        "scalesWindows must list one or more numbers from 1 to 512",
                        "threshold must be greater than 0.0, not NaN",
                        "silentWindows must be at least 1.0, not 0.0",
                        "rearmWindows must be at least 1.0, not -1.0",
                        "level.halfLifeWindows",
                        "level.minimum must be greater than 0.0, not -0.002",
                        "level.clipDeviations must be greater than 0.0, not Infinity",
                        "season.exponent",
                        "season.halfLifeWindows",
                        "season.shrinkMessages",
                        "season.weekdayShrinkMessages",
                        "dispersion.prior must",
                        "dispersion.priorWindows",
                        "dispersion.halfLifeWindows",
                        "dispersion.clipDeviations",
                        "volumeRatio.pseudoCount",
                        "volumeRatio.minimum",
                        "volumeRatio must be null",
                        "cooldown.factor must be at least 1.0, not 0.5",
                        "cooldown.halfLifeWindows");
    }

    @Test
    void anotherThresholdLeavesTheRestAsItIs() {
        SurgeSettings settings = SurgeSettings.sentiment().withThreshold(1.88);

        assertThat(settings.threshold()).isEqualTo(1.88);
        assertThat(settings.withThreshold(2.6)).isEqualTo(SurgeSettings.sentiment());
    }

    @Test
    void scalesCannotBeChangedFromOutside() {
        List<Integer> scales = new ArrayList<>(List.of(1, 6));
        SurgeSettings base = SurgeSettings.sentiment();
        SurgeSettings settings = new SurgeSettings(
                base.windowLength(),
                base.counted(),
                scales,
                base.threshold(),
                base.silentWindows(),
                base.rearmWindows(),
                base.level(),
                base.season(),
                base.dispersion(),
                base.volumeRatio(),
                base.cooldown());
        scales.add(3);

        assertThat(settings.scalesWindows()).containsExactly(1, 6);
    }
}
