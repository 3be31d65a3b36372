package io.tidewatch.alerting.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The conditions of a query, with their values bound by name and never written into the text. */
final class Filter {
    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, List<?>> lists = new HashMap<>();

    Filter and(String condition) {
        conditions.add(condition);
        return this;
    }

    Filter and(String condition, String name, Object value) {
        conditions.add(condition);
        values.put(name, value);
        return this;
    }

    /** A condition that is left out where there is no value. */
    Filter andIfGiven(String condition, String name, @Nullable Object value) {
        return value == null ? this : and(condition, name, value);
    }

    /** {@code column} is one of the values; left out where there are none. */
    Filter andIn(String column, String name, List<?> accepted) {
        if (!accepted.isEmpty()) {
            conditions.add(column + " IN (<" + name + ">)");
            lists.put(name, accepted);
        }
        return this;
    }

    /** Included and excluded bounds; null for none. */
    Filter between(String column, @Nullable Instant from, @Nullable Instant to) {
        return andIfGiven(column + " >= :from", "from", from).andIfGiven(column + " < :to", "to", to);
    }

    /** What comes after the cursor in descending order. */
    Filter before(String timeColumn, String idColumn, @Nullable Cursor cursor) {
        if (cursor != null) {
            and("(" + timeColumn + ", " + idColumn + ") < (:cursorTime, :cursorId)", "cursorTime", cursor.time());
            values.put("cursorId", cursor.id());
        }
        return this;
    }

    /** A query of {@code select}, these conditions and {@code rest}. */
    Query query(Handle handle, String select, String rest) {
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        Query query = handle.createQuery(select + where + " " + rest).bindMap(values);
        lists.forEach(query::bindList);
        return query;
    }
}
