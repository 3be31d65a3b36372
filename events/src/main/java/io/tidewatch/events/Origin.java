package io.tidewatch.events;

/** Where a message stood in Kafka. */
public record Origin(String topic, int partition, long offset) {
    /** {@code topic-partition-offset}, the key of {@code news.rejected}. */
    public String asKey() {
        return topic + "-" + partition + "-" + offset;
    }
}
