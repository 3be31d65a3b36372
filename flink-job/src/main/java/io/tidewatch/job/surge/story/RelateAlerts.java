package io.tidewatch.job.surge.story;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.job.surge.budget.AttentionBudget;
import io.tidewatch.job.surge.budget.DeskWord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the alerts that the desk is shown, where it has a budget, and tells of each which earlier ones are about the same
 * event. All alerts meet in one subtask, which is no burden, as there are few.
 *
 * <p>Alerts come from several subtasks in any order. Each waits until the watermark says that those of the same window
 * have come; as the detectors raise them when that watermark passes, this takes no longer than the slowest detector takes.
 * A later step keeps the links of its opening. What the desk says comes by the second input.
 */
public final class RelateAlerts extends KeyedCoProcessFunction<String, Alert, DeskWord, Alert> {
    private static final long serialVersionUID = 1;
    private static final String ONE_KEY = "all";
    /** Nothing is ever written to it. */
    private static final OutputTag<DeskWord> NO_WORDS = new OutputTag<>("no-words", TypeInformation.of(DeskWord.class));

    private static final Comparator<Alert> IN_ORDER =
            Comparator.comparing(Alert::id).thenComparing(Alert::state);

    private final JobConfig.Surge surge;
    private transient StoryLinks links;
    private transient AttentionBudget budget;
    private transient Counter opened;
    private transient MapState<Long, List<Alert>> waiting;
    private transient MapState<String, RaisedAlert> raised;

    RelateAlerts(JobConfig.Surge surge) {
        this.surge = surge;
    }

    /** @param words of the desk; null where it is not followed */
    public static SingleOutputStreamOperator<Alert> attach(
            SingleOutputStreamOperator<Alert> alerts, @Nullable DataStream<DeskWord> words, JobConfig.Surge surge) {
        DataStream<DeskWord> heard = words == null ? alerts.getSideOutput(NO_WORDS) : words;
        return alerts.keyBy(alert -> ONE_KEY)
                .connect(heard.keyBy(word -> ONE_KEY))
                .process(new RelateAlerts(surge))
                .name("relate alerts")
                .uid("surge-relate-alerts")
                .setParallelism(1);
    }

    @Override
    public void open(OpenContext context) {
        links = new StoryLinks(surge.relatedWithin());
        budget = new AttentionBudget(surge, getRuntimeContext());
        opened = getRuntimeContext().getMetricGroup().counter(MetricNames.ALERTS);
        waiting = getRuntimeContext()
                .getMapState(
                        new MapStateDescriptor<>("waiting", Types.LONG, Types.LIST(TypeInformation.of(Alert.class))));
        raised = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("raised", Types.STRING, TypeInformation.of(RaisedAlert.class)));
    }

    @Override
    public void processElement1(Alert alert, Context context, Collector<Alert> out) throws Exception {
        long lastInstant = alert.windowEnd().toEpochMilli() - 1;
        if (lastInstant <= context.timerService().currentWatermark()) {
            // A step that was known only when the feed came back from a silence. Its opening has been here.
            tell(alert, out);
            return;
        }
        List<Alert> sameWindow = waiting.get(lastInstant);
        List<Alert> more = sameWindow == null ? new ArrayList<>() : new ArrayList<>(sameWindow);
        more.add(alert);
        waiting.put(lastInstant, more);
        context.timerService().registerEventTimeTimer(lastInstant);
    }

    @Override
    public void processElement2(DeskWord word, Context context, Collector<Alert> out) throws Exception {
        budget.hear(word);
    }

    @Override
    public void onTimer(long lastInstant, OnTimerContext context, Collector<Alert> out) throws Exception {
        List<Alert> sameWindow = new ArrayList<>(waiting.get(lastInstant));
        waiting.remove(lastInstant);
        sameWindow.sort(IN_ORDER);
        for (Alert alert : sameWindow) {
            tell(alert, out);
        }
    }

    private void tell(Alert step, Collector<Alert> out) throws Exception {
        Alert alert = budget.admit(step);
        if (alert != null) {
            out.collect(related(alert));
        }
    }

    private Alert related(Alert alert) throws Exception {
        RaisedAlert known = raised.get(alert.id());
        if (alert.state() == AlertState.OPENED) {
            opened.inc();
            forgetWhatIsOver(alert);
            known = links.link(alert, raised.values());
            raised.put(alert.id(), known);
        } else if (alert.state() == AlertState.RESOLVED && known != null) {
            raised.put(alert.id(), known.asResolved());
        }
        return known == null ? alert : alert.withStory(known.storyGroup(), known.relatedTo());
    }

    private void forgetWhatIsOver(Alert opened) throws Exception {
        List<String> over = new ArrayList<>();
        for (RaisedAlert other : raised.values()) {
            if (other.resolved() && !links.isNear(other, opened)) {
                over.add(other.id());
            }
        }
        for (String id : over) {
            raised.remove(id);
        }
    }
}
