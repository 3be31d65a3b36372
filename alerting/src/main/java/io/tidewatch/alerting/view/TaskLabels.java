package io.tidewatch.alerting.view;

import java.util.List;
import java.util.Map;

/** The labels of each task, sorted. */
public record TaskLabels(Map<String, List<String>> tasks) {}
