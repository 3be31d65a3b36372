package io.tidewatch.quickstart.demo.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the repeats that real streams are full of: copies by other newsrooms, retweets and small edits. */
final class RepeatWriter {
    private static final int PER_MILLE_ORDINARY = 68;
    private static final int PER_MILLE_IN_EVENT = 90;
    private static final int FIRST_REPEAT_SECONDS = 45;
    private static final int LAST_REPEAT_SECONDS = 1_500;
    private static final int PERCENT_EDITED = 35;

    private final Vocabulary vocabulary;
    private final Random random;
    private final Map<String, PlannedEvent> eventsByName;

    RepeatWriter(Vocabulary vocabulary, List<PlannedEvent> events, Random random) {
        this.vocabulary = vocabulary;
        this.random = random;
        this.eventsByName = events.stream().collect(Collectors.toMap(PlannedEvent::name, Function.identity()));
    }

    List<DemoMessage> repeatsOf(List<DemoMessage> messages) {
        List<DemoMessage> repeats = new ArrayList<>();
        for (DemoMessage message : messages) {
            int perMille = message.event().isEmpty() ? PER_MILLE_ORDINARY : PER_MILLE_IN_EVENT;
            int delay = FIRST_REPEAT_SECONDS + random.nextInt(LAST_REPEAT_SECONDS - FIRST_REPEAT_SECONDS);
            if (random.nextInt(1_000) < perMille && message.epochSecond() + delay < end(message)) {
                repeats.add(repeat(message, message.epochSecond() + delay));
            }
        }
        return repeats;
    }

    private long end(DemoMessage message) {
        PlannedEvent event = eventsByName.get(message.event());
        return (event == null ? Timetable.END : event.to()).getEpochSecond();
    }

    private DemoMessage repeat(DemoMessage original, long epochSecond) {
        if (original.pattern().voice() == Voice.COMMENT) {
            String text = "RT " + vocabulary.pick("outlet", random) + ": " + original.text();
            return copy(original, epochSecond, original.source(), null, text, DemoMessage.Repeat.RETWEET);
        }
        if (random.nextInt(100) < PERCENT_EDITED) {
            String text = random.nextBoolean() ? "UPDATE 1-" + original.headline() : original.headline() + " - sources";
            return copy(original, epochSecond, original.source(), null, text, DemoMessage.Repeat.EDIT);
        }
        String source = Sources.otherNewsroom(original.source(), random);
        return copy(original, epochSecond, source, original.title(), original.text(), DemoMessage.Repeat.COPY);
    }

    private DemoMessage copy(
            DemoMessage original,
            long epochSecond,
            String source,
            @Nullable String title,
            String text,
            DemoMessage.Repeat repeat) {
        return new DemoMessage(
                epochSecond,
                source,
                original.pattern().voice().kind(),
                title,
                text,
                original.url() == null ? null : Sources.articleUrl(source, epochSecond, random),
                original.language(),
                original.symbols(),
                original.headline(),
                original.pattern(),
                repeat,
                original.event());
    }
}
