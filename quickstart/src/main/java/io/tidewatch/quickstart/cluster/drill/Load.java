package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.events.Origin;
import io.tidewatch.events.Topics;
import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.replay.Feeder;
import io.tidewatch.quickstart.replay.Schedule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Feeds a stream at an even rate on a thread of its own, and remembers when each message was sent. */
final class Load implements Schedule {
    private final int perSecond;
    private final int count;
    private final long[] sentNanos;
    private final long startNanos = System.nanoTime();
    private final Thread thread;
    private final ConcurrentLinkedQueue<Exception> failures = new ConcurrentLinkedQueue<>();
    private volatile int sent;
    private volatile Duration skew = Duration.ZERO;
    private volatile @Nullable Integer silent;
    /** By partition, the numbers of the messages that went there. */
    private final List<List<Integer>> numbers = new ArrayList<>();

    /**
     * @param stream what is fed
     * @param filler what follows: messages that carry the watermark past the stream, and need not come out themselves
     * @param count messages of the stream
     * @param fillers messages of the filler
     */
    Load(Path stream, Path filler, int count, int fillers, int perSecond, String bootstrapServers) {
        this.perSecond = perSecond;
        this.count = count;
        this.sentNanos = new long[count + fillers];
        for (int partition = 0; partition < Cluster.PARTITIONS; partition++) {
            numbers.add(new ArrayList<>());
        }
        List<Path> files = List.of(stream, filler);
        thread = new Thread(() -> feed(new Feeder(files, null, null), bootstrapServers), "load");
        thread.setDaemon(true);
        thread.start();
    }

    private void feed(Feeder feeder, String bootstrapServers) {
        try {
            feeder.feedAsScheduled(bootstrapServers, Topics.RAW.topic(), Cluster.PARTITIONS, this, number -> {});
        } catch (IOException | InterruptedException | RuntimeException e) {
            failures.add(e);
        }
    }

    @Override
    public void awaitTurn(long number, Instant arrival) throws InterruptedException {
        long due = startNanos + number * TimeUnit.SECONDS.toNanos(1) / perSecond;
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        sentNanos[(int) number] = System.nanoTime();
        // Written after the time, so that whoever sees the number sees the time too.
        sent = (int) number + 1;
    }

    @Override
    public int partition(long number, int partitions) {
        Integer avoided = silent;
        int usual = Schedule.super.partition(number, partitions);
        int partition = avoided != null && avoided == usual ? (usual + 1) % partitions : usual;
        synchronized (numbers) {
            numbers.get(partition).add((int) number);
        }
        return partition;
    }

    @Override
    public Instant timestamp(int partition, Instant arrival) {
        return partition % 2 == 0 ? arrival.plus(skew) : arrival.minus(skew);
    }

    /** Sets the clocks of half of the feeds forward, and those of the others back. */
    void skewClocks(Duration by) {
        skew = by;
    }

    /** Has a partition get nothing, and the next one what would go there; null ends it. */
    void silence(@Nullable Integer partition) {
        silent = partition;
    }

    /** Which message lies there. */
    int number(Origin origin) {
        synchronized (numbers) {
            return numbers.get(origin.partition()).get((int) origin.offset());
        }
    }

    /** Messages of the stream that have been sent; the filler does not count. */
    int sent() {
        return Math.min(sent, count);
    }

    boolean ended() {
        return sent() == count;
    }

    /** When a message was sent, by {@link System#nanoTime}; only of those that were. */
    long sentNanos(int number) {
        return sentNanos[number];
    }

    /** @throws IOException if a message could not be sent */
    void check() throws IOException {
        @Nullable Exception failure = failures.peek();
        if (failure != null) {
            throw new IOException("feeding failed: " + failure.getMessage(), failure);
        }
    }
}
