package io.tidewatch.job.surge.budget;

import io.tidewatch.events.AnalystFeedback;
import io.tidewatch.events.DeskSetting;
import org.jspecify.annotations.Nullable;

/**
 * What the desk tells the job; one of the two.
 *
 * @param verdict on an alert
 * @param setting what it wants of the job
 */
public record DeskWord(
        @Nullable AnalystFeedback verdict, @Nullable DeskSetting setting) {}
