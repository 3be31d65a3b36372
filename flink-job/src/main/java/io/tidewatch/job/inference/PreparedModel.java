package io.tidewatch.job.inference;

import io.tidewatch.job.model.ModelId;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and warms a model on a thread of its own, and keeps it open in this process until another one is wanted, so that
 * whoever scores with it opens it at once. The operator's thread calls; of what the other thread does it sees
 * {@link #ready}.
 */
final class PreparedModel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PreparedModel.class);
    /** The bundle was found fit before, so what fails here is this machine's disk, memory or network. */
    private static final Duration RETRY = Duration.ofSeconds(10);
    /** Longer than a model takes to open. */
    private static final Duration END = Duration.ofSeconds(30);

    private final ModelOpener opener;
    private final ScorerFactory.Resources resources;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("prepare-model"));
    /** What {@link #ready} returns; null before the first. */
    private volatile @Nullable ModelId ready;
    /** What shall be ready in the end; null for nothing. */
    private volatile @Nullable ModelId wanted;
    /** Touched by the thread alone, and by the operator's before and after it runs. */
    private @Nullable TextScorer open;

    PreparedModel(ModelOpener opener, ScorerFactory.Resources resources) {
        this.opener = opener;
        this.resources = resources;
    }

    /** The newest model that was wanted and is ready, or null. */
    @Nullable
    ModelId ready() {
        return ready;
    }

    /**
     * For a start: waits until the model is ready.
     *
     * @throws InvalidBundleException if it cannot be opened
     */
    void openNow(ModelId model) throws TextScorer.ScoringException {
        wanted = model;
        switchTo(model);
    }

    /** The one before stays ready until this one is. */
    void prepare(ModelId model) {
        wanted = model;
        thread.execute(() -> attempt(model));
    }

    /** Nothing is wanted any more. */
    synchronized void drop() {
        if (wanted != null) {
            wanted = null;
            ready = null;
            thread.execute(this::closeOpen);
        }
    }

    private void attempt(ModelId model) {
        if (!model.equals(wanted)) {
            return;
        }
        try {
            switchTo(model);
        } catch (RuntimeException | TextScorer.ScoringException e) {
            LOG.error("Cannot open model {}, tries again in {}: {}", model.version(), RETRY, e.getMessage(), e);
            thread.schedule(() -> attempt(model), RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void switchTo(ModelId model) throws TextScorer.ScoringException {
        TextScorer next = opener.open(model, resources);
        try {
            WarmUp.run(next);
        } catch (RuntimeException | TextScorer.ScoringException e) {
            next.close();
            throw e;
        }
        closeOpen();
        open = next;
        publish(model);
    }

    /** Unless something else, or nothing, was wanted meanwhile. */
    private synchronized void publish(ModelId model) {
        if (model.equals(wanted)) {
            ready = model;
        }
    }

    private void closeOpen() {
        if (open != null) {
            open.close();
            open = null;
        }
    }

    @Override
    public void close() throws InterruptedException {
        wanted = null;
        thread.execute(this::closeOpen);
        thread.shutdown();
        if (!thread.awaitTermination(END.toSeconds(), TimeUnit.SECONDS)) {
            LOG.warn("A model is still being opened after {}; it is closed when that is done", END);
        }
    }
}
