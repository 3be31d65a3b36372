package io.tidewatch.quickstart.demo.stream;

import java.util.Locale;

/** What a sentence pattern was written to say to an investor. */
enum Sentiment {
    NEGATIVE,
    POSITIVE,
    NEUTRAL;

    static Sentiment parse(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** The label as the files and the model bundles spell it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
