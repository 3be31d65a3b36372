package io.tidewatch.alerting.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.events.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeskConfigTest {
    @Test
    void defaultsServeThisMachineAlone() {
        DeskConfig config = DeskConfig.from(Map.of());
        assertThat(config.http()).isEqualTo(new DeskConfig.Http("127.0.0.1", 8090, null, 262_144, 50, 500));
        assertThat(config.access().oneTimeToken()).isTrue();
        assertThat(config.access().session()).isEqualTo(Duration.ofHours(12));
        assertThat(config.database().url()).startsWith("jdbc:h2:file:");
        assertThat(config.notifications().smtpHost()).isNull();
        for (Topics topic : Topics.values()) {
            assertThat(config.kafka().topic(topic)).isEqualTo(topic.topic());
        }
    }

    @Test
    void everyMistakeIsReportedAtOnce() {
        assertThatThrownBy(() -> DeskConfig.from(Map.of(
                        "http.host", "0.0.0.0",
                        "http.port", "70000",
                        "database.url", "jdbc:mysql:x",
                        "notify.smtp.tls", "maybe",
                        "colour", "red")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The desk's settings are wrong")
                .hasMessageContaining("behind a proxy that speaks https")
                .hasMessageContaining("'http.port' must be a whole number from 0 to 65535")
                .hasMessageContaining("'database.url' must start with")
                .hasMessageContaining("'notify.smtp.tls' must be none, starttls or tls")
                .hasMessageContaining("unknown setting 'colour'");
    }

    @Test
    void whereTheSettingsArePrintedTheSecretsAreNot() {
        DeskConfig config = DeskConfig.from(Map.of(
                "database.url", "jdbc:postgresql://db/desk?password=5ecret-1",
                "database.password", "5ecret-2",
                "kafka.property.sasl.jaas.config", "x required password=\"5ecret-3\";",
                "access.oidc.issuer", "https://login.example",
                "access.oidc.client-id", "desk",
                "access.oidc.client-secret", "5ecret-4",
                "http.public-url", "https://desk.example",
                "notify.smtp.host", "mail.example",
                "notify.smtp.password", "5ecret-5"));

        assertThat(config.toString())
                .contains("jdbc:postgresql://db/desk", "sasl.jaas.config", "https://login.example", "mail.example")
                .doesNotContain("5ecret");
    }

    @Test
    void anotherInterfaceNeedsHttpsInFront() {
        DeskConfig config = DeskConfig.from(Map.of("http.host", "0.0.0.0", "http.public-url", "https://desk.example/"));
        assertThat(config.http().isSecure()).isTrue();
        assertThat(config.http().publicUrl()).isEqualTo(URI.create("https://desk.example"));
    }
}
