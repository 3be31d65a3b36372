package io.tidewatch.alerting.view;

import io.tidewatch.events.OffsetRange;
import java.util.List;

/** All that is known of an alert. */
public record AlertDetail(
        AlertSummary alert,
        String summary,
        double pValue,
        List<EvidenceView> evidence,
        String detectorVersion,
        List<OffsetRange> offsets,
        List<AlertStep> steps,
        List<GivenVerdict> verdicts,
        List<Note> notes,
        List<AlertSummary> related) {}
