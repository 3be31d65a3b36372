package io.tidewatch.quickstart.demo.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsed file of sentence patterns. {@code == } opens a part (a topic with its plan, or a phase of an event),
 * {@code -- } a list ({@code -- negative news}, or {@code -- Topic / negative news} where the part is a phase), and
 * each other line is a pattern that may start with its theme's key and a colon.
 */
record PatternFile(List<TopicPlan> topicPlans, List<SentencePattern> patterns) {
    private static final Pattern PLAN =
            Pattern.compile("weight (\\d+) negative (\\d+) positive (\\d+) comments (\\d+)");
    private static final Pattern LIST = Pattern.compile("-- (?:(.+) / )?(\\w+) (news|comment)");
    private static final Pattern THEMED = Pattern.compile("([a-z]+): (.+)");

    static PatternFile load(String name) throws IOException {
        return parse(DemoResources.contentLines(name));
    }

    static PatternFile parse(List<String> lines) {
        Reader reader = new Reader();
        lines.forEach(reader::accept);
        return new PatternFile(List.copyOf(reader.plans), List.copyOf(reader.patterns));
    }

    private static final class Reader {
        private final List<TopicPlan> plans = new ArrayList<>();
        private final List<SentencePattern> patterns = new ArrayList<>();
        private String part = "";
        private String topic = "";
        private Sentiment sentiment = Sentiment.NEUTRAL;
        private Voice voice = Voice.NEWS;

        void accept(String line) {
            Matcher plan = PLAN.matcher(line);
            if (line.startsWith("== ")) {
                part = line.substring(3);
            } else if (plan.matches()) {
                plans.add(new TopicPlan(part, number(plan, 1), number(plan, 2), number(plan, 3), number(plan, 4)));
            } else if (line.startsWith("-- ")) {
                openList(line);
            } else {
                addPattern(line);
            }
        }

        private void openList(String line) {
            Matcher list = LIST.matcher(line);
            if (!list.matches()) {
                throw new IllegalArgumentException(
                        "expected \"-- [topic / ]sentiment news|comment\", found \"" + line + "\"");
            }
            topic = Optional.ofNullable(list.group(1)).orElse(part);
            sentiment = Sentiment.parse(list.group(2));
            voice = Voice.parse(list.group(3));
        }

        private void addPattern(String line) {
            Matcher themed = THEMED.matcher(line);
            Optional<Theme> theme = themed.matches() ? Theme.find(themed.group(1)) : Optional.empty();
            String template = theme.isPresent() ? themed.group(2) : line;
            patterns.add(new SentencePattern(part, topic, sentiment, theme.orElse(Theme.NONE), voice, template));
        }

        private static int number(Matcher matcher, int group) {
            return Integer.parseInt(matcher.group(group));
        }
    }
}
