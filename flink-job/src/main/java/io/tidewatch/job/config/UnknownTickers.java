package io.tidewatch.job.config;

/** Which tickers become entities although the table does not list them. */
public enum UnknownTickers {
    /** None: whoever writes texts or feeds cannot invent keys. */
    NONE,
    /** Those that a feed attached to a message. */
    SYMBOLS,
    /** Those, and cashtags in texts, which anyone may write. */
    ALL
}
