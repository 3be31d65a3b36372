package io.tidewatch.alerting.store;

import io.tidewatch.alerting.view.Correction;
import io.tidewatch.alerting.view.Labels;
import io.tidewatch.alerting.view.MessageView;
import io.tidewatch.alerting.view.Page;
import io.tidewatch.alerting.view.Queue;
import io.tidewatch.events.ModelStamp;
import io.tidewatch.events.ScoredMessage;
import java.net.URI;
import java.net.URISyntaxException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Reads messages with the desk's corrections. */
public final class MessageReader {
    private static final String COLUMNS =
            "m.id, m.message_text, m.topic, m.sentiment, m.theme, m.published_at, m.disputed, m.corrected, m.detail";
    private static final int COUNTED_WAITING = 10_000;
    /** PostgreSQL reads so many in some 50 ms. */
    private static final int SEARCHED_NEWEST = 20_000;

    private final Dialect dialect;
    private final CorrectionStore corrections;

    public MessageReader(Dialect dialect, CorrectionStore corrections) {
        this.dialect = dialect;
        this.corrections = corrections;
    }

    /** Newest first. */
    public Page<MessageView> page(Handle handle, MessageFilter filter, @Nullable Cursor cursor, int limit) {
        List<Row> rows = rows(handle, filter, cursor, limit + 1);
        boolean more = rows.size() > limit;
        List<Row> shown = more ? rows.subList(0, limit) : rows;
        Row last = more ? shown.get(limit - 1) : null;
        return new Page<>(
                views(handle, shown), last == null ? null : new Cursor(last.publishedAt(), last.id()).asText());
    }

    private List<Row> rows(Handle handle, MessageFilter wanted, @Nullable Cursor cursor, int limit) {
        Filter filter = new Filter()
                .andIfGiven("m.topic = :topic", "topic", wanted.topic())
                .andIfGiven("m.sentiment = :sentiment", "sentiment", wanted.sentiment())
                .andIfGiven("m.theme = :theme", "theme", wanted.theme())
                .andIfGiven("m.source = :source", "source", wanted.source());
        // In words, not as a value: an index over the rows where it is true serves no query that might mean others.
        flag(filter, "m.uncertain", wanted.uncertain());
        flag(filter, "m.corrected", wanted.corrected());
        String from = "message m";
        String time = "m.published_at";
        String id = "m.id";
        if (wanted.entity() != null) {
            filter.and("e.entity = :entity", "entity", wanted.entity());
            from = "message_entity e JOIN message m ON m.id = e.message_id";
            time = "e.published_at";
            id = "e.message_id";
        }
        filter.between(time, wanted.from(), wanted.to()).before(time, id, cursor);
        String newestFirst = " ORDER BY " + time + " DESC, " + id + " DESC LIMIT ";
        List<String> words = wanted.words() == null ? List.of() : Dialect.words(wanted.words());
        if (!words.isEmpty() && dialect == Dialect.POSTGRESQL) {
            return search(handle, filter, from, newestFirst, String.join(" ", words), limit);
        }
        for (int i = 0; i < words.size(); i++) {
            String pattern = "(?U)\\b" + Pattern.quote(words.get(i)) + "\\b";
            filter.and("REGEXP_LIKE(m.message_text, :word" + i + ", 'i')", "word" + i, pattern);
        }
        return all(filter.query(handle, "SELECT " + COLUMNS + " FROM " + from, newestFirst + limit));
    }

    /**
     * Words that many messages have are found by reading the newest messages, rare ones by their index; how many have
     * several words is beyond what PostgreSQL's planner can estimate, so that it is not asked: first the newest are read,
     * then, if that was not enough, everything that has the words is looked up.
     */
    private static List<Row> search(
            Handle handle, Filter filter, String from, String newestFirst, String words, int limit) {
        String hasWords = "m.words @@ plainto_tsquery('simple', :words)";
        String select = "SELECT " + COLUMNS + " FROM ";
        String found = " ORDER BY m.published_at DESC, m.id DESC LIMIT " + limit;
        List<Row> amongNewest = all(filter.query(
                        handle,
                        select + "(SELECT m.* FROM " + from,
                        newestFirst + SEARCHED_NEWEST + ") m WHERE " + hasWords + found)
                .bind("words", words));
        if (amongNewest.size() == limit) {
            return amongNewest;
        }
        // Materialized, so that the planner looks the words up in any case and does not go by time once more.
        return all(filter.and(hasWords, "words", words)
                .query(
                        handle,
                        "WITH found AS MATERIALIZED (SELECT m.id, m.published_at FROM " + from,
                        ") " + select + "(SELECT * FROM found m" + found + ") f JOIN message m ON m.id = f.id"
                                + found));
    }

    private static List<Row> all(Query query) {
        return query.map((row, context) -> Row.of(row)).list();
    }

    private static void flag(Filter filter, String column, @Nullable Boolean wanted) {
        if (wanted != null) {
            filter.and(wanted ? column : "NOT " + column);
        }
    }

    public Optional<MessageView> find(Handle handle, String id) {
        return Optional.ofNullable(byId(handle, List.of(id)).get(id));
    }

    /** Those of the messages that there are. */
    Map<String, MessageView> byId(Handle handle, List<String> ids) {
        Map<String, MessageView> found = new HashMap<>();
        if (!ids.isEmpty()) {
            List<Row> rows = handle.createQuery("SELECT " + COLUMNS + " FROM message m WHERE m.id IN (<ids>)")
                    .bindList("ids", ids)
                    .map((row, context) -> Row.of(row))
                    .list();
            views(handle, rows).forEach(view -> found.put(view.id(), view));
        }
        return found;
    }

    /** What this person should label next: the disputed, then the least certain; without what the person has judged. */
    public Queue queue(Handle handle, String analyst, int limit) {
        String waiting = """
                FROM message m WHERE m.queue_rank IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM message_correction c WHERE c.message_id = m.id AND c.analyst = :analyst)""";
        List<Row> rows = handle.createQuery(
                        "SELECT " + COLUMNS + " " + waiting + " ORDER BY m.queue_rank DESC, m.id LIMIT :limit")
                .bind("analyst", analyst)
                .bind("limit", limit)
                .map((row, context) -> Row.of(row))
                .list();
        int count = handle.createQuery(
                        "SELECT COUNT(*) FROM (SELECT 1 AS one " + waiting + " LIMIT " + COUNTED_WAITING + ") w")
                .bind("analyst", analyst)
                .mapTo(Integer.class)
                .one();
        List<Queue.Item> items = views(handle, rows).stream()
                .map(view -> new Queue.Item(view, view.disputed() ? "disputed" : "uncertain"))
                .toList();
        return new Queue(items, count);
    }

    /** The model of the newest message; null before the first. */
    public @Nullable ModelStamp newestModel(Handle handle) {
        return handle.createQuery(
                        "SELECT model_version, model_epoch FROM message ORDER BY published_at DESC, id DESC LIMIT 1")
                .map((row, context) -> new ModelStamp(row.getString(1), row.getLong(2)))
                .findOne()
                .orElse(null);
    }

    private List<MessageView> views(Handle handle, List<Row> rows) {
        List<String> corrected =
                rows.stream().filter(Row::corrected).map(Row::id).toList();
        Map<String, List<Correction>> given = corrections.of(handle, corrected);
        return rows.stream()
                .map(row -> view(row, given.getOrDefault(row.id(), List.of())))
                .toList();
    }

    private static MessageView view(Row row, List<Correction> corrections) {
        ScoredMessage message = Json.read(row.detail(), ScoredMessage.class);
        return new MessageView(
                row.id(),
                message.source(),
                message.kind(),
                message.publishedAt(),
                row.text(),
                webLink(message.url()),
                row.held().topic(),
                row.held().sentiment(),
                row.held().theme(),
                new Labels(message.topic(), message.sentiment(), message.theme()),
                message.probabilities(),
                message.uncertain(),
                message.highlights() == null ? Map.of() : message.highlights(),
                message.storyId(),
                message.novelty(),
                message.entities(),
                message.model(),
                message.reading(),
                corrections,
                row.disputed());
    }

    /** The link if it leads to a web page; {@code javascript:} and the like are dropped. */
    private static @Nullable String webLink(@Nullable String url) {
        if (url == null) {
            return null;
        }
        try {
            URI link = new URI(url);
            boolean web = "http".equalsIgnoreCase(link.getScheme()) || "https".equalsIgnoreCase(link.getScheme());
            return web && link.getHost() != null ? url : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private record Row(
            String id,
            String text,
            Labels held,
            Instant publishedAt,
            boolean disputed,
            boolean corrected,
            String detail) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getString("id"),
                    row.getString("message_text"),
                    new Labels(row.getString("topic"), row.getString("sentiment"), row.getString("theme")),
                    row.getTimestamp("published_at").toInstant(),
                    row.getBoolean("disputed"),
                    row.getBoolean("corrected"),
                    row.getString("detail"));
        }
    }
}
