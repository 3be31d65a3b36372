package io.tidewatch.alerting.view;

/** A window that was closed or corrected. */
public record TrendUpdate(KeyView key, TrendPoint point) {}
