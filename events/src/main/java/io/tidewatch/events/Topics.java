package io.tidewatch.events;

/** The Kafka topics and the schema of each topic's values. */
public enum Topics {
    RAW("news.raw", "news-message", NewsMessage.class),
    REJECTED("news.rejected", "rejected-message", RejectedMessage.class),
    SCORED("news.scored", "scored-message", 3, ScoredMessage.class),
    TRENDS("sentiment.trends", "trend-window", TrendWindow.class),
    ALERTS("sentiment.alerts", "alert", 2, Alert.class),
    FEEDBACK("analyst.feedback", "analyst-feedback", AnalystFeedback.class),
    SETTINGS("desk.settings", "desk-setting", 2, DeskSetting.class),
    CONTROL("model.control", "model-control", ModelControl.class),
    SHADOW("model.shadow", "shadow-disagreement", ShadowDisagreement.class);

    /** The Kafka record header that carries {@link #schema()}, as UTF-8 text. */
    public static final String SCHEMA_HEADER = "schema";

    /** The Kafka record header that carries {@link #schemaVersion()}, as decimal UTF-8 text. */
    public static final String SCHEMA_VERSION_HEADER = "schema-version";

    private final String topic;
    private final String schema;
    private final int schemaVersion;
    private final Class<?> valueType;

    Topics(String topic, String schema, Class<?> valueType) {
        this(topic, schema, EventJson.SCHEMA_VERSION, valueType);
    }

    Topics(String topic, String schema, int schemaVersion, Class<?> valueType) {
        this.topic = topic;
        this.schema = schema;
        this.schemaVersion = schemaVersion;
        this.valueType = valueType;
    }

    /** The topic's default name; a deployment may choose another. */
    public String topic() {
        return topic;
    }

    /** The name of the value's schema: {@code schemas/<schema>.v<version>.json} on the class path. */
    public String schema() {
        return schema;
    }

    /** The version that today's code writes. */
    public int schemaVersion() {
        return schemaVersion;
    }

    public Class<?> valueType() {
        return valueType;
    }
}
