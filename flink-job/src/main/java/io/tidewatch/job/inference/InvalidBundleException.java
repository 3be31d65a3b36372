package io.tidewatch.job.inference;

/** A model bundle is missing, damaged or not what the job needs; the message says which and what to do. */
public final class InvalidBundleException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InvalidBundleException(String message) {
        super(message);
    }

    InvalidBundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
