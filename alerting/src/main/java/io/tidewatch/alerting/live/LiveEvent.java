package io.tidewatch.alerting.live;

/**
 * A server-sent event.
 *
 * @param id rises with each event of one run of the service
 * @param data one line of JSON
 */
public record LiveEvent(String id, String name, String data) {}
