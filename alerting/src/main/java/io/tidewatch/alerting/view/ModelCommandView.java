package io.tidewatch.alerting.view;

import io.tidewatch.events.ModelControl;
import java.time.Instant;

/** A command to the running job; {@code sent} says whether Kafka has it. */
public record ModelCommandView(
        long epoch, ModelControl.Action action, String version, Instant issuedAt, String issuedBy, boolean sent) {}
