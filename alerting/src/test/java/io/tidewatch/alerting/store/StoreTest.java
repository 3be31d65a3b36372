package io.tidewatch.alerting.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.fixture.Events;
import io.tidewatch.alerting.fixture.TestDatabase;
import io.tidewatch.alerting.view.AlertStep;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.alerting.view.ModelCommandView;
import io.tidewatch.alerting.view.Page;
import io.tidewatch.alerting.view.ShadowComparison;
import io.tidewatch.alerting.view.SimilarAlert;
import io.tidewatch.alerting.view.TrendPoint;
import io.tidewatch.events.ModelControl;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything here holds on H2 and on PostgreSQL. */
class StoreTest {
    private static final Instant NOON = Events.START.plus(Duration.ofHours(12));
    private static final MessageFilter ANY =
            new MessageFilter(null, null, null, null, null, null, null, null, null, null);

    private final CorrectionStore corrections = new CorrectionStore();

    @ParameterizedTest
    @EnumSource
    void alertsDeliveredAgainOrInAnotherOrderChangeNothing(Dialect dialect) {
        byte[] opened = Events.alert("a", NOON);
        byte[] escalated = Events.alert(
                "a",
                NOON.plusSeconds(600),
                alert -> alert.put("state", "escalated").put("severity", "high").put("observedNegative", 60));
        byte[] resolved = Events.alert(
                "a",
                NOON.plusSeconds(3_600),
                alert -> alert.put("state", "resolved").put("severity", "high"));
        List<AlertSummary> found = new ArrayList<>();
        for (List<byte[]> order : List.of(
                List.of(opened, escalated, resolved),
                List.of(resolved, opened, escalated),
                List.of(opened, opened, resolved, escalated, opened, resolved))) {
            try (Database database = TestDatabase.open(dialect)) {
                AlertReader reader = reader(database);
                database.jdbi()
                        .useTransaction(handle -> order.forEach(
                                value -> new AlertWriter().upsert(handle, List.of(ReceivedAlert.read(value)), NOON)));
                found.addAll(database.jdbi().withHandle(h -> reader.list(h, AlertFilter.ALL, null, 10)));
                List<AlertStep> steps = database.jdbi().withHandle(h -> reader.steps(h, "a"));
                assertThat(steps).hasSize(3);
            }
        }
        assertThat(found).hasSize(3).allMatch(found.get(0)::equals);
        assertThat(found.get(0).windowEnd()).isEqualTo(NOON.plusSeconds(3_600));
    }

    @ParameterizedTest
    @EnumSource
    void alertsThatRestOnTheSameMessageAreOneGroup(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            AlertReader reader = reader(database);
            List<AlertSummary> found = database.jdbi().inTransaction(handle -> {
                new AlertWriter()
                        .upsert(
                                handle,
                                List.of(
                                        ReceivedAlert.read(Events.alert("a", NOON, Events.restingOn("m1", "m2"))),
                                        ReceivedAlert.read(Events.alert("b", NOON.plusSeconds(300), alert -> {
                                            Events.restingOn("m2").accept(alert);
                                            alert.put("topic", "Energy | Oil");
                                        })),
                                        ReceivedAlert.read(Events.alert("c", NOON, Events.restingOn("m3")))),
                                NOON);
                return reader.list(handle, AlertFilter.ofGroup("a"), null, 10);
            });
            assertThat(found).extracting(AlertSummary::id).containsExactly("b", "a");
            assertThat(found).allMatch(alert -> alert.groupSize() == 2);
            List<SimilarAlert> similarOnes =
                    database.jdbi().withHandle(h -> new SimilarAlerts(reader).find(h, found.get(0)));
            assertThat(similarOnes).first().satisfies(similar -> {
                assertThat(similar.alert().id()).isEqualTo("a");
                assertThat(similar.because())
                        .contains("words: refinery, fire", "companies: CRVNEN", "a common message");
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void theGroupThatTheJobGaveHoldsBeforeOneByMessages(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            List<AlertSummary> found = database.jdbi().inTransaction(handle -> {
                new AlertWriter()
                        .upsert(
                                handle,
                                List.of(
                                        ReceivedAlert.read(Events.alert("a", NOON, Events.restingOn("m1"))),
                                        ReceivedAlert.read(Events.alert("b", NOON, Events.restingOn("m2"))),
                                        ReceivedAlert.read(Events.alert("c", NOON, alert -> {
                                            Events.restingOn("m1").accept(alert);
                                            alert.put("schemaVersion", 2).put("storyGroup", "b");
                                        }))),
                                NOON);
                return reader(database).list(handle, AlertFilter.ofGroup("b"), null, 10);
            });
            assertThat(found).extracting(AlertSummary::id).containsExactly("c", "b");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWindowCountsOnceHoweverOftenItIsRevised(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            TrendWriter writer = new TrendWriter();
            Jdbi jdbi = database.jdbi();
            for (byte[] value : List.of(
                    Events.window("Macro", NOON, 0, 3, 5),
                    Events.window("Macro", NOON, 2, 6, 5),
                    Events.window("Macro", NOON, 1, 100, 5),
                    Events.window("Macro", NOON, 2, 6, 5),
                    Events.window("Macro", NOON.plusSeconds(300), 0, 1, 1))) {
                jdbi.useTransaction(handle -> writer.upsert(handle, List.of(TrendWriter.read(value))));
            }
            TrendReader reader = new TrendReader();
            Instant end = NOON.plus(Duration.ofHours(1));
            List<TrendPoint> windows =
                    jdbi.withHandle(h -> reader.points(h, "topic=Macro", NOON, end, TrendStep.FIVE_MINUTES));
            List<TrendPoint> hours = jdbi.withHandle(h -> reader.points(h, "topic=Macro", NOON, end, TrendStep.HOUR));
            assertThat(windows).extracting(TrendPoint::negative).containsExactly(6, 1);
            assertThat(hours).singleElement().satisfies(hour -> {
                assertThat(hour.negative()).isEqualTo(7);
                assertThat(hour.total()).isEqualTo(13);
                assertThat(hour.meanScore()).isEqualTo(-0.5);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void pagesOfMessagesNeitherRepeatNorSkipThoughTimesAreEqual(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            store(database, 57, "message");
            MessageReader reader = new MessageReader(dialect, corrections);
            assertThat(allPages(database, reader, ANY)).hasSize(57).doesNotHaveDuplicates();
            MessageFilter search =
                    new MessageFilter("fire Corvane", "Macro", null, null, "CRVNEN", null, null, null, null, null);
            assertThat(allPages(database, reader, search)).isEmpty();
            for (int i = 0; i < 23; i++) {
                take(
                        database,
                        Events.message(
                                "of-company" + i,
                                NOON.plusSeconds(i / 7),
                                m -> m.putArray("entities").add("CRVNEN")));
            }
            assertThat(allPages(database, reader, search)).hasSize(23).doesNotHaveDuplicates();
        }
    }

    private static List<String> allPages(Database database, MessageReader reader, MessageFilter filter) {
        List<String> seen = new ArrayList<>();
        Cursor cursor = null;
        do {
            Cursor from = cursor;
            Page<MessageView> page = database.jdbi().withHandle(h -> reader.page(h, filter, from, 10));
            page.items().forEach(message -> seen.add(message.id()));
            cursor = page.nextCursor() == null ? null : Cursor.parse(page.nextCursor());
        } while (cursor != null);
        return seen;
    }

    @ParameterizedTest
    @EnumSource
    void searchFindsWholeWordsWhateverTheirCase(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            take(database, Events.message("1", NOON, m -> m.put("text", "Corvane halts REFINERY; 100% of it.")));
            take(database, Events.message("2", NOON, m -> m.put("text", "Refineries elsewhere run, says Corvane")));
            MessageReader reader = new MessageReader(dialect, corrections);
            assertThat(search(database, reader, "refinery corvane")).containsExactly("1");
            assertThat(search(database, reader, "Corvane")).containsExactlyInAnyOrder("1", "2");
            assertThat(search(database, reader, "' OR 1=1 --")).isEmpty();
            assertThat(search(database, reader, "%")).hasSize(2);
        }
    }

    private static List<String> search(Database database, MessageReader reader, String words) {
        MessageFilter filter = new MessageFilter(words, null, null, null, null, null, null, null, null, null);
        return database.jdbi().withHandle(h -> reader.page(h, filter, null, 10)).items().stream()
                .map(MessageView::id)
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void hostileTextsAreKeptWithoutHarm(Dialect dialect) {
        String hostile = "<script>alert(1)</script> \u202E evil \u0000 half \uD800 ' ; DROP TABLE message; -- 🔥";
        try (Database database = TestDatabase.open(dialect)) {
            take(
                    database,
                    Events.message(
                            "id/with ' \u202E",
                            NOON,
                            m -> m.put("text", hostile).put("url", "javascript:alert(1)")));
            MessageReader reader = new MessageReader(dialect, corrections);
            MessageView kept = database.jdbi()
                    .withHandle(h -> reader.find(h, "id/with ' \u202E"))
                    .orElseThrow();
            assertThat(kept.text())
                    .isEqualTo(hostile.replace('\u0000', '\uFFFD').replace('\uD800', '\uFFFD'));
            assertThat(kept.url()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void correctionsHoldUntilTheyAreTakenBackAndDisputesComeFirst(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            Jdbi jdbi = database.jdbi();
            take(database, Events.message("sure", NOON));
            take(database, Events.message("doubtful", NOON, Events.uncertain(0.55)));
            take(database, Events.message("more-doubtful", NOON, Events.uncertain(0.51)));
            MessageReader reader = new MessageReader(dialect, corrections);
            assertThat(queue(database, reader, "x")).containsExactly("more-doubtful", "doubtful");

            jdbi.useTransaction(h -> corrections.give(h, "doubtful", "ann", NOON, Map.of("sentiment", "neutral")));
            assertThat(queue(database, reader, "x")).containsExactly("more-doubtful");
            jdbi.useTransaction(
                    h -> corrections.give(h, "doubtful", "bob", NOON.plusSeconds(1), Map.of("sentiment", "positive")));
            assertThat(queue(database, reader, "x")).containsExactly("doubtful", "more-doubtful");
            assertThat(queue(database, reader, "bob")).containsExactly("more-doubtful");
            assertThat(find(database, reader, "doubtful").sentiment()).isEqualTo("positive");
            assertThat(find(database, reader, "doubtful").disputed()).isTrue();

            jdbi.useTransaction(h -> corrections.undo(h, "doubtful", "bob"));
            assertThat(find(database, reader, "doubtful").sentiment()).isEqualTo("neutral");
            jdbi.useTransaction(h -> corrections.undo(h, "doubtful", "ann"));
            assertThat(find(database, reader, "doubtful").sentiment()).isEqualTo("negative");
            assertThat(queue(database, reader, "x")).containsExactly("more-doubtful", "doubtful");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherModelsWordReplacesAMessageButKeepsItsCorrections(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            MessageReader reader = new MessageReader(dialect, corrections);
            take(database, Events.message("m", NOON));
            database.jdbi().useTransaction(h -> corrections.give(h, "m", "ann", NOON, Map.of("topic", "Markets")));
            take(
                    database,
                    Events.message(
                            "m", NOON, m -> m.put("novelty", "redelivery").put("sentiment", "positive")));
            assertThat(find(database, reader, "m").sentiment()).isEqualTo("negative");
            take(
                    database,
                    Events.message(
                            "m",
                            NOON,
                            m -> m.put("sentiment", "positive")
                                    .putObject("model")
                                    .put("version", "m2")
                                    .put("epoch", 1)));
            MessageView rescored = find(database, reader, "m");
            assertThat(rescored.sentiment()).isEqualTo("positive");
            assertThat(rescored.topic()).isEqualTo("Markets");
            assertThat(rescored.modelLabels().topic()).isEqualTo("Macro");
        }
    }

    @ParameterizedTest
    @EnumSource
    void disagreementsCountOnceByTheCommandThatPutTheModelIntoShadow(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            store(database, 20, "m");
            ShadowStore shadow = new ShadowStore(new MessageReader(dialect, corrections));
            for (byte[] value : List.of(
                    Events.disagreement("m7", NOON.plusSeconds(1), 4),
                    Events.disagreement("m0", NOON, 5),
                    Events.disagreement("m14", NOON.plusSeconds(2), 5),
                    Events.disagreement("m0", NOON, 5),
                    Events.disagreement("not-kept", NOON.plusSeconds(2), 5))) {
                database.jdbi().useTransaction(h -> shadow.add(h, List.of(ShadowStore.read(value))));
            }
            ShadowComparison found = database.jdbi().withHandle(h -> shadow.comparison(h, shadowCommand(5), 10));
            assertThat(found.disagreements()).isEqualTo(3);
            assertThat(found.messages()).isEqualTo(20);
            assertThat(found.tasks())
                    .containsExactly(new ShadowComparison.Task(
                            "sentiment", 3, List.of(new ShadowComparison.Pair("negative", "neutral", 3))));
            assertThat(found.newest())
                    .extracting(disagreement -> disagreement.message().id())
                    .containsExactly("m14", "m0");
            ShadowComparison none = database.jdbi().withHandle(h -> shadow.comparison(h, shadowCommand(6), 10));
            assertThat(none).isEqualTo(new ShadowComparison(shadowCommand(6), 0, 0, List.of(), List.of()));
        }
    }

    private static ModelCommandView shadowCommand(long epoch) {
        return new ModelCommandView(epoch, ModelControl.Action.SHADOW, "2026.11.3", NOON, "ann", true);
    }

    @ParameterizedTest
    @EnumSource
    void retentionDeletesByEventTimeAndKeepsWhatPeopleSaid(Dialect dialect) {
        try (Database database = TestDatabase.open(dialect)) {
            Jdbi jdbi = database.jdbi();
            take(
                    database,
                    Events.message(
                            "old",
                            NOON.minus(Duration.ofDays(100)),
                            m -> m.putArray("entities").add("X")));
            take(database, Events.message("old-corrected", NOON.minus(Duration.ofDays(100))));
            take(database, Events.message("new", NOON));
            jdbi.useTransaction(h -> corrections.give(h, "old-corrected", "ann", NOON, Map.of("topic", "Markets")));
            DeskConfig.Retention keep = DeskConfig.from(Map.of()).retention();
            assertThat(new Retention(keep).enforce(jdbi, Instant.now())).isEqualTo(1);
            MessageReader reader = new MessageReader(dialect, corrections);
            assertThat(jdbi.withHandle(h -> reader.page(h, ANY, null, 10)).items())
                    .extracting(MessageView::id)
                    .containsExactly("new", "old-corrected");
            int entities = jdbi.withHandle(h -> h.createQuery("SELECT COUNT(*) FROM message_entity")
                    .mapTo(Integer.class)
                    .one());
            assertThat(entities).isZero();
        }
    }

    @Test
    void valuesWithoutWhatTheContractDemandsAreRefusedWithTheFieldsName() {
        assertThatThrownBy(() -> ReceivedAlert.read("{\"id\": \"x\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'kind' is missing");
        assertThatThrownBy(() -> ReceivedMessage.read(Events.message("x".repeat(900), NOON)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'id' is longer");
        assertThatThrownBy(() -> TrendWriter.read("[]".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(UncheckedIOException.class);
    }

    private void store(Database database, int count, String prefix) {
        for (int i = 0; i < count; i++) {
            take(database, Events.message(prefix + i, NOON.plusSeconds(i / 7)));
        }
    }

    private void take(Database database, byte[] message) {
        database.jdbi()
                .useTransaction(handle ->
                        new MessageWriter(corrections).upsert(handle, List.of(ReceivedMessage.read(message))));
    }

    private static MessageView find(Database database, MessageReader reader, String id) {
        return database.jdbi().withHandle(h -> reader.find(h, id)).orElseThrow();
    }

    private static List<String> queue(Database database, MessageReader reader, String analyst) {
        return database.jdbi().withHandle(h -> reader.queue(h, analyst, 10)).items().stream()
                .map(item -> item.message().id())
                .toList();
    }

    private AlertReader reader(Database database) {
        return new AlertReader(new MessageReader(database.dialect(), corrections), Clock.systemUTC());
    }
}
