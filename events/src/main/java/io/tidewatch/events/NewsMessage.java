package io.tidewatch.events;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code news.raw}: one news item or comment, as a feed publishes it. Feeds may leave out the fields that can
 * be null, {@code schemaVersion} and {@code symbols}.
 *
 * @param id the feed's id, unique per item; seen again with the same text it is a redelivery
 * @param source who published it, such as a host name
 * @param publishedAt event time
 * @param text the body, or the headline alone where a feed has nothing else; hostile until shown otherwise
 * @param lang BCP 47 language tag
 * @param symbols tickers that the feed attached, possibly none
 */
public record NewsMessage(
        int schemaVersion,
        String id,
        String source,
        NewsKind kind,
        Instant publishedAt,
        @Nullable String title,
        String text,
        @Nullable String url,
        @Nullable String lang,
        List<String> symbols) {

    /** Fills in what a feed left out: Jackson passes 0 for an absent number and null for an absent list. */
    public NewsMessage {
        schemaVersion = schemaVersion == 0 ? 1 : schemaVersion;
        symbols = symbols == null ? List.of() : List.copyOf(symbols);
    }
}
