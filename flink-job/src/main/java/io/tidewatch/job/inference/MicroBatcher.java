package io.tidewatch.job.inference;

import io.tidewatch.job.inference.TextScorer.ScoringException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects texts until they are worth a run of the model, or until the oldest has waited long enough; so it can never
 * wait for a batch that does not fill. What has piled up meanwhile is taken together and batched by length.
 *
 * <p>A long text goes in by windows, in each round at most one batch of them: others need not wait for its end. The
 * windows are pooled when all are scored.
 *
 * <p>One thread runs the model and calls the callbacks. {@link #close} lets a run under way finish and drops what
 * waits: whoever submitted it submits it again after a restart.
 */
final class MicroBatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MicroBatcher.class);

    private final TextScorer scorer;
    private final int maxBatchTokens;
    private final long maxBatchAgeNanos;
    private final Listener listener;
    private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
    /** One for each window that may be under way: windows, not texts, are what the model takes its time for. */
    private final Semaphore places;

    private final int maxPending;
    private final Thread worker;
    private boolean reopened;
    private volatile boolean closed;

    /**
     * A run of the model.
     *
     * @param oldestWaitNanos how long the oldest of its texts had waited
     * @param runNanos how long it took
     */
    record Run(int windows, int tokens, int paddedTokens, long oldestWaitNanos, long runNanos) {}

    /** Told of the model's runs, on the batcher's thread. */
    @FunctionalInterface
    interface Listener {
        void onRun(Run run);

        /** A run failed. */
        default void onError() {}

        /** The model no longer worked and was opened anew. */
        default void onReopened() {}
    }

    /** Told of a text's fate, on the batcher's thread. */
    interface Callback {
        void onScores(Scores scores);

        /** The text alone makes the model fail. */
        void onUnscorable(Exception cause);

        /** The model does not work at all. */
        void onFailure(Throwable cause);
    }

    /** A text under way; after it was submitted, the batcher's thread alone touches it. */
    private static final class Pending {
        final List<EncodedText> windows;
        final long sinceNanos;
        final Callback callback;
        final Scores[] scores;
        int taken;
        int scored;
        boolean decided;

        Pending(List<EncodedText> windows, long sinceNanos, Callback callback) {
            this.windows = windows;
            this.sinceNanos = sinceNanos;
            this.callback = callback;
            this.scores = new Scores[windows.size()];
        }

        /** Tokens of the windows that the next round takes. */
        int nextTokens(int maxTokens) {
            return windows.subList(taken, next(maxTokens)).stream()
                    .mapToInt(EncodedText::length)
                    .sum();
        }

        List<Window> take(int maxTokens) {
            int first = taken;
            taken = next(maxTokens);
            return IntStream.range(first, taken)
                    .mapToObj(index -> new Window(this, index))
                    .toList();
        }

        /** As many windows as {@code maxTokens} hold, but one at least. */
        private int next(int maxTokens) {
            int next = taken;
            int tokens = 0;
            do {
                tokens += windows.get(next++).length();
            } while (next < windows.size() && tokens + windows.get(next).length() <= maxTokens);
            return next;
        }
    }

    private record Window(Pending text, int index) implements BatchPlanner.HasLength {
        EncodedText encoded() {
            return text.windows.get(index);
        }

        @Override
        public int length() {
            return encoded().length();
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
        this.maxPending = maxPending;
        this.places = new Semaphore(maxPending);
        this.worker = new Thread(this::work, "micro-batcher-" + name);
        worker.setDaemon(true);
        worker.start();
    }

    /**
     * Waits while {@code maxPending} windows are under way. A text of more windows than that is under way alone.
     *
     * @param windows of one text, at least one
     */
    void submit(List<EncodedText> windows, Callback callback) throws InterruptedException {
        places.acquire(placesOf(windows));
        queue.add(new Pending(windows, System.nanoTime(), callback));
    }

    private int placesOf(List<EncodedText> windows) {
        return Math.min(windows.size(), maxPending);
    }

    private void work() {
        List<Pending> collected = new ArrayList<>();
        try {
            while (!closed) {
                collect(collected);
                List<Window> round = collected.stream()
                        .flatMap(text -> text.take(maxBatchTokens).stream())
                        .toList();
                for (List<Window> batch : BatchPlanner.plan(round, maxBatchTokens)) {
                    if (!closed) {
                        run(batch);
                    }
                }
                collected.removeIf(text -> text.decided);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            collected.forEach(text -> decide(text, callback -> callback.onFailure(e)));
        }
    }

    /** Adds to what is left of the round before. */
    private void collect(List<Pending> collected) throws InterruptedException {
        if (collected.isEmpty()) {
            collected.add(queue.take());
        }
        long since = collected.get(0).sinceNanos;
        int tokens = collected.stream()
                .mapToInt(text -> text.nextTokens(maxBatchTokens))
                .sum();
        while (tokens < maxBatchTokens) {
            long left = maxBatchAgeNanos - (System.nanoTime() - since);
            Pending next = queue.poll(Math.max(0, left), TimeUnit.NANOSECONDS);
            if (next == null) {
                break;
            }
            collected.add(next);
            tokens += next.nextTokens(maxBatchTokens);
        }
        queue.drainTo(collected);
    }

    private void run(List<Window> batch) {
        long started = System.nanoTime();
        List<Scores> scores;
        try {
            scores = scorer.score(encoded(batch));
        } catch (ScoringException | RuntimeException e) {
            listener.onError();
            recover(batch, e);
            return;
        }
        long oldest = batch.stream()
                .mapToLong(window -> started - window.text().sinceNanos)
                .max()
                .orElse(0);
        listener.onRun(new Run(
                batch.size(),
                batch.stream().mapToInt(Window::length).sum(),
                batch.size() * batch.get(0).length(),
                oldest,
                System.nanoTime() - started));
        for (int i = 0; i < batch.size(); i++) {
            keep(batch.get(i), scores.get(i));
        }
    }

    private void keep(Window window, Scores scores) {
        Pending text = window.text();
        text.scores[window.index()] = scores;
        text.scored++;
        if (text.scored == text.windows.size()) {
            Scores pooled = WindowPooling.pooled(scorer.tasks(), List.of(text.scores));
            decide(text, callback -> callback.onScores(pooled));
        }
    }

    /** Once per text: of several windows more than one may fail. */
    private void decide(Pending text, Consumer<Callback> fate) {
        if (!text.decided) {
            text.decided = true;
            places.release(placesOf(text.windows));
            fate.accept(text.callback);
        }
    }

    /**
     * Separates the text that breaks the model from its innocent batch mates, by halves. A model that does not work at all
     * is opened anew, once; after that whoever runs this must start again.
     */
    private void recover(List<Window> batch, Exception cause) {
        if (!modelWorks()) {
            if (reopen() && modelWorks()) {
                run(batch);
            } else {
                batch.forEach(window -> decide(window.text(), callback -> callback.onFailure(cause)));
            }
        } else if (batch.size() == 1) {
            decide(batch.get(0).text(), callback -> callback.onUnscorable(cause));
        } else {
            run(batch.subList(0, batch.size() / 2));
            run(batch.subList(batch.size() / 2, batch.size()));
        }
    }

    private boolean reopen() {
        if (reopened) {
            return false;
        }
        reopened = true;
        try {
            scorer.reopen();
        } catch (RuntimeException e) {
            LOG.error("The model no longer works and cannot be opened anew", e);
            return false;
        }
        listener.onReopened();
        LOG.warn("The model no longer worked and was opened anew");
        return true;
    }

    private boolean modelWorks() {
        try {
            return !scorer.scoreTexts(List.of("probe")).isEmpty();
        } catch (ScoringException | RuntimeException e) {
            return false;
        }
    }

    private static List<EncodedText> encoded(List<Window> batch) {
        return batch.stream().map(Window::encoded).toList();
    }

    /** Windows under way. */
    int pending() {
        return maxPending - places.availablePermits();
    }

    /** Waits until nothing is under way, then closes; an interrupt ends the wait. Nothing may be submitted any more. */
    void closeWhenDone() {
        try {
            places.acquire(maxPending);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
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
