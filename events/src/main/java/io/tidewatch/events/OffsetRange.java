package io.tidewatch.events;

/** Input records that contributed: offsets {@code first} to {@code last}, both included, of one partition. */
public record OffsetRange(String topic, int partition, long first, long last) {}
