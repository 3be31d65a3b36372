package io.tidewatch.job.inference;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.ShadowDisagreement;
import io.tidewatch.events.ShadowDisagreement.TaskDisagreement;
import io.tidewatch.job.ingest.Arrival;
import io.tidewatch.job.metrics.ShadowMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.flink.streaming.api.functions.async.ResultFuture;

/** The model in shadow, in one subtask: a thread that reads what the operator offers, and compares. */
final class ShadowScorer implements AutoCloseable {
    /** Texts that it reads at a time: few, so that the thread soon looks again whether it shall end. */
    static final int BATCH_TEXTS = 16;

    private final TextScorer scorer;
    private final ShadowMetrics metrics;
    private final BlockingQueue<Offered> queue;
    private final Thread worker;
    private volatile boolean retired;
    private volatile boolean closed;

    private record Offered(Scored scored, ResultFuture<ShadowDisagreement> result) {
        String text() {
            return scored.storied().arrival().text();
        }
    }

    /** @param scorer is closed with this */
    ShadowScorer(TextScorer scorer, int queueTexts, ShadowMetrics metrics) {
        this.scorer = scorer;
        this.metrics = metrics;
        this.queue = new ArrayBlockingQueue<>(queueTexts);
        this.worker = DaemonThreads.named("shadow-scorer").newThread(this::work);
        worker.setPriority(Thread.MIN_PRIORITY);
        worker.start();
    }

    long epoch() {
        return scorer.stamp().epoch();
    }

    /** Returns false if it has not kept up; else it completes {@code result} later. */
    boolean offer(Scored scored, ResultFuture<ShadowDisagreement> result) {
        return queue.offer(new Offered(scored, result));
    }

    /** The thread ends when the queue is empty, and closes the model. */
    void retire() {
        retired = true;
        worker.interrupt();
    }

    /** Drops what waits: it is offered again after a restart. */
    @Override
    public void close() {
        closed = true;
        worker.interrupt();
        boolean interrupted = false;
        while (worker.isAlive()) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                // The task may only end when the model is closed; a batch takes milliseconds.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        List<Offered> batch = new ArrayList<>();
        while (!closed && !(retired && queue.isEmpty())) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                continue; // To look whether this was the end.
            }
            queue.drainTo(batch, BATCH_TEXTS - 1);
            score(batch);
            batch.clear();
        }
        scorer.close();
    }

    private void score(List<Offered> batch) {
        List<Scores> scores;
        try {
            scores = scorer.scoreTexts(batch.stream().map(Offered::text).toList());
        } catch (RuntimeException | TextScorer.ScoringException e) {
            if (batch.size() > 1) {
                // One text at fault must not hide what the model says of its batch mates.
                batch.forEach(offered -> score(List.of(offered)));
            } else {
                metrics.onFailed();
                batch.get(0).result().complete(List.of());
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            Offered offered = batch.get(i);
            offered.result().complete(compare(offered.scored(), scores.get(i)));
        }
    }

    private List<ShadowDisagreement> compare(Scored scored, Scores challenger) {
        Scores champion = scored.scores();
        List<TaskDisagreement> disagreements = new ArrayList<>();
        for (TaskScore one : champion.tasks()) {
            TaskScore other = challenger.task(one.task());
            boolean agree = one.label().equals(other.label());
            metrics.onCompared(one.task(), agree);
            if (!agree) {
                disagreements.add(new TaskDisagreement(
                        one.task(), one.label(), probability(one), other.label(), probability(other)));
            }
        }
        if (disagreements.isEmpty()) {
            return List.of();
        }
        Arrival arrival = scored.storied().arrival();
        return List.of(new ShadowDisagreement(
                EventJson.SCHEMA_VERSION,
                arrival.id(),
                arrival.publishedAt(),
                arrival.text(),
                champion.model(),
                challenger.model(),
                disagreements));
    }

    private static double probability(TaskScore score) {
        float largest = score.probabilities()[Probabilities.indexOfLargest(score.probabilities())];
        return Math.round(largest * 1e4) / 1e4;
    }
}
