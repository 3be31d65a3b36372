package io.tidewatch.job.inference;

import io.tidewatch.job.inference.TextScorer.ScoringException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Collects texts until they are worth a run of the model, or until the oldest has waited long enough; so it can never
 * wait for a batch that does not fill. What has piled up meanwhile is taken together and batched by length.
 *
 * <p>One thread runs the model and calls the callbacks. {@link #close} lets a run under way finish and drops what
 * waits: whoever submitted it submits it again after a restart.
 */
final class MicroBatcher implements AutoCloseable {
    private final TextScorer scorer;
    private final int maxBatchTokens;
    private final long maxBatchAgeNanos;
    private final Listener listener;
    private final BlockingQueue<Pending> queue;
    private final Thread worker;
    private volatile boolean closed;

    /** Told of each run, on the batcher's thread. */
    interface Listener {
        void onBatch(int texts, int tokens, int paddedTokens);
    }

    /** Told of a text's fate, on the batcher's thread. */
    interface Callback {
        void onScores(Scores scores);

        /** The text alone makes the model fail. */
        void onUnscorable(Exception cause);

        /** The model does not work at all. */
        void onFailure(Throwable cause);
    }

    private record Pending(EncodedText text, long sinceNanos, Callback callback) implements BatchPlanner.HasLength {
        @Override
        public int length() {
            return text.length();
        }
    }

    MicroBatcher(
            TextScorer scorer,
            int maxBatchTokens,
            Duration maxBatchAge,
            int maxPending,
            String name,
            Listener listener) {
        this.scorer = scorer;
        this.maxBatchTokens = maxBatchTokens;
        this.maxBatchAgeNanos = maxBatchAge.toNanos();
        this.listener = listener;
        this.queue = new ArrayBlockingQueue<>(maxPending);
        this.worker = new Thread(this::work, "micro-batcher-" + name);
        worker.setDaemon(true);
        worker.start();
    }

    /** Waits while {@code maxPending} texts wait already. */
    void submit(EncodedText text, Callback callback) throws InterruptedException {
        queue.put(new Pending(text, System.nanoTime(), callback));
    }

    private void work() {
        List<Pending> collected = new ArrayList<>();
        try {
            while (!closed) {
                collect(collected);
                for (List<Pending> batch : BatchPlanner.plan(collected, maxBatchTokens)) {
                    if (!closed) {
                        run(batch);
                    }
                }
                collected.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            collected.forEach(pending -> pending.callback().onFailure(e));
        }
    }

    private void collect(List<Pending> collected) throws InterruptedException {
        Pending oldest = queue.take();
        collected.add(oldest);
        int tokens = oldest.length();
        while (tokens < maxBatchTokens) {
            long left = maxBatchAgeNanos - (System.nanoTime() - oldest.sinceNanos());
            Pending next = queue.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            collected.add(next);
            tokens += next.length();
        }
        queue.drainTo(collected);
    }

    private void run(List<Pending> batch) {
        List<Scores> scores;
        try {
            scores = scorer.score(texts(batch));
        } catch (ScoringException | RuntimeException e) {
            runOneByOne(batch, e);
            return;
        }
        listener.onBatch(
                batch.size(),
                batch.stream().mapToInt(Pending::length).sum(),
                batch.size() * batch.get(0).length());
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).callback().onScores(scores.get(i));
        }
    }

    /** Separates the text that breaks the model from its innocent batch mates. */
    private void runOneByOne(List<Pending> batch, Exception cause) {
        if (!modelWorks()) {
            batch.forEach(pending -> pending.callback().onFailure(cause));
            return;
        }
        for (Pending pending : batch) {
            Scores scores;
            try {
                scores = scorer.score(List.of(pending.text())).get(0);
            } catch (ScoringException | RuntimeException e) {
                pending.callback().onUnscorable(e);
                continue;
            }
            listener.onBatch(1, pending.length(), pending.length());
            pending.callback().onScores(scores);
        }
    }

    private boolean modelWorks() {
        try {
            return !scorer.scoreTexts(List.of("probe")).isEmpty();
        } catch (ScoringException | RuntimeException e) {
            return false;
        }
    }

    private static List<EncodedText> texts(List<Pending> batch) {
        return batch.stream().map(Pending::text).toList();
    }

    @Override
    public void close() {
        closed = true;
        worker.interrupt();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                // The model must not be closed while it runs, so this wait has to end first; a run takes milliseconds.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
