package io.tidewatch.quickstart.demo.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A written message without its id, with what it was meant to say.
 *
 * @param headline what the message says, without a title's or a lead's wrapping
 * @param event the planned event that it belongs to, or ""
 */
record DemoMessage(
        long epochSecond,
        String source,
        String kind,
        @Nullable String title,
        String text,
        @Nullable String url,
        @Nullable String language,
        List<String> symbols,
        String headline,
        SentencePattern pattern,
        Repeat repeat,
        String event) {

    /** Why a text comes again on purpose. */
    enum Repeat {
        NONE,
        COPY,
        RETWEET,
        EDIT
    }

    DemoMessage {
        symbols = List.copyOf(symbols);
    }
}
