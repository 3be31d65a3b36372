package io.tidewatch.job.entity;

import io.tidewatch.benchmarks.MicroBenchmark;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.text.TextCleaner;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** From a headline or tweet and its symbols to the companies that it is about, with the sample and a large table. */
public class EntityBenchmark extends MicroBenchmark {
    /** The generated input has articles too; these are what the job gets most. */
    private static final int LONGEST_HEADLINE = 200;

    /** Companies in the table, those of the sample among them. */
    @Param({"65", "20000"})
    public int companies;

    private final List<Headline> headlines = headlines();
    private EntityFinder finder = finder(EntityTable.load(""));

    private record Headline(List<String> symbols, String text) {}

    private static List<Headline> headlines() {
        List<Headline> brief = messages().stream()
                .map(EntityBenchmark::headline)
                .filter(headline -> headline.text().length() <= LONGEST_HEADLINE)
                .toList();
        // As many as the base class goes round.
        return IntStream.range(0, messages().size())
                .mapToObj(i -> brief.get(i % brief.size()))
                .toList();
    }

    private static Headline headline(NewsMessage message) {
        return new Headline(message.symbols(), TextCleaner.modelText(message.title(), message.text()));
    }

    private static EntityFinder finder(EntityTable table) {
        return new EntityFinder(table, JobConfig.from(Map.of()).entity());
    }

    @Setup
    public void fillTable() {
        List<Company> sample = EntityTable.load("").companies();
        Stream<Company> more = IntStream.range(0, companies - sample.size())
                .mapToObj(i -> new Company("T" + i, List.of(name(i) + " Holdings", name(i)), List.of(), List.of()));
        finder = finder(new EntityTable(Stream.concat(sample.stream(), more).toList()));
    }

    /** A made-up word of its own for each number, in letters that English uses. */
    private static String name(int number) {
        StringBuilder name = new StringBuilder();
        for (int rest = number + 1_000_000; rest > 0; rest /= 20) {
            name.append("aeiorstlncdmpubgfhvk".charAt(rest % 20));
        }
        return name.toString();
    }

    @Benchmark
    public List<String> find() {
        Headline headline = next(headlines);
        return finder.find(headline.symbols(), headline.text());
    }
}
