package io.tidewatch.job.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.Highlight;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.Origin;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.events.Topics;
import io.tidewatch.job.fixture.Message;
import io.tidewatch.job.fixture.ScoresOf;
import io.tidewatch.job.inference.Scored;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SinkFormatTest {
    private final Message message = Message.of("n-1", "stocks crash").offset(41).about("MRWD", "PYLK");
    private final ScoredMessages scoredMessages = new ScoredMessages(ScoresOf.LABELS);
    private final EventSerializer<Scored> serializer = new EventSerializer<>(
            Topics.SCORED, "desk.scored", scored -> scored.storied().arrival().id(), scoredMessages::toEvent);

    @Test
    void aScoredMessageCarriesTheModelsLabels() {
        ScoredMessage scored = scoredMessages.toEvent(message.scored(ScoresOf.negative(0.9)));

        assertThat(scored.id()).isEqualTo("n-1");
        assertThat(scored.text()).isEqualTo("stocks crash");
        assertThat(scored.publishedAt()).isEqualTo(Message.NOON);
        assertThat(scored.topic()).isEqualTo("Markets");
        assertThat(scored.sentiment()).isEqualTo("negative");
        assertThat(scored.theme()).isEqualTo("market stress");
        assertThat(scored.probabilities().get("sentiment"))
                .containsExactly(Map.entry("negative", 0.9), Map.entry("positive", 0.0), Map.entry("neutral", 0.1));
        assertThat(scored.highlights()).containsEntry("sentiment", List.of(new Highlight(0, 6, 0.5)));
        assertThat(scored.storyId()).isEqualTo("n-1");
        assertThat(scored.novelty()).isEqualTo(Novelty.NOVEL);
        assertThat(scored.entities()).containsExactly("MRWD", "PYLK");
        assertThat(scored.model()).isEqualTo(ScoresOf.MODEL);
        assertThat(scored.origin()).isEqualTo(new Origin("news.raw", 0, 41));
    }

    @Test
    void tasksBelowTheModelsThresholdAreUncertain() {
        assertThat(scoredMessages.toEvent(message.scored(ScoresOf.neutral())).uncertain())
                .containsExactly("sentiment");
        assertThat(scoredMessages
                        .toEvent(message.scored(ScoresOf.negative(ScoresOf.CERTAIN_ABOVE)))
                        .uncertain())
                .isEmpty();
        Scored repeat = new Scored(
                Message.of("n-2", "stocks crash!").repeatOf(message),
                ScoresOf.neutral().withoutHighlights());
        assertThat(scoredMessages.toEvent(repeat).uncertain()).containsExactly("sentiment");
    }

    @Test
    void aRepeatNamesItsStory() {
        ScoredMessage scored = scoredMessages.toEvent(new Scored(
                Message.of("n-2", "stocks crash!").repeatOf(message),
                ScoresOf.negative(0.9).withoutHighlights()));

        assertThat(scored.id()).isEqualTo("n-2");
        assertThat(scored.storyId()).isEqualTo("n-1");
        assertThat(scored.novelty()).isEqualTo(Novelty.NEAR_REPEAT);
        assertThat(scored.highlights().values())
                .allSatisfy(words -> assertThat(words).isEmpty());
    }

    @Test
    void anEventIsWrittenAsTheContractSays() {
        Scored scored = message.scored(ScoresOf.negative(0.9));

        ProducerRecord<byte[], byte[]> record = serializer.serialize(scored, new NoContext(), message.millis());

        assertThat(record.topic()).isEqualTo("desk.scored");
        assertThat(record.partition()).isNull();
        assertThat(record.timestamp()).isEqualTo(message.millis());
        assertThat(record.key()).isEqualTo("n-1".getBytes(UTF_8));
        assertThat(EventJson.read(record.value(), ScoredMessage.class)).isEqualTo(scoredMessages.toEvent(scored));
        assertThat(new String(record.value(), UTF_8))
                .startsWith("{\"schemaVersion\":3,\"id\":\"n-1\"")
                .contains("\"publishedAt\":\"2026-03-02T12:00:00Z\"");
        assertThat(record.headers().toArray())
                .extracting(Header::key)
                .containsExactly(Topics.SCHEMA_HEADER, Topics.SCHEMA_VERSION_HEADER);
        assertThat(record.headers().toArray())
                .extracting(header -> new String(header.value(), UTF_8))
                .containsExactly("scored-message", "3");
    }

    @Test
    void aTimeThatKafkaWouldRefuseIsLeftOut() {
        Scored scored = message.scored(ScoresOf.neutral());

        assertThat(serializer.serialize(scored, new NoContext(), -1L).timestamp())
                .isNull();
        assertThat(serializer.serialize(scored, new NoContext(), null).timestamp())
                .isNull();
    }

    private record NoContext() implements KafkaSinkContext {
        @Override
        public int getParallelInstanceId() {
            return 0;
        }

        @Override
        public int getNumberOfParallelInstances() {
            return 1;
        }

        @Override
        public int @Nullable [] getPartitionsForTopic(String topic) {
            return new int[] {0};
        }
    }
}
