package io.tidewatch.benchmarks;

import io.tidewatch.events.NewsMessage;
import io.tidewatch.job.text.TextCleaner;
import io.tidewatch.quickstart.demo.stream.InventedNews;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How all micro-benchmarks are run: operations per second, on one thread, in processes of their own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public abstract class MicroBenchmark {
    /** Messages of the generated input; a power of two, as benchmarks go round them. */
    private static final int MESSAGES = 1_024;

    private static final Instant FIRST_DATE = Instant.parse("2026-03-02T00:00:00Z");

    private int next;

    /** The first messages of the input that {@code ./tidewatch bench} generates. */
    protected static List<NewsMessage> messages() {
        try {
            InventedNews news = new InventedNews();
            return Stream.iterate(FIRST_DATE, date -> date.plusSeconds(1))
                    .limit(MESSAGES)
                    .map(news::next)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the demo's words", e);
        }
    }

    /** The same as the model reads them. */
    protected static List<String> texts() {
        return messages().stream()
                .map(message -> TextCleaner.modelText(message.title(), message.text()))
                .toList();
    }

    /** One after the other, and again from the start. */
    protected <T> T next(List<T> of) {
        return of.get(next++ & (MESSAGES - 1));
    }
}
