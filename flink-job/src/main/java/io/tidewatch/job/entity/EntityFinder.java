package io.tidewatch.job.entity;

import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.config.UnknownTickers;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides which companies a message is about. It goes by the message and the table alone, so the answer does not depend
 * on what came before. Thread-safe.
 *
 * <p>Each entity is a key with state of its own, so whoever writes messages must not be able to invent them without end:
 * unless settings open it, only tickers of the table are entities, and a message has only so many.
 */
public final class EntityFinder {
    private final EntityTable table;
    private final NameFinder names;
    private final UnknownTickers unknown;
    private final int maxPerMessage;

    public EntityFinder(EntityTable table, JobConfig.Entity config) {
        this.table = table;
        names = new NameFinder(table);
        unknown = config.unknownTickers();
        maxPerMessage = config.maxPerMessage();
    }

    /**
     * Tickers of the companies that a message is about: those of the feed's symbols first, then cashtags, then names;
     * each once, and the first ones if there are too many.
     *
     * @param symbols as the feed attached them
     * @param text cleaned
     */
    public List<String> find(List<String> symbols, String text) {
        Set<String> found = new LinkedHashSet<>();
        for (String symbol : symbols) {
            add(found, Tickers.normalised(symbol), unknown != UnknownTickers.NONE);
        }
        for (String ticker : Tickers.cashtags(text)) {
            add(found, ticker, unknown == UnknownTickers.ALL);
        }
        found.addAll(names.find(text));
        return found.stream().limit(maxPerMessage).toList();
    }

    private void add(Set<String> found, @Nullable String ticker, boolean evenIfUnknown) {
        if (ticker != null && (evenIfUnknown || table.lists(ticker))) {
            found.add(ticker);
        }
    }
}
