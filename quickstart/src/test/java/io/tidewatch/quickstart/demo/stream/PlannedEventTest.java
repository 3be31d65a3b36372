package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannedEventTest {
    private static final String PRODUCT_NEWS = "Company | Product News";
    private static final int LEAST_WORDINGS = 60;

    /** From the fair's Tuesday back to ordinary weekdays. */
    private static final List<Integer> DAYS_BACK_TO_WEEKDAYS = List.of(1, 4, 5, 6, 7, 8, 11);

    private static DemoStream stream;

    @BeforeAll
    static void generate() throws IOException {
        stream = DemoStream.generate();
    }

    @ParameterizedTest
    @CsvSource({"bank-run, 90, 140", "payments-outage, 80, 120"})
    void aSurgeIsMadeOfManyNegativesMostOfThemEarly(String name, int least, int most) {
        PlannedEvent event = event(name);
        List<DemoMessage> negatives = messages(message -> message.event().equals(name) && negative(message));
        assertThat(negatives).hasSizeBetween(least, most).allMatch(message -> during(event, message));
        long middle = (event.from().getEpochSecond() + event.to().getEpochSecond()) / 2;
        assertThat(negatives)
                .filteredOn(message -> message.epochSecond() < middle)
                .hasSizeGreaterThan(negatives.size() / 2);
    }

    @ParameterizedTest
    @CsvSource({"bank-run", "payments-outage"})
    void aSurgeIsToldInManyWordings(String name) {
        assertThat(messages(message -> message.event().equals(name)).stream()
                        .map(message -> message.pattern().template())
                        .distinct())
                .hasSizeGreaterThan(LEAST_WORDINGS);
    }

    @Test
    void theVolumeBurstMultipliesItsTopicAndKeepsTheMixOfSentiment() {
        PlannedEvent fair = event("trade-fair");
        List<DemoMessage> burst = messages(message -> about(PRODUCT_NEWS, message) && during(fair, message));
        int usual = 0;
        for (int days : DAYS_BACK_TO_WEEKDAYS) {
            long shift = Duration.ofDays(days).toSeconds();
            usual += messages(message -> about(PRODUCT_NEWS, message)
                            && message.epochSecond() >= fair.from().getEpochSecond() - shift
                            && message.epochSecond() < fair.to().getEpochSecond() - shift)
                    .size();
        }
        assertThat((double) burst.size() * DAYS_BACK_TO_WEEKDAYS.size() / usual).isBetween(5.0, 7.5);
        assertThat((double) burst.stream().filter(PlannedEventTest::negative).count() / burst.size())
                .isBetween(0.24, 0.38);
    }

    @Test
    void eventsBeginInTheThirdWeekSoThatADetectorKnowsTheUsual() {
        assertThat(stream.events())
                .hasSize(3)
                .allMatch(event -> event.from().isAfter(Timetable.START.plus(Duration.ofDays(14))));
    }

    private static PlannedEvent event(String name) {
        return stream.events().stream()
                .filter(event -> event.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<DemoMessage> messages(Predicate<DemoMessage> condition) {
        return stream.firstDeliveries().stream()
                .map(line -> line.message().orElseThrow())
                .filter(condition)
                .toList();
    }

    private static boolean during(PlannedEvent event, DemoMessage message) {
        return message.epochSecond() >= event.from().getEpochSecond()
                && message.epochSecond() < event.to().getEpochSecond();
    }

    private static boolean about(String topic, DemoMessage message) {
        return message.pattern().topic().equals(topic);
    }

    private static boolean negative(DemoMessage message) {
        return message.pattern().sentiment() == Sentiment.NEGATIVE;
    }
}
