package io.tidewatch.job.ingest;

import io.tidewatch.benchmarks.MicroBenchmark;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.Origin;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.entity.EntityFinder;
import io.tidewatch.job.entity.EntityTable;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Benchmark;

/** From a record's bytes to a clean message. */
public class ParsingBenchmark extends MicroBenchmark {
    private static final Origin ORIGIN = new Origin("news.raw", 0, 0);

    private static final JobConfig CONFIG = JobConfig.from(Map.of());

    private final NewsParser parser =
            new NewsParser(CONFIG.ingest(), new EntityFinder(EntityTable.load(""), CONFIG.entity()));
    private final List<Record> records = messages().stream()
            .map(message ->
                    new Record(EventJson.write(message), message.publishedAt().toEpochMilli()))
            .toList();

    private record Record(byte[] value, long timestampMillis) {}

    @Benchmark
    public Ingested parse() {
        Record record = next(records);
        return parser.parse(null, record.value(), ORIGIN, record.timestampMillis(), 0);
    }
}
