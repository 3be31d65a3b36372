package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MicroBatcherTest {
    private static final Duration FOREVER = Duration.ofHours(1);
    private final KeywordScorer scorer = new KeywordScorer();
    private final BlockingQueue<String> fates = new LinkedBlockingQueue<>();
    private final Map<String, Thread> threads = new ConcurrentSkipListMap<>();
    private final BlockingQueue<String> batches = new LinkedBlockingQueue<>();
    private MicroBatcher batcher = batcher(100, FOREVER);

    @AfterEach
    void close() {
        scorer.permits.release(KeywordScorer.ENDLESS);
        batcher.close();
    }

    @Test
    void aSingleTextDoesNotWaitForAFullBatch() throws Exception {
        restart(100, Duration.ofMillis(1));
        submit("crash");

        assertThat(fates(1)).containsExactly("crash: negative");
    }

    @Test
    void aFullBatchDoesNotWaitForItsAge() throws Exception {
        restart(4, FOREVER);
        submit("a b");
        submit("c d");

        assertThat(fates(2)).containsExactly("a b: neutral", "c d: neutral");
        assertThat(scorer.runs).containsExactly(List.of("a b", "c d"));
        assertThat(batches.take()).isEqualTo("2 texts, 4 tokens, 4 padded");
    }

    @Test
    void noRunExceedsTheBudgetOfPaddedTokens() throws Exception {
        restart(6, FOREVER);
        scorer.permits.drainPermits();
        submit("1 2 3 4 5 6");
        for (String text : List.of("a", "b c", "d e f", "g h", "i", "j k l m n o p q")) {
            submit(text);
        }
        scorer.permits.release(KeywordScorer.ENDLESS);

        assertThat(fates(7)).hasSize(7);
        assertThat(scorer.runs).allSatisfy(run -> {
            int longest =
                    run.stream().mapToInt(text -> text.split(" ").length).max().orElseThrow();
            assertThat(run.size() == 1 || run.size() * longest <= 6).isTrue();
        });
    }

    @Test
    void oneThreadRunsTheModelAndTellsTheFates() throws Exception {
        restart(2, FOREVER);
        submit("a b");
        submit("c d");
        fates(2);

        assertThat(threads.values())
                .allSatisfy(thread -> assertThat(thread.getName()).isEqualTo("micro-batcher-test"));
    }

    @Test
    void aPoisonousTextIsSeparatedFromItsMates() throws Exception {
        restart(6, FOREVER);
        submit("a crash");
        submit("b poison");
        submit("c calm");

        assertThat(fates(3)).containsExactly("a crash: negative", "b poison: unscorable", "c calm: neutral");
        submit("d e f g h crash");
        assertThat(fates(1)).containsExactly("d e f g h crash: negative");
    }

    @Test
    void aPoisonousTextIsFoundByHalves() throws Exception {
        restart(32, FOREVER);
        for (int i = 0; i < 16; i++) {
            submit(i == 5 ? "the poison" : "text " + i);
        }

        assertThat(fates(16)).filteredOn(fate -> fate.endsWith(": neutral")).hasSize(15);
        // Sixteen, eight, four, two and one texts with it, and the other halves; each failure asks whether the model
        // works.
        assertThat(scorer.runs.stream().filter(run -> !run.equals(List.of("probe"))))
                .hasSize(9);
    }

    @Test
    void aBrokenModelFailsEveryText() throws Exception {
        scorer.broken = true;
        restart(4, FOREVER);
        submit("a b");
        submit("c d");

        assertThat(fates(2)).containsExactly("a b: failed", "c d: failed");
        assertThat(scorer.reopened).isEqualTo(1);
    }

    @Test
    void aBrokenModelIsOpenedAnewOnce() throws Exception {
        scorer.broken = true;
        scorer.mendable = true;
        restart(4, FOREVER);
        submit("a b");
        submit("c d");
        assertThat(fates(2)).containsExactly("a b: neutral", "c d: neutral");

        scorer.broken = true;
        submit("e f g h");

        assertThat(fates(1)).containsExactly("e f g h: failed");
        assertThat(scorer.reopened).isEqualTo(1);
    }

    @Test
    void whatIsUnexpectedFailsEveryTextOfTheCollection() throws Exception {
        batcher.close();
        batcher = new MicroBatcher(scorer, 4, FOREVER, 100, "test", run -> {
            throw new IllegalStateException("unexpected");
        });
        submit("a b");
        submit("c d");

        assertThat(fates(2)).containsExactly("a b: failed", "c d: failed");
    }

    @Test
    void aFullQueueHoldsTheCallerBack() throws Exception {
        batcher.close();
        batcher = new MicroBatcher(scorer, 1, FOREVER, 2, "test", run -> {});
        scorer.permits.drainPermits();
        submit("running");
        while (scorer.runs.isEmpty()) {
            Thread.onSpinWait();
        }
        submit("queued");
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> submit("held"));
        assertThat(held).isNotDone();

        scorer.permits.release(KeywordScorer.ENDLESS);

        assertThat(fates(3)).contains("held: neutral");
        held.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aLongTextIsPooledOfItsWindows() throws Exception {
        restart(2, FOREVER);
        submit("a crash|b crash|c calm");
        submit("d calm|e calm|f crash");

        assertThat(fates(2)).containsExactly("a crash|b crash|c calm: negative", "d calm|e calm|f crash: neutral");
    }

    @Test
    void aLongTextDoesNotHoldOthersUp() throws Exception {
        restart(2, Duration.ZERO);
        scorer.permits.drainPermits();
        submit("a b|c d|e f|g h|i j");
        while (scorer.runs.isEmpty()) {
            Thread.onSpinWait();
        }
        submit("short");
        scorer.permits.release(KeywordScorer.ENDLESS);

        assertThat(List.of(fates.take(), fates.take()))
                .containsExactly("short: neutral", "a b|c d|e f|g h|i j: neutral");
        assertThat(scorer.runs.subList(0, 3)).containsExactly(List.of("a b"), List.of("c d"), List.of("short"));
    }

    @Test
    void windowsOfOneTextShareABatch() throws Exception {
        restart(4, FOREVER);
        submit("a b|c d|e f|g h");

        assertThat(fates(1)).hasSize(1);
        assertThat(scorer.runs).containsExactly(List.of("a b", "c d"), List.of("e f", "g h"));
    }

    @Test
    void aPoisonousWindowMakesItsTextUnscorableOnce() throws Exception {
        restart(2, FOREVER);
        submit("a poison|b calm|c poison|d calm");
        submit("e crash");

        assertThat(fates(2)).containsExactly("a poison|b calm|c poison|d calm: unscorable", "e crash: negative");
        submit("f calm");
        assertThat(fates(1)).containsExactly("f calm: neutral");
    }

    @Test
    void aTextOfMoreWindowsThanMayWaitIsScoredAlone() throws Exception {
        batcher.close();
        batcher = new MicroBatcher(scorer, 1, FOREVER, 2, "test", run -> {});
        scorer.permits.drainPermits();
        submit("a|b|c|d");
        CompletableFuture<Void> held = CompletableFuture.runAsync(() -> submit("held"));
        while (scorer.runs.isEmpty()) {
            Thread.onSpinWait();
        }
        scorer.permits.release(3);
        while (scorer.runs.size() < 4) {
            Thread.onSpinWait();
        }
        assertThat(held).isNotDone();

        scorer.permits.release(KeywordScorer.ENDLESS);

        assertThat(fates(2)).containsExactly("a|b|c|d: neutral", "held: neutral");
        held.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closingLetsARunFinishAndDropsWhatWaits() throws Exception {
        restart(2, FOREVER);
        scorer.permits.drainPermits();
        submit("run ning");
        while (scorer.runs.isEmpty()) {
            Thread.onSpinWait();
        }
        submit("wai ting");
        Thread closer = new Thread(() -> {
            batcher.close();
            scorer.close();
        });
        closer.start();
        while (closer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        scorer.permits.release(KeywordScorer.ENDLESS);
        closer.join();

        assertThat(fates).containsExactly("run ning: neutral");
        assertThat(scorer.runs).hasSize(1);
        assertThat(scorer.closedWhileRunning).isFalse();
    }

    private void restart(int maxBatchTokens, Duration maxBatchAge) {
        batcher.close();
        batcher = batcher(maxBatchTokens, maxBatchAge);
    }

    private MicroBatcher batcher(int maxBatchTokens, Duration maxBatchAge) {
        return new MicroBatcher(
                scorer,
                maxBatchTokens,
                maxBatchAge,
                100,
                "test",
                run -> batches.add(
                        run.windows() + " texts, " + run.tokens() + " tokens, " + run.paddedTokens() + " padded"));
    }

    private void submit(String text) {
        try {
            batcher.submit(scorer.encode(text), new Recorder(text));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Awaits so many fates; in the order of the texts. */
    private List<String> fates(int count) throws InterruptedException {
        List<String> awaited = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            awaited.add(fates.take());
        }
        return awaited.stream().sorted().toList();
    }

    private final class Recorder implements MicroBatcher.Callback {
        private final String text;

        Recorder(String text) {
            this.text = text;
        }

        @Override
        public void onScores(Scores scores) {
            record(scores.task(ModelTask.SENTIMENT).label());
        }

        @Override
        public void onUnscorable(Exception cause) {
            record("unscorable");
        }

        @Override
        public void onFailure(Throwable cause) {
            record("failed");
        }

        private void record(String fate) {
            threads.put(text, Thread.currentThread());
            fates.add(text + ": " + fate);
        }
    }
}
