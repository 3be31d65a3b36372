package io.tidewatch.job.inference;

import io.tidewatch.events.ModelControl;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;

/**
 * A source of commands that a test gives one by one while the job runs. There is one of them in a process at a time; a
 * job that starts again gets the given ones again.
 */
final class Commands {
    private static final List<CompletableFuture<ModelControl>> GIVEN = new CopyOnWriteArrayList<>();

    private final AtomicInteger next = new AtomicInteger();

    /** @param count commands that will be given; the source ends after them */
    Commands(int count) {
        GIVEN.clear();
        for (int i = 0; i < count; i++) {
            GIVEN.add(new CompletableFuture<>());
        }
    }

    void give(ModelControl command) {
        GIVEN.get(next.getAndIncrement()).complete(command);
    }

    int given() {
        return next.get();
    }

    DataGeneratorSource<ModelControl> source() {
        return new DataGeneratorSource<>(
                index -> GIVEN.get(index.intValue()).join(),
                GIVEN.size(),
                parallelism -> new WhenGiven<>(),
                TypeInformation.of(ModelControl.class));
    }

    private static final class WhenGiven<S extends SourceSplit> implements RateLimiter<S> {
        private final AtomicInteger next = new AtomicInteger();

        @Override
        public CompletionStage<Void> acquire(int records) {
            int index = next.getAndIncrement();
            // Once more at the end of the stream.
            return index < GIVEN.size()
                    ? GIVEN.get(index).thenApply(command -> null)
                    : CompletableFuture.completedFuture(null);
        }
    }
}
