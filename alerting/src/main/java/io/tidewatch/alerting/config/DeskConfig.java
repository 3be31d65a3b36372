package io.tidewatch.alerting.config;

import io.tidewatch.events.Topics;
import io.tidewatch.settings.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All settings of the service, one record per concern. {@link #from(Map)} documents names and defaults. */
public record DeskConfig(
        Http http,
        DatabaseConfig database,
        KafkaConfig kafka,
        Access access,
        Retention retention,
        Notify notifications,
        Models models) {

    /**
     * Where the service listens.
     *
     * @param host interface; without an https {@code publicUrl} only one of this machine is accepted
     * @param port 0 for any free one
     * @param publicUrl where browsers find the console, without a slash at its end; null where it is {@code host:port}
     * @param maxRequestBytes larger requests are refused
     * @param requestsPerSecond of one client, on average
     * @param maxViewers of the live stream at once
     */
    public record Http(
            String host,
            int port,
            @Nullable URI publicUrl,
            int maxRequestBytes,
            int requestsPerSecond,
            int maxViewers) {
        public boolean isSecure() {
            return publicUrl != null && "https".equals(publicUrl.getScheme());
        }
    }

    /**
     * Where the service stores what it knows.
     *
     * @param url JDBC URL of H2 or PostgreSQL
     * @param user of the database
     * @param password of that user
     * @param connections of the pool, at most
     * @param patience how long a request waits for one of them
     */
    public record DatabaseConfig(String url, String user, String password, int connections, Duration patience) {
        /** Without the password, nor the URL's parameters, which may hold one. */
        @Override
        public String toString() {
            return "DatabaseConfig[url=" + url.replaceFirst("[?;].*", "") + ", user=" + user + ", connections="
                    + connections + ", patience=" + patience + "]";
        }
    }

    /**
     * What the service reads and writes.
     *
     * @param bootstrapServers brokers, as HOST:PORT, comma-separated
     * @param maxBatch records of one topic that are written in one transaction, at most
     * @param topics what they are called on this Kafka
     * @param properties passed to every Kafka client, for TLS and SASL among others
     */
    public record KafkaConfig(
            String bootstrapServers, int maxBatch, Map<Topics, String> topics, Map<String, String> properties) {
        public String topic(Topics topic) {
            return topics.getOrDefault(topic, topic.topic());
        }

        /** Without the properties' values, as there may be passwords among them. */
        @Override
        public String toString() {
            return "KafkaConfig[bootstrapServers=" + bootstrapServers + ", maxBatch=" + maxBatch + ", topics=" + topics
                    + ", properties=" + properties.keySet() + "]";
        }
    }

    /**
     * Who may sign in.
     *
     * @param oneTimeToken whether a token is printed at start that makes one browser's session an admin's
     * @param session how long a session lasts
     * @param oidc null where no OpenID Connect provider is configured
     */
    public record Access(
            boolean oneTimeToken,
            Duration session,
            @Nullable Oidc oidc) {}

    /**
     * An OpenID Connect provider.
     *
     * @param issuer its URL; its configuration is read from there
     * @param clientId of the service at the provider
     * @param clientSecret that belongs to it
     * @param roleClaim claim of the ID token that lists the user's groups
     * @param viewers group whose members may view; empty: everybody who can sign in
     * @param analysts group whose members are analysts
     * @param admins group whose members are admins
     */
    public record Oidc(
            URI issuer,
            String clientId,
            String clientSecret,
            String roleClaim,
            String viewers,
            String analysts,
            String admins) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Oidc[issuer=" + issuer + ", clientId=" + clientId + ", roleClaim=" + roleClaim + ", viewers="
                    + viewers + ", analysts=" + analysts + ", admins=" + admins + "]";
        }
    }

    /**
     * How long things are kept; see {@code Retention} of the store for what their age counts from.
     *
     * @param messages scored messages, by event time; corrected ones stay; likewise where a model in shadow decided otherwise
     * @param trendWindows windows of the trends, by event time
     * @param trendHours hourly sums of the trends, by event time
     * @param alerts by event time; judged ones stay
     * @param audit who did what
     * @param notifications that were sent or given up
     * @param every how often what is too old is deleted
     */
    public record Retention(
            Duration messages,
            Duration trendWindows,
            Duration trendHours,
            Duration alerts,
            Duration audit,
            Duration notifications,
            Duration every) {}

    /**
     * How people are told of alerts.
     *
     * @param maxAge alerts whose window ended longer ago are not told to anybody: a replay is no news
     * @param perMinute notifications of one channel, at most
     * @param giveUpAfter how long a notification is tried
     * @param firstRetry after this long a failed attempt is repeated; each further one waits twice as long, up to 15 minutes
     * @param timeout of one attempt
     * @param smtpHost server for mail; null where no mail can be sent
     * @param smtpPort its port
     * @param smtpTls {@code none}, {@code starttls} or {@code tls}
     * @param smtpUser empty where the server wants no password
     * @param smtpPassword of that user
     * @param smtpFrom sender's address
     */
    public record Notify(
            Duration maxAge,
            int perMinute,
            Duration giveUpAfter,
            Duration firstRetry,
            Duration timeout,
            @Nullable String smtpHost,
            int smtpPort,
            String smtpTls,
            String smtpUser,
            String smtpPassword,
            String smtpFrom) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Notify[maxAge=" + maxAge + ", perMinute=" + perMinute + ", giveUpAfter=" + giveUpAfter
                    + ", firstRetry=" + firstRetry + ", timeout=" + timeout + ", smtpHost=" + smtpHost + ", smtpPort="
                    + smtpPort + ", smtpTls=" + smtpTls + ", smtpUser=" + smtpUser + ", smtpFrom=" + smtpFrom + "]";
        }
    }

    /**
     * The models that the console knows.
     *
     * @param folder of the bundles, with the registry file that names the current one
     */
    public record Models(Path folder) {}

    /**
     * Reads the settings; absent ones take their defaults.
     *
     * @throws IllegalArgumentException naming every mistake at once
     */
    public static DeskConfig from(Map<String, String> values) {
        Settings settings = new Settings("desk", values);
        DeskConfig config = from(settings);
        settings.require(
                config.access().oneTimeToken() || config.access().oidc() != null,
                "nobody could sign in: set 'access.oidc.issuer', or leave 'access.one-time-token' at true");
        settings.check();
        return config;
    }

    /** Every setting there is, for the reference. */
    public static List<Settings.Setting> reference() {
        Settings settings = new Settings("desk", Map.of());
        from(settings);
        return settings.known();
    }

    private static DeskConfig from(Settings settings) {
        return new DeskConfig(
                http(settings),
                database(settings),
                kafka(settings),
                access(settings),
                retention(settings),
                notifications(settings),
                new Models(Path.of(settings.text("models.folder", "onnx-models"))));
    }

    private static Http http(Settings settings) {
        String host = settings.text("http.host", "127.0.0.1");
        Http http = new Http(
                host,
                settings.integer("http.port", 8090, 0, 65_535),
                Urls.optional(settings, "http.public-url"),
                settings.integer("http.max-request-bytes", 256 * 1024, 1_024, 16 * 1024 * 1024),
                settings.integer("http.requests-per-second", 50, 1, 100_000),
                settings.integer("http.max-viewers", 500, 1, 100_000));
        settings.require(
                http.isSecure() || Set.of("127.0.0.1", "::1", "localhost").contains(host),
                "'http.host' may leave this machine only behind a proxy that speaks https: set 'http.public-url' to its"
                        + " https address");
        return http;
    }

    private static DatabaseConfig database(Settings settings) {
        String url = settings.text("database.url", "jdbc:h2:file:./desk-data/desk");
        settings.require(
                url.startsWith("jdbc:h2:") || url.startsWith("jdbc:postgresql:"),
                "'database.url' must start with jdbc:h2: or jdbc:postgresql:");
        return new DatabaseConfig(
                url,
                settings.text("database.user", "desk"),
                settings.text("database.password", ""),
                settings.integer("database.connections", 10, 4, 200),
                settings.duration("database.patience", Duration.ofSeconds(10)));
    }

    private static KafkaConfig kafka(Settings settings) {
        return new KafkaConfig(
                settings.text("kafka.bootstrap-servers", "localhost:9092"),
                settings.integer("kafka.max-batch", 500, 1, 10_000),
                Map.of(
                        Topics.SCORED, settings.text("kafka.topic.scored", Topics.SCORED.topic()),
                        Topics.TRENDS, settings.text("kafka.topic.trends", Topics.TRENDS.topic()),
                        Topics.ALERTS, settings.text("kafka.topic.alerts", Topics.ALERTS.topic()),
                        Topics.FEEDBACK, settings.text("kafka.topic.feedback", Topics.FEEDBACK.topic()),
                        Topics.SETTINGS, settings.text("kafka.topic.settings", Topics.SETTINGS.topic()),
                        Topics.CONTROL, settings.text("kafka.topic.control", Topics.CONTROL.topic()),
                        Topics.SHADOW, settings.text("kafka.topic.shadow", Topics.SHADOW.topic())),
                settings.allUnder("kafka.property."));
    }

    private static Access access(Settings settings) {
        URI issuer = Urls.exact(settings, "access.oidc.issuer");
        String clientId = settings.text("access.oidc.client-id", "");
        Oidc oidc = new Oidc(
                issuer == null ? URI.create("https://unset.invalid") : issuer,
                clientId,
                settings.text("access.oidc.client-secret", ""),
                settings.text("access.oidc.role-claim", "groups"),
                settings.text("access.oidc.viewers", ""),
                settings.text("access.oidc.analysts", "tidewatch-analysts"),
                settings.text("access.oidc.admins", "tidewatch-admins"));
        settings.require(
                issuer == null || !clientId.isEmpty(), "'access.oidc.issuer' needs 'access.oidc.client-id' beside it");
        return new Access(
                settings.flag("access.one-time-token", issuer == null),
                settings.duration("access.session", Duration.ofHours(12)),
                issuer == null ? null : oidc);
    }

    private static Retention retention(Settings settings) {
        return new Retention(
                settings.duration("retention.messages", Duration.ofDays(90)),
                settings.duration("retention.trend-windows", Duration.ofDays(90)),
                settings.duration("retention.trend-hours", Duration.ofDays(730)),
                settings.duration("retention.alerts", Duration.ofDays(730)),
                settings.duration("retention.audit", Duration.ofDays(2_555)),
                settings.duration("retention.notifications", Duration.ofDays(30)),
                settings.duration("retention.every", Duration.ofMinutes(10)));
    }

    private static Notify notifications(Settings settings) {
        String tls = settings.text("notify.smtp.tls", "starttls");
        settings.require(
                Set.of("none", "starttls", "tls").contains(tls),
                "'notify.smtp.tls' must be none, starttls or tls, but is '" + tls + "'");
        String host = settings.text("notify.smtp.host", "");
        return new Notify(
                settings.duration("notify.max-age", Duration.ofHours(6)),
                settings.integer("notify.per-minute", 30, 1, 10_000),
                settings.duration("notify.give-up-after", Duration.ofHours(24)),
                settings.duration("notify.first-retry", Duration.ofSeconds(5)),
                settings.duration("notify.timeout", Duration.ofSeconds(10)),
                host.isEmpty() ? null : host,
                settings.integer("notify.smtp.port", 587, 1, 65_535),
                tls,
                settings.text("notify.smtp.user", ""),
                settings.text("notify.smtp.password", ""),
                settings.text("notify.smtp.from", "tidewatch@localhost"));
    }
}
