package io.tidewatch.job.novelty;

import io.tidewatch.events.Novelty;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.ingest.Arrival;
import io.tidewatch.job.metrics.MetricNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Links each message to the first message of its story: novel ones go on to be scored, repeats leave by the side.
 *
 * <p>Messages wait until the watermark passes them and are then judged in event-time order, so the outcome does not
 * depend on partitions, parallelism or arrival. A late message is judged at once against what is known. Only first
 * messages are remembered, so a chain of small edits cannot drift from one story into another; each is forgotten when
 * the watermark is a horizon past it.
 */
public final class StoryFinder extends KeyedProcessFunction<Long, Candidate, Storied> {
    public static final OutputTag<Storied> REPEATS = new OutputTag<>("repeats") {};
    private static final long serialVersionUID = 1;

    private final JobConfig.Novelty config;
    private transient MapState<Long, List<Candidate>> waiting;
    private transient ListState<Story> stories;
    private transient Counter repeats;

    StoryFinder(JobConfig.Novelty config) {
        this.config = config;
    }

    public static SingleOutputStreamOperator<Storied> attach(DataStream<Arrival> arrivals, JobConfig.Novelty config) {
        return arrivals.map(new AddFingerprint())
                .name("fingerprint")
                .uid("novelty-fingerprint")
                .keyBy(candidate -> candidate.fingerprint().bucket())
                .process(new StoryFinder(config))
                .name("find story")
                .uid("novelty-find-story");
    }

    @Override
    public void open(OpenContext context) {
        waiting = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>(
                        "waiting", Types.LONG, Types.LIST(TypeInformation.of(Candidate.class))));
        stories =
                getRuntimeContext().getListState(new ListStateDescriptor<>("stories", TypeInformation.of(Story.class)));
        repeats = getRuntimeContext().getMetricGroup().counter(MetricNames.REPEATS);
    }

    @Override
    public void processElement(Candidate candidate, Context context, Collector<Storied> out) throws Exception {
        long eventTime = candidate.arrival().publishedAt().toEpochMilli();
        if (eventTime <= context.timerService().currentWatermark()) {
            judge(List.of(candidate), context, out);
            return;
        }
        List<Candidate> sameTime = waiting.get(eventTime);
        List<Candidate> extended = sameTime == null ? new ArrayList<>() : sameTime;
        extended.add(candidate);
        waiting.put(eventTime, extended);
        context.timerService().registerEventTimeTimer(eventTime);
    }

    @Override
    public void onTimer(long eventTime, OnTimerContext context, Collector<Storied> out) throws Exception {
        List<Candidate> due = waiting.get(eventTime);
        if (due != null) {
            waiting.remove(eventTime);
            judge(due.stream().sorted(Candidate.EVENT_ORDER).toList(), context, out);
        }
        forgetBefore(eventTime - config.horizon().toMillis());
    }

    private void judge(List<Candidate> candidates, Context context, Collector<Storied> out) throws Exception {
        List<Story> known = new ArrayList<>();
        stories.get().forEach(known::add);
        boolean changed = false;
        for (Candidate candidate : candidates) {
            Storied repeat = asRepeat(candidate, known, context);
            if (repeat != null) {
                repeats.inc();
                context.output(REPEATS, repeat);
            } else {
                Story story = remember(candidate, context);
                known.add(story);
                changed = true;
                if (known.size() > config.maxStoriesPerBucket()) {
                    // Here, not after the loop: many messages of one time stamp would be compared with each other.
                    known.remove(0);
                }
                out.collect(storied(candidate, story, Novelty.NOVEL, context));
            }
        }
        if (changed) {
            stories.update(known);
        }
    }

    private Story remember(Candidate candidate, Context context) {
        long eventTime = candidate.arrival().publishedAt().toEpochMilli();
        context.timerService()
                .registerEventTimeTimer(eventTime + config.horizon().toMillis() + 1);
        return new Story(candidate.arrival().id(), eventTime, candidate.fingerprint());
    }

    private @Nullable Storied asRepeat(Candidate candidate, List<Story> known, Context context) {
        Storied near = null;
        for (Story story : known) {
            if (!withinHorizon(candidate, story)) {
                continue;
            }
            if (story.fingerprint().textHash() == candidate.fingerprint().textHash()) {
                boolean same = story.id().equals(candidate.arrival().id());
                return storied(candidate, story, same ? Novelty.REDELIVERY : Novelty.EXACT_REPEAT, context);
            }
            if (near == null && isNear(candidate.fingerprint(), story.fingerprint())) {
                near = storied(candidate, story, Novelty.NEAR_REPEAT, context);
            }
        }
        return near;
    }

    private static Storied storied(Candidate candidate, Story story, Novelty novelty, Context context) {
        long eventTime = candidate.arrival().publishedAt().toEpochMilli();
        long decidedAt = Math.max(eventTime, context.timerService().currentWatermark() + 1);
        return new Storied(candidate.arrival(), story.id(), story.fingerprint().textHash(), novelty, decidedAt);
    }

    private boolean withinHorizon(Candidate candidate, Story story) {
        long apart = candidate.arrival().publishedAt().toEpochMilli() - story.publishedAtMillis();
        return Math.abs(apart) <= config.horizon().toMillis();
    }

    private boolean isNear(Fingerprint candidate, Fingerprint story) {
        return Math.min(candidate.words(), story.words()) >= config.minWords()
                && candidate.numbersHash() == story.numbersHash()
                && Fingerprinter.similarity(candidate.signature(), story.signature()) >= config.minSimilarity();
    }

    private void forgetBefore(long eventTimeMillis) throws Exception {
        List<Story> kept = new ArrayList<>();
        int known = 0;
        for (Story story : stories.get()) {
            known++;
            if (story.publishedAtMillis() >= eventTimeMillis) {
                kept.add(story);
            }
        }
        if (kept.size() < known) {
            stories.update(kept);
        }
    }

    private static final class AddFingerprint extends RichMapFunction<Arrival, Candidate> {
        private static final long serialVersionUID = 1;
        private transient Fingerprinter fingerprinter;

        @Override
        public void open(OpenContext context) {
            fingerprinter = new Fingerprinter();
        }

        @Override
        public Candidate map(Arrival arrival) {
            return new Candidate(arrival, fingerprinter.fingerprint(arrival.text()));
        }
    }
}
