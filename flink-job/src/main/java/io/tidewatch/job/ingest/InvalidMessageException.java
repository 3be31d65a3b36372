package io.tidewatch.job.ingest;

import io.tidewatch.events.RejectionReason;

/** Says why a message cannot be read; caught inside this package and never a fault of the job. */
final class InvalidMessageException extends Exception {
    private static final long serialVersionUID = 1;
    private final RejectionReason reason;

    InvalidMessageException(RejectionReason reason, String message) {
        // No stack trace: a flood of malformed messages must stay cheap.
        super(message, null, false, false);
        this.reason = reason;
    }

    RejectionReason reason() {
        return reason;
    }
}
