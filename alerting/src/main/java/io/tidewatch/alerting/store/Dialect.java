package io.tidewatch.alerting.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where the two databases differ. */
public enum Dialect {
    H2,
    POSTGRESQL;

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** @throws IllegalArgumentException if the service does not know the database */
    public static Dialect of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return H2;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        throw new IllegalArgumentException("database.url must start with jdbc:h2: or jdbc:postgresql:");
    }

    /** The folder of the migrations that it alone has. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Adds what the service relies on. H2 is to understand PostgreSQL's SQL, and to have written a change when it says so:
     * by default it may lose the last half second.
     */
    String completeUrl(String url) {
        return switch (this) {
            case H2 -> url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;WRITE_DELAY=0";
            case POSTGRESQL -> url + (url.contains("?") ? "&" : "?") + "reWriteBatchedInserts=true";
        };
    }

    /**
     * What each connection begins with; null for nothing. A topic has hundreds of thousands of messages: with PostgreSQL's
     * usual 4 MB it forgets which of them an index found and reads the texts again, which takes seconds.
     */
    @Nullable
    String session() {
        return switch (this) {
            case H2 -> null;
            case POSTGRESQL -> "SET work_mem = '32MB'";
        };
    }

    /** What a text is searched for: its runs of letters and digits. */
    static List<String> words(String query) {
        List<String> words = new ArrayList<>(List.of(BETWEEN_WORDS.split(query)));
        words.removeIf(String::isEmpty);
        return words;
    }
}
