package io.tidewatch.quickstart.replay;

import java.time.Instant;

/** When and how the {@link Feeder} sends each message. */
public interface Schedule {
    /**
     * Waits until a message is due.
     *
     * @param number of the message, counted from 0
     * @param arrival when it is taken to have arrived, in the stream's own time
     */
    void awaitTurn(long number, Instant arrival) throws InterruptedException;

    /** The partition that a message goes to. */
    default int partition(long number, int partitions) {
        return (int) (number % partitions);
    }

    /** The Kafka time stamp that a message gets. */
    default Instant timestamp(int partition, Instant arrival) {
        return arrival;
    }
}
