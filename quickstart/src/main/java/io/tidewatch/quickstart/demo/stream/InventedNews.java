package io.tidewatch.quickstart.demo.stream;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.NewsMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * News without end in the words of the demo stream, for benchmarks: tweets, headlines and articles, always the same
 * ones. A number in each headline makes each message a story of its own, however many there are.
 */
public final class InventedNews {
    // Any seed would do. java.util.Random, because its sequence is part of its specification.
    private static final long SEED = 20_261_124;

    /** One news item in so many is an article, the others are headlines alone. */
    private static final int NEWS_PER_ARTICLE = 6;
    /** About 100 words. */
    private static final int FEWEST_SENTENCES = 8;
    /** About 800 words. */
    private static final int MOST_SENTENCES = 64;

    private final Random random = new Random(SEED);
    private final Companies companies;
    private final Timetable timetable;
    private final SentenceFiller filler;
    private final CommentDresser dresser;
    private int written;

    public InventedNews() throws IOException {
        Vocabulary vocabulary = Vocabulary.load();
        companies = Companies.load();
        timetable = new Timetable(companies, PatternFile.load("templates.txt"), random);
        filler = new SentenceFiller(vocabulary, random);
        dresser = new CommentDresser(vocabulary, random);
    }

    /** Writes the next message. */
    public NewsMessage next(Instant publishedAt) {
        PatternDeck deck = timetable.ordinaryDeck();
        SentencePattern pattern = deck.next(random);
        Cast cast = new Cast(companies, random, null, false);
        String headline = capitalised(filler.fill(pattern.template(), cast)) + " #" + ++written;
        return switch (pattern.voice()) {
            case COMMENT -> message(publishedAt, pattern, cast, null, dresser.dress(headline, pattern.sentiment()));
            case NEWS ->
                random.nextInt(NEWS_PER_ARTICLE) == 0
                        ? message(publishedAt, pattern, cast, headline, article(deck, cast))
                        : message(publishedAt, pattern, cast, null, headline);
        };
    }

    private NewsMessage message(
            Instant publishedAt, SentencePattern pattern, Cast cast, @Nullable String title, String text) {
        NewsKind kind = switch (pattern.voice()) {
            case NEWS -> NewsKind.NEWS;
            case COMMENT -> NewsKind.COMMENT;
        };
        return new NewsMessage(
                EventJson.SCHEMA_VERSION,
                "invented-" + written,
                Sources.any(pattern.voice(), random),
                kind,
                publishedAt,
                title,
                text,
                null,
                "en",
                cast.symbols());
    }

    /** Sentences on the headline's topic, company and mood; short articles are more frequent than long ones. */
    private String article(PatternDeck deck, Cast cast) {
        double ratio = (double) MOST_SENTENCES / FEWEST_SENTENCES;
        long sentences = Math.round(FEWEST_SENTENCES * StrictMath.pow(ratio, random.nextDouble()));
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(i == 0 ? "" : " ");
            text.append(capitalised(filler.fill(deck.next(random).template(), cast)));
            text.append('.');
        }
        return text.toString();
    }

    private static String capitalised(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }
}
