package io.tidewatch.alerting.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of a list; a null cursor ends it. */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
