package io.tidewatch.job.config;

/** What is counted together, beside all messages, which always are. */
public enum KeyKind {
    TOPIC,
    THEME,
    ENTITY,
    TOPIC_ENTITY,
    THEME_ENTITY
}
