package io.tidewatch.quickstart.demo.stream;

import java.util.Random;

/** Gives a bare comment the trimmings that commenters use: openers, mentions, emoji, hashtags and links. */
final class CommentDresser {
    private static final int PERCENT_MENTION = 7;
    private static final int PERCENT_OPENER = 30;
    private static final int PERCENT_TAIL = 55;
    private static final int PERCENT_SECOND_TAIL = 15;
    private static final int PERCENT_LINK = 25;

    private final Vocabulary vocabulary;
    private final Random random;

    CommentDresser(Vocabulary vocabulary, Random random) {
        this.vocabulary = vocabulary;
        this.random = random;
    }

    String dress(String comment, Sentiment sentiment) {
        StringBuilder text = new StringBuilder();
        if (happens(PERCENT_MENTION)) {
            text.append(vocabulary.pick("outlet", random)).append(' ');
        }
        if (happens(PERCENT_OPENER)) {
            text.append(word("opener", sentiment)).append(' ');
        }
        text.append(comment);
        if (happens(PERCENT_TAIL)) {
            text.append(' ').append(word("tail", sentiment));
        }
        if (happens(PERCENT_SECOND_TAIL)) {
            text.append(' ').append(word("tail", sentiment));
        }
        if (happens(PERCENT_LINK)) {
            text.append(' ').append(Sources.shortLink(random));
        }
        return text.toString();
    }

    private String word(String name, Sentiment sentiment) {
        return vocabulary.pick(name + "." + sentiment.label(), random);
    }

    private boolean happens(int percent) {
        return random.nextInt(100) < percent;
    }
}
