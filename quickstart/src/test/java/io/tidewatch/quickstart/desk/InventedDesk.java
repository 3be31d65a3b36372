package io.tidewatch.quickstart.desk;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Eight days of a desk's life, all of it invented and the same in each run: companies, news and figures exist nowhere. A
 * refinery burns in the last two hours, and a model is tried in shadow.
 */
final class InventedDesk {
    /** The end of the newest window. */
    static final Instant NOW = Instant.parse("2026-03-18T14:45:00Z");

    static final Instant FIRE = NOW.minus(Duration.ofMinutes(105));

    private static final Duration STEP = Duration.ofMinutes(15);
    private static final int STEPS = 8 * 96;
    private static final String SHADOW_VERSION = "2026.11.3";
    private static final int SHADOW_EPOCH = 1;
    private static final Map<String, Object> MODEL = Map.of("version", "2026.11.4", "epoch", 0);

    private final SplittableRandom random = new SplittableRandom(7);
    private final KafkaProducer<byte[], byte[]> producer;

    private InventedDesk(KafkaProducer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    static void produce(String servers) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            InventedDesk desk = new InventedDesk(producer);
            InventedMessages.all().forEach(message -> desk.send(Topics.SCORED, message));
            desk.windows();
            InventedAlerts.all().forEach(alert -> desk.send(Topics.ALERTS, alert));
            desk.shadow();
        }
    }

    /** A JSON object with the members in order. */
    static ObjectNode json(Object... namesAndValues) {
        ObjectNode node = EventJson.mapper().createObjectNode();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            node.set((String) namesAndValues[i], EventJson.mapper().valueToTree(namesAndValues[i + 1]));
        }
        return node;
    }

    static Map<String, Object> model() {
        return MODEL;
    }

    private void windows() {
        key("Energy | Oil", null, null, 2.2, 0.35, 8);
        key(null, "operations, safety and cyber", null, 1.2, 0.6, 9);
        key(null, null, "CRVN", 0.6, 0.4, 8);
        key("Fed | Central Banks", null, null, 3.2, 0.3, 2.2);
        key("Macro", null, null, 4.5, 0.32, 1);
        key("Markets", null, null, 5.5, 0.28, 1);
        key("Earnings", null, null, 3.6, 0.25, 1);
        key("Legal | Regulation", null, null, 1.6, 0.5, 1);
        key("Currencies", null, null, 1.4, 0.3, 1);
        key(null, "litigation and enforcement", null, 0.9, 0.65, 1);
        key(null, "credit and default", null, 0.7, 0.7, 1);
        key(null, "supply and commodity shock", null, 0.8, 0.6, 3.5);
        key(null, null, "NMBX", 0.5, 0.3, 1);
        key(null, null, "HLBK", 0.7, 0.35, 1);
        key(null, null, null, 24, 0.3, 1.5);
    }

    /** A key with a daily cycle, whose negative messages multiply at the end. */
    private void key(String topic, String theme, String entity, double perStep, double negativeShare, double surge) {
        for (int step = 0; step < STEPS; step++) {
            Instant start = NOW.minus(STEP.multipliedBy(STEPS - step));
            double hour = start.getEpochSecond() % 86_400 / 3_600.0;
            double busy = 0.35 + 0.9 * Math.max(0, Math.sin((hour - 5) / 14 * Math.PI));
            double times = start.isBefore(FIRE) ? 1 : surge;
            int negative = poisson(perStep * busy * negativeShare * times);
            int neutral = poisson(perStep * busy * (1 - negativeShare) * 0.65);
            int positive = poisson(perStep * busy * (1 - negativeShare) * 0.35);
            if (negative + neutral + positive > 0) {
                send(
                        Topics.TRENDS,
                        window(
                                json("topic", topic, "theme", theme, "entity", entity),
                                start,
                                negative,
                                neutral,
                                positive));
            }
        }
    }

    private static ObjectNode window(ObjectNode key, Instant start, int negative, int neutral, int positive) {
        int total = negative + neutral + positive;
        return json(
                "schemaVersion",
                1,
                "key",
                key,
                "windowStart",
                start.toString(),
                "windowEnd",
                start.plus(STEP).toString(),
                "revision",
                0,
                "novel",
                Map.of("negative", negative, "neutral", neutral, "positive", positive),
                "raw",
                Map.of("negative", negative + negative / 3, "neutral", neutral, "positive", positive),
                "pressReleases",
                0,
                "meanScore",
                0.8 * (positive - negative) / total,
                "leadingTerms",
                start.isBefore(FIRE) ? List.of() : terms("refinery", "fire", "halted", "outage", "evacuated"),
                "lateMessages",
                0,
                "model",
                MODEL);
    }

    private static List<Map<String, Object>> terms(String... words) {
        List<Map<String, Object>> terms = new ArrayList<>();
        for (String word : words) {
            terms.add(Map.of("term", word, "weight", 6.5 - terms.size()));
        }
        return terms;
    }

    private int poisson(double mean) {
        double left = Math.exp(-mean);
        int count = -1;
        for (double product = 1; product > left; count++) {
            product *= random.nextDouble();
        }
        return count;
    }

    /** An older model in shadow, which takes half of the newest negative messages for neutral, and hostile ones too. */
    private void shadow() {
        send(
                Topics.CONTROL,
                json(
                        "schemaVersion",
                        1,
                        "epoch",
                        SHADOW_EPOCH,
                        "action",
                        "shadow",
                        "version",
                        SHADOW_VERSION,
                        "sha256",
                        "0".repeat(64),
                        "issuedAt",
                        NOW.minus(Duration.ofHours(1)).toString(),
                        "issuedBy",
                        "ann"));
        for (ObjectNode message : InventedMessages.all()) {
            String id = message.path("id").asText();
            boolean hostile = id.startsWith("<");
            if (hostile || List.of("news-0", "news-2", "news-8").contains(id)) {
                List<Map<String, Object>> tasks = new ArrayList<>();
                tasks.add(disagreement("sentiment", "negative", "neutral"));
                if (hostile) {
                    tasks.add(disagreement("topic", "Markets", "<b>Macro</b>"));
                }
                send(
                        Topics.SHADOW,
                        json(
                                "schemaVersion",
                                1,
                                "messageId",
                                id,
                                "publishedAt",
                                message.path("publishedAt").asText(),
                                "text",
                                message.path("text").asText(),
                                "champion",
                                MODEL,
                                "challenger",
                                Map.of("version", SHADOW_VERSION, "epoch", SHADOW_EPOCH),
                                "tasks",
                                tasks));
            }
        }
    }

    private static Map<String, Object> disagreement(String task, String champion, String challenger) {
        return Map.of(
                "task",
                task,
                "championLabel",
                champion,
                "championProbability",
                0.93,
                "challengerLabel",
                challenger,
                "challengerProbability",
                0.61);
    }

    private void send(Topics topic, ObjectNode value) {
        producer.send(new ProducerRecord<>(topic.topic(), value.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
