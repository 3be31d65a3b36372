package io.tidewatch.alerting.view;

import java.util.List;

/** Whether the service can do its work. */
public record Health(String status, List<String> problems) {}
