package io.tidewatch.events;

/**
 * Which model decided.
 *
 * @param version the bundle's version
 * @param epoch rises by one with each change of the running model; 0 for the model that the job started with
 */
public record ModelStamp(String version, long epoch) {}
