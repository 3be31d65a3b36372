package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.NewsKind;
import io.tidewatch.events.NewsMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InventedNewsTest {
    private static final int MESSAGES = 5_000;

    @Test
    void theNewsAreAlwaysTheSame() throws IOException {
        assertThat(messages()).isEqualTo(messages());
    }

    @Test
    void noTextComesTwice() throws IOException {
        assertThat(messages()).extracting(NewsMessage::text).doesNotHaveDuplicates();
        assertThat(messages()).extracting(NewsMessage::id).doesNotHaveDuplicates();
    }

    @Test
    void everyHeadlineHasANumberOfItsOwn() throws IOException {
        List<String> headlines = messages().stream()
                .map(message -> Objects.requireNonNullElse(message.title(), message.text()))
                .toList();
        for (int i = 0; i < headlines.size(); i++) {
            assertThat(headlines.get(i)).containsPattern("#" + (i + 1) + "\\b");
        }
    }

    @Test
    void thereAreTweetsHeadlinesAndArticlesOfALifelikeLength() throws IOException {
        List<NewsMessage> messages = messages();
        assertThat(share(messages, message -> message.kind() == NewsKind.COMMENT))
                .isBetween(0.25, 0.5);
        assertThat(share(messages, message -> message.title() != null)).isBetween(0.05, 0.15);
        for (NewsMessage message : messages) {
            int words = message.text().split(" ", -1).length;
            if (message.title() != null) {
                assertThat(words).as(message.text()).isBetween(60, 1_500);
            } else {
                assertThat(words).as(message.text()).isBetween(3, 50);
            }
        }
    }

    private static double share(List<NewsMessage> messages, Predicate<NewsMessage> kind) {
        return (double) messages.stream().filter(kind).count() / messages.size();
    }

    private static List<NewsMessage> messages() throws IOException {
        InventedNews news = new InventedNews();
        return Stream.iterate(Instant.EPOCH, date -> date.plusSeconds(1))
                .limit(MESSAGES)
                .map(news::next)
                .toList();
    }
}
