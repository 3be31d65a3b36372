package io.tidewatch.quickstart.demo.stream;

import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Words arrivals, in time order, so that no message repeats one of the last 24 hours by accident. */
final class MessageWriter {
    /** Two texts this alike would look like copies; {@link NearRepeats} defines the scale. */
    private static final double TOO_ALIKE = 0.5;

    /** Enough to go through a deck of an event's phase; the least alike is taken if all are too alike. */
    private static final int TRIES = 40;

    private static final long THIRD_WEEK =
            Timetable.START.plus(Duration.ofDays(14)).getEpochSecond();

    private static final Set<String> PRESS_RELEASE_TOPICS = Set.of(
            "Company | Product News", "Dividend", "Earnings", "Financials", "M&A | Investments", "Personnel Change");

    private static final int PERCENT_PRESS_RELEASES = 20;
    private static final int PERCENT_LONG_TEXTS = 16;
    private static final int PERCENT_WITH_URL = 70;
    private static final int PERCENT_WITH_LANGUAGE = 80;

    private final Companies companies;
    private final SentenceFiller filler;
    private final CommentDresser dresser;
    private final Random random;
    private final RecentTexts recentTexts = new RecentTexts();

    MessageWriter(Companies companies, Vocabulary vocabulary, Random random) {
        this.companies = companies;
        this.filler = new SentenceFiller(vocabulary, random);
        this.dresser = new CommentDresser(vocabulary, random);
        this.random = random;
    }

    DemoMessage write(Arrival arrival) {
        Draft best = draft(arrival);
        for (int tries = 1; tries < TRIES && best.similarity() >= TOO_ALIKE; tries++) {
            Draft next = draft(arrival);
            best = next.similarity() < best.similarity() ? next : best;
        }
        recentTexts.remember(arrival.epochSecond(), best.sentence());
        return publish(arrival, best);
    }

    /** A comment is compared before it is dressed: emoji and links must not hide that its words were said before. */
    private Draft draft(Arrival arrival) {
        boolean sparesEventCompanies = arrival.lead() == null && arrival.epochSecond() >= THIRD_WEEK;
        SentencePattern pattern = arrival.deck().next(random);
        Cast cast = new Cast(companies, random, arrival.lead(), sparesEventCompanies);
        String sentence = filler.fill(pattern.template(), cast);
        double similarity = recentTexts.highestSimilarity(arrival.epochSecond(), sentence);
        return new Draft(pattern, cast, sentence, similarity);
    }

    private String headline(Draft draft) {
        String sentence = draft.sentence();
        return switch (draft.pattern().voice()) {
            case NEWS -> sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
            case COMMENT -> dresser.dress(sentence, draft.pattern().sentiment());
        };
    }

    private DemoMessage publish(Arrival arrival, Draft draft) {
        SentencePattern pattern = draft.pattern();
        Cast cast = draft.cast();
        String headline = headline(draft);
        boolean pressRelease = isPressRelease(arrival, pattern, cast);
        boolean longText = pressRelease || isLong(arrival, pattern);
        String source = pressRelease ? Sources.PRESS_RELEASES : Sources.any(pattern.voice(), random);
        boolean hasUrl = pattern.voice() == Voice.NEWS && happens(PERCENT_WITH_URL);
        @Nullable String url = hasUrl ? Sources.articleUrl(source, arrival.epochSecond(), random) : null;
        @Nullable String language = happens(PERCENT_WITH_LANGUAGE) ? "en" : null;
        String text = longText ? headline + ". " + background(cast) : headline;
        return new DemoMessage(
                arrival.epochSecond(),
                source,
                pressRelease ? "press-release" : pattern.voice().kind(),
                longText ? headline : null,
                text,
                url,
                language,
                cast.symbols(),
                headline,
                pattern,
                DemoMessage.Repeat.NONE,
                arrival.event());
    }

    private boolean isPressRelease(Arrival arrival, SentencePattern pattern, Cast cast) {
        return pattern.voice() == Voice.NEWS
                && pattern.sentiment() != Sentiment.NEGATIVE
                && PRESS_RELEASE_TOPICS.contains(pattern.topic())
                && cast.hasCompany()
                && arrival.event().isEmpty()
                && happens(PERCENT_PRESS_RELEASES);
    }

    // An event's news is short: the calm background sentences would not fit it.
    private boolean isLong(Arrival arrival, SentencePattern pattern) {
        return pattern.voice() == Voice.NEWS && arrival.event().isEmpty() && happens(PERCENT_LONG_TEXTS);
    }

    private String background(Cast cast) {
        return filler.fill(cast.hasCompany() ? "{background}" : "{backgroundworld}", cast);
    }

    private boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }

    private record Draft(SentencePattern pattern, Cast cast, String sentence, double similarity) {}
}
