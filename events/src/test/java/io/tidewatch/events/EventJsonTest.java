package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventJsonTest {
    private static final String MINIMAL_MESSAGE = """
            "id": "1", "source": "wire.example", "kind": "news", "publishedAt": "2026-03-02T09:30:00Z", "text": "a"
            """;

    @Test
    void whatIsWrittenHasTheRecordsOrderUtcTimesAndExplicitNulls() {
        RejectedMessage tombstone = new RejectedMessage(
                1,
                new Origin("news.raw", 0, 7),
                Instant.parse("2026-03-02T09:30:00Z"),
                RejectionReason.EMPTY_VALUE,
                "größer",
                null,
                null);

        assertThat(new String(EventJson.write(tombstone), StandardCharsets.UTF_8))
                .isEqualTo("""
                        {"schemaVersion":1,"origin":{"topic":"news.raw","partition":0,"offset":7},\
                        "timestamp":"2026-03-02T09:30:00Z","reason":"empty-value","message":"größer",\
                        "rawKey":null,"rawValue":null}""");
    }

    @Test
    void halvesOfSurrogatePairsFromHostileFeedsAreKept() {
        Origin origin = new Origin("half \ud83d, whole \ud83d\ude31", 0, 7);

        assertThat(EventJson.read(EventJson.write(origin), Origin.class)).isEqualTo(origin);
    }

    @Test
    void whatAFeedLeavesOutIsFilledIn() {
        NewsMessage message = read("{" + MINIMAL_MESSAGE + "}");

        assertThat(message.schemaVersion()).isEqualTo(1);
        assertThat(message.symbols()).isEmpty();
        assertThat(message.title()).isNull();
    }

    @Test
    void whatAFeedSetsToNullIsFilledIn() {
        NewsMessage message = read("{" + MINIMAL_MESSAGE + ", \"schemaVersion\": null, \"symbols\": null}");

        assertThat(message.schemaVersion()).isEqualTo(1);
        assertThat(message.symbols()).isEmpty();
    }

    @Test
    void whatVersionOneOfAScoredMessageDidNotHaveIsFilledIn() {
        Contracts.samples(Topics.SCORED, 1)
                .forEach(sample -> assertThat(EventJson.read(sample.bytes(), ScoredMessage.class)
                                .uncertain())
                        .isEmpty());
    }

    @Test
    void whatVersionTwoOfAScoredMessageDidNotHaveIsFilledIn() {
        Contracts.samples(Topics.SCORED, 2)
                .forEach(sample -> assertThat(EventJson.read(sample.bytes(), ScoredMessage.class)
                                .reading())
                        .isEqualTo(Reading.WHOLE));
    }

    @Test
    void whatVersionOneOfAnAlertDidNotHaveIsFilledIn() {
        for (Contracts.Sample sample : Contracts.samples(Topics.ALERTS, 1)) {
            Alert alert = EventJson.read(sample.bytes(), Alert.class);

            assertThat(alert.summary()).isEmpty();
            assertThat(alert.observedRaw()).isEqualTo(alert.observedNegative());
            assertThat(alert.expectedTotal()).isNull();
            assertThat(alert.peakScore()).isEqualTo(alert.score());
            assertThat(alert.threshold()).isZero();
            assertThat(alert.detectedAt()).isEqualTo(alert.windowEnd());
            assertThat(alert.resolvedAt()).isNull();
            assertThat(alert.storyGroup()).isEqualTo(alert.id());
            assertThat(alert.relatedTo()).isEmpty();
            assertThat(alert.usualTerms()).isEmpty();
        }
    }

    @Test
    void whatAFeedSaysIsKept() {
        NewsMessage message = read("{" + MINIMAL_MESSAGE + ", \"schemaVersion\": 2, \"symbols\": [\"MARROW\"]}");

        assertThat(message.schemaVersion()).isEqualTo(2);
        assertThat(message.symbols()).isEqualTo(List.of("MARROW"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{", "{\"kind\": \"rumour\"}", "{\"publishedAt\": \"now\"}"})
    void whatIsNoEventIsRefusedByName(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("not a NewsMessage: ");
    }

    private static NewsMessage read(String json) {
        return EventJson.read(json.getBytes(StandardCharsets.UTF_8), NewsMessage.class);
    }
}
