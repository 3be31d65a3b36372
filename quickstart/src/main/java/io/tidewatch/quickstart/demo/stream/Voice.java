package io.tidewatch.quickstart.demo.stream;

import java.util.Locale;

/** Who speaks: a newsroom or a commenter. */
enum Voice {
    NEWS,
    COMMENT;

    static Voice parse(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }

    /** The contract's word for it. */
    String kind() {
        return name().toLowerCase(Locale.ROOT);
    }
}
