package io.tidewatch.job.inference;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.events.ModelControl;
import io.tidewatch.events.ModelControl.Action;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.model.ModelChoice;
import io.tidewatch.job.model.ModelId;
import io.tidewatch.job.novelty.Storied;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoProcessOperator;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChooseModelTest {
    private static final Message MESSAGE = Message.of("a", "oil up");
    private static final Duration SHADOW_FOR = Duration.ofHours(1);
    private final Map<Long, VersionedScorer> opened = VersionedScorer.none();
    private Instant now = Message.NOON;
    private TwoInputStreamOperatorTestHarness<Storied, ModelControl, Storied> operator;

    @BeforeEach
    void open() throws Exception {
        operator = open(null);
    }

    @AfterEach
    void closesWhatItOpened() throws Exception {
        operator.close();
        assertThat(opened.values())
                .allSatisfy(scorer -> assertThat(scorer.closed).isTrue());
    }

    @Test
    void messagesGoToTheFirstModelUntilACommand() throws Exception {
        assertThat(choice()).isEqualTo(ModelChoice.INITIAL);
    }

    @Test
    void aPromotionTakesEffectWhenItsModelIsReadyAndNotBefore() throws Exception {
        VersionedScorer slow = new VersionedScorer(new ModelId(1, "1.1.0", "sha"));
        slow.permits.drainPermits();
        try (var waiting = open(null, (model, resources) -> slow)) {
            waiting.processElement2(command(Action.PROMOTE, 1, "1.1.0"), 0);
            while (slow.runs.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(choice(waiting).champion()).isNull();

            slow.permits.release(KeywordScorer.ENDLESS);
            awaitEpoch(waiting, 1);

            assertThat(choice(waiting)).isEqualTo(new ModelChoice(new ModelId(1, "1.1.0", "sha"), null));
        }
        assertThat(slow.closed).isTrue();
    }

    @Test
    void theModelBeforeIsClosedAndAnOlderCommandIgnored() throws Exception {
        promote(2, "1.2.0");
        operator.processElement2(command(Action.PROMOTE, 1, "1.1.0"), 0);
        operator.processElement2(command(Action.ROLL_BACK, 2, "1.0.0"), 0);
        operator.processElement2(command(Action.SHADOW, 2, "1.0.0"), 0);
        assertThat(version(choice().champion())).isEqualTo("1.2.0");
        assertThat(opened).containsOnlyKeys(2L);

        operator.processElement2(command(Action.ROLL_BACK, 3, "1.0.0"), 0);
        awaitEpoch(operator, 3);

        assertThat(version(choice().champion())).isEqualTo("1.0.0");
        assertThat(requireNonNull(opened.get(2L)).closed).isTrue();
    }

    @Test
    void aShadowRunsBesideUntilItsTimeIsOver() throws Exception {
        shadow(1, "1.1.0");
        assertThat(choice().champion()).isNull();
        assertThat(version(choice().challenger())).isEqualTo("1.1.0");

        now = now.plus(SHADOW_FOR).minusSeconds(1);
        assertThat(choice().challenger()).isNotNull();
        now = now.plusSeconds(1);
        assertThat(choice()).isEqualTo(ModelChoice.INITIAL);
    }

    @Test
    void aPromotionEndsTheShadow() throws Exception {
        shadow(1, "1.1.0");

        promote(2, "1.1.0");

        assertThat(choice()).isEqualTo(new ModelChoice(new ModelId(2, "1.1.0", "sha"), null));
    }

    @Test
    void aRestartInMidShadowGoesOnWithBothModelsFromTheFirstMessage() throws Exception {
        promote(1, "1.1.0");
        shadow(2, "1.2.0");
        OperatorSubtaskState snapshot = operator.snapshot(1, 1);
        ModelChoice before = choice();

        now = now.plus(Duration.ofMinutes(30));
        try (var restored = open(snapshot)) {
            assertThat(choice(restored)).isEqualTo(before);
            now = now.plus(Duration.ofMinutes(30));
            assertThat(choice(restored)).isEqualTo(new ModelChoice(before.champion(), null));
        }
    }

    @Test
    void aModelThatIsGoneAtARestartFailsTheTask() throws Exception {
        promote(1, "1.1.0");
        OperatorSubtaskState snapshot = operator.snapshot(1, 1);

        assertThatThrownBy(() -> open(snapshot, (model, resources) -> {
                    throw new InvalidBundleException("there is no " + model.version());
                }))
                .hasStackTraceContaining("there is no 1.1.0");
    }

    private void promote(long epoch, String version) throws Exception {
        operator.processElement2(command(Action.PROMOTE, epoch, version), 0);
        awaitEpoch(operator, epoch);
    }

    private void shadow(long epoch, String version) throws Exception {
        operator.processElement2(command(Action.SHADOW, epoch, version), 0);
        while (choice().challenger() == null) {
            Thread.onSpinWait();
        }
    }

    private static void awaitEpoch(
            TwoInputStreamOperatorTestHarness<Storied, ModelControl, Storied> harness, long epoch) throws Exception {
        while (choice(harness).epoch() < epoch) {
            Thread.onSpinWait();
        }
    }

    private static ModelControl command(Action action, long epoch, String version) {
        return new ModelControl(1, epoch, action, version, "sha", Message.NOON, "m.okoye");
    }

    private static @Nullable String version(@Nullable ModelId model) {
        return model == null ? null : model.version();
    }

    private ModelChoice choice() throws Exception {
        return choice(operator);
    }

    /** What the next message is stamped with. */
    private static ModelChoice choice(TwoInputStreamOperatorTestHarness<Storied, ModelControl, Storied> harness)
            throws Exception {
        harness.getOutput().clear();
        harness.processElement1(MESSAGE.novel(), MESSAGE.millis());
        List<Storied> stamped = harness.extractOutputValues();
        assertThat(stamped).hasSize(1);
        return stamped.get(0).models();
    }

    private TwoInputStreamOperatorTestHarness<Storied, ModelControl, Storied> open(
            @Nullable OperatorSubtaskState snapshot) throws Exception {
        return open(snapshot, VersionedScorer.opener(opened));
    }

    private TwoInputStreamOperatorTestHarness<Storied, ModelControl, Storied> open(
            @Nullable OperatorSubtaskState snapshot, ModelOpener opener) throws Exception {
        JobConfig config = JobConfig.from(Map.of("model.shadow-for", SHADOW_FOR.toMinutes() + "m"));
        ChooseModel function = new ChooseModel(config.inference(), config.model(), opener, new TestClock());
        var harness = new TwoInputStreamOperatorTestHarness<>(new CoProcessOperator<>(function));
        harness.setup();
        if (snapshot != null) {
            harness.initializeState(snapshot);
        }
        harness.open();
        return harness;
    }

    /** Shows the test's time. */
    private final class TestClock extends Clock {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
