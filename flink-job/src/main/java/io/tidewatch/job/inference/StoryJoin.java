package io.tidewatch.job.inference;

import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.ingest.Rejections;
import io.tidewatch.job.novelty.Storied;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Gives each repeat the decision on its story's first message.
 *
 * <p>A repeat may overtake its first message, which is still in the model; it then waits. When the watermark has passed
 * the repeat, the first message has come or never will, because it is no later in event time: then it could not be
 * scored, and neither can its repeats.
 */
public final class StoryJoin extends KeyedCoProcessFunction<String, ScoringOutcome, Storied, Scored> {
    public static final OutputTag<RejectedMessage> REJECTED = new OutputTag<>("unscorable") {};
    private static final long serialVersionUID = 1;

    private final long horizonMillis;
    private transient ValueState<StoryScores> storyScores;
    private transient ListState<Storied> waiting;

    StoryJoin(JobConfig.Novelty config) {
        horizonMillis = config.horizon().toMillis();
    }

    public static SingleOutputStreamOperator<Scored> attach(
            DataStream<ScoringOutcome> outcomes, DataStream<Storied> repeats, JobConfig.Novelty config) {
        return outcomes.connect(repeats)
                .keyBy(ScoringOutcome::storyKey, Storied::storyKey)
                .process(new StoryJoin(config))
                .name("join story")
                .uid("inference-join-story");
    }

    @Override
    public void open(OpenContext context) {
        storyScores = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("story-scores", TypeInformation.of(StoryScores.class)));
        waiting = getRuntimeContext()
                .getListState(new ListStateDescriptor<>("waiting", TypeInformation.of(Storied.class)));
    }

    @Override
    public void processElement1(ScoringOutcome outcome, Context context, Collector<Scored> out) throws Exception {
        if (outcome.rejected() != null) {
            context.output(REJECTED, outcome.rejected());
        }
        if (outcome.scored() == null) {
            return;
        }
        out.collect(outcome.scored());
        Scores scores = outcome.scored().scores().withoutHighlights();
        long publishedAt = outcome.scored().storied().arrival().publishedAt().toEpochMilli();
        long expiresAt = publishedAt + horizonMillis + 1;
        storyScores.update(new StoryScores(scores, expiresAt));
        context.timerService().registerEventTimeTimer(expiresAt);
        for (Storied repeat : waiting.get()) {
            out.collect(new Scored(repeat, scores));
        }
        waiting.clear();
    }

    @Override
    public void processElement2(Storied repeat, Context context, Collector<Scored> out) throws Exception {
        StoryScores story = storyScores.value();
        if (story != null) {
            out.collect(new Scored(repeat, story.scores()));
        } else {
            waiting.add(repeat);
            context.timerService().registerEventTimeTimer(repeat.decidedAtMillis());
        }
    }

    @Override
    public void onTimer(long eventTime, OnTimerContext context, Collector<Scored> out) throws Exception {
        StoryScores story = storyScores.value();
        if (story == null) {
            rejectWaiting(eventTime, context);
        } else if (eventTime >= story.expiresAtMillis()) {
            storyScores.clear();
        }
    }

    private void rejectWaiting(long eventTime, OnTimerContext context) throws Exception {
        List<Storied> undecided = new ArrayList<>();
        for (Storied repeat : waiting.get()) {
            if (repeat.decidedAtMillis() > eventTime) {
                undecided.add(repeat);
                continue;
            }
            String reason = "a repeat of message '" + repeat.storyId() + "', which could not be scored";
            context.output(REJECTED, Rejections.of(repeat.arrival(), RejectionReason.UNSCORABLE, reason));
        }
        waiting.update(undecided);
    }
}
