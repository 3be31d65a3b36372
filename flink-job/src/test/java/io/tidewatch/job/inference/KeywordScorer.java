package io.tidewatch.job.inference;

import io.tidewatch.events.ModelStamp;
import io.tidewatch.job.fixture.ScoresOf;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * A scorer of one token per word that fails on batches with the word "poison". Runs wait for {@link #permits}, so that a
 * test decides when a batch is under way.
 */
class KeywordScorer implements TextScorer {
    static final int ENDLESS = 1_000_000;

    final List<List<String>> runs = new CopyOnWriteArrayList<>();
    final Semaphore permits = new Semaphore(ENDLESS);
    volatile boolean broken;
    volatile int reopened;
    /** Whether opening it anew mends a broken model. */
    volatile boolean mendable;

    volatile boolean closed;
    volatile boolean closedWhileRunning;

    @Override
    public List<ModelTask> tasks() {
        return ScoresOf.LABELS.tasks();
    }

    @Override
    public ModelStamp stamp() {
        return ScoresOf.neutral().model();
    }

    @Override
    public Placement placement() {
        return new Placement("keywords", -1, "a test");
    }

    @Override
    public void reopen() {
        reopened++;
        broken &= !mendable;
    }

    /** A text is cut into windows at each vertical bar. */
    @Override
    public List<EncodedText> encode(String text) {
        if (text.contains("unspeakable")) {
            throw new IllegalStateException("no token fits");
        }
        return Arrays.stream(text.split("\\|")).map(KeywordScorer::window).toList();
    }

    private static EncodedText window(String text) {
        int words = text.split(" ").length;
        int[] none = new int[words];
        Arrays.fill(none, -1);
        return new EncodedText(text, new long[words], none, none);
    }

    @Override
    public List<Scores> score(List<EncodedText> batch) throws ScoringException {
        List<String> texts = batch.stream().map(EncodedText::text).toList();
        runs.add(texts);
        permits.acquireUninterruptibly();
        closedWhileRunning |= closed;
        if (broken || texts.stream().anyMatch(text -> text.contains("poison"))) {
            throw new ScoringException("cannot score " + texts, new IOException("as told"));
        }
        return texts.stream()
                .map(text -> text.contains("crash") ? ScoresOf.negative(0.9) : ScoresOf.neutral())
                .toList();
    }

    @Override
    public void close() {
        closed = true;
    }
}
