package io.tidewatch.quickstart.cluster.drill;

import java.io.IOException;

/** This machine lacks what a drill needs; the message says what. */
public final class CannotBeDone extends IOException {
    private static final long serialVersionUID = 1;

    CannotBeDone(String message) {
        super(message);
    }
}
