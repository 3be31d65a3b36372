package io.tidewatch.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.quickstart.TestStreams;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimedStreamTest {
    private static final Duration STEP = Duration.ofMinutes(2);

    @Test
    void soundLinesArriveAtTheirDates() throws IOException {
        List<Instant> dates = steady(100);
        assertThat(arrivals(dates)).isEqualTo(dates);
    }

    @ParameterizedTest
    @CsvSource({
        "0, P1D",
        "0, P40D",
        "0, P-1D",
        "0, P-40D",
        "0, P-3650D",
        "0, P36500D",
        "1, P1D",
        "1, P-40D",
        "50, P1D",
        "50, P40D",
        "50, P-1D",
        "50, P-40D",
        "97, P40D",
        "98, P1D"
    })
    void aWrongDateDoesNotMoveTheTime(int place, Duration wrongBy) throws IOException {
        List<Instant> dates = steady(100);
        dates.set(place, dates.get(place).plus(wrongBy));
        List<Instant> arrivals = arrivals(dates);
        assertThat(arrivals.get(place)).isEqualTo(steady(100).get(place == 0 ? 1 : place - 1));
        assertThat(without(place, arrivals)).isEqualTo(without(place, dates));
    }

    @ParameterizedTest
    @CsvSource({"0, 3, P1D", "0, 4, P-40D", "0, 12, P40D", "40, 12, P40D", "40, 12, P1D", "40, 12, P-40D"})
    void severalWrongDatesInARowDoNotMoveTheTime(int first, int count, Duration wrongBy) throws IOException {
        List<Instant> dates = steady(100);
        for (int i = first; i < first + count; i++) {
            dates.set(i, dates.get(i).plus(wrongBy));
        }
        List<Instant> arrivals = arrivals(dates);
        Instant before = steady(100).get(first == 0 ? count : first - 1);
        assertThat(arrivals.subList(first, first + count)).containsOnly(before);
        assertThat(arrivals.subList(first + count, 100)).isEqualTo(dates.subList(first + count, 100));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 50, 99})
    void aRealPauseMovesTheTime(int place) throws IOException {
        List<Instant> dates = steady(100);
        for (int i = place; i < dates.size(); i++) {
            dates.set(i, dates.get(i).plus(Duration.ofDays(10)));
        }
        assertThat(arrivals(dates)).isEqualTo(dates);
    }

    @Test
    void aStreamOfOneMessageAMonthIsBelieved() throws IOException {
        List<Instant> dates = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            dates.add(TestStreams.START.plus(Duration.ofDays(31L * i)));
        }
        assertThat(arrivals(dates)).isEqualTo(dates);
    }

    @Test
    void linesWithoutADateArriveWithTheLineBeforeAndTheFirstWhenTheStreamBegins() throws IOException {
        List<Instant> steady = steady(3);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        stream.writeBytes(TestStreams.utf8("no json\n{}\n"));
        for (Instant date : steady) {
            stream.writeBytes(line(date));
            stream.writeBytes(TestStreams.utf8("{\"publishedAt\":\"?\"}\n"));
        }
        assertThat(arrivals(stream.toByteArray()))
                .containsExactly(
                        steady.get(0),
                        steady.get(0),
                        steady.get(0),
                        steady.get(0),
                        steady.get(1),
                        steady.get(1),
                        steady.get(2),
                        steady.get(2));
    }

    @Test
    void aStreamWithoutAnyDateArrivesAtTheEpoch() throws IOException {
        assertThat(arrivals(TestStreams.utf8("a\nb\n"))).containsExactly(Instant.EPOCH, Instant.EPOCH);
        assertThat(arrivals(new byte[0])).isEmpty();
    }

    @Test
    void timeNeverGoesBack() throws IOException {
        List<Instant> dates = steady(60);
        dates.set(20, dates.get(22));
        dates.set(30, dates.get(25));
        assertThat(arrivals(dates)).isSorted();
    }

    private static List<Instant> steady(int lines) {
        List<Instant> dates = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            dates.add(TestStreams.START.plus(STEP.multipliedBy(i)));
        }
        return dates;
    }

    private static <T> List<T> without(int place, List<T> list) {
        List<T> rest = new ArrayList<>(list);
        rest.remove(place);
        return rest;
    }

    private static byte[] line(Instant date) {
        return TestStreams.utf8("{\"publishedAt\":\"" + date + "\"}\n");
    }

    private static List<Instant> arrivals(List<Instant> dates) throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        dates.forEach(date -> stream.writeBytes(line(date)));
        return arrivals(stream.toByteArray());
    }

    private static List<Instant> arrivals(byte[] stream) throws IOException {
        List<Instant> arrivals = new ArrayList<>();
        try (TimedStream timed = new TimedStream(new StreamReader(new ByteArrayInputStream(stream), "stream"))) {
            for (TimedStream.Timed next = timed.next(); next != null; next = timed.next()) {
                arrivals.add(next.arrival());
            }
        }
        return arrivals;
    }
}
