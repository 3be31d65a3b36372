package io.tidewatch.job.surge.story;

import io.tidewatch.events.Alert;
import io.tidewatch.events.AlertState;
import io.tidewatch.job.config.JobConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Tells of each alert which earlier ones are about the same event. All alerts meet in one subtask, which is no burden, as
 * there are few.
 *
 * <p>Alerts come from several subtasks in any order. Each waits until the watermark says that those of the same window
 * have come; as the detectors raise them when that watermark passes, this takes no longer than the slowest detector takes.
 * A later step keeps the links of its opening.
 */
public final class RelateAlerts extends KeyedProcessFunction<String, Alert, Alert> {
    private static final long serialVersionUID = 1;
    private static final String ONE_KEY = "all";
    private static final Comparator<Alert> IN_ORDER =
            Comparator.comparing(Alert::id).thenComparing(Alert::state);

    private final JobConfig.Surge surge;
    private transient StoryLinks links;
    private transient MapState<Long, List<Alert>> waiting;
    private transient MapState<String, RaisedAlert> raised;

    RelateAlerts(JobConfig.Surge surge) {
        this.surge = surge;
    }

    public static SingleOutputStreamOperator<Alert> attach(DataStream<Alert> alerts, JobConfig.Surge surge) {
        return alerts.keyBy(alert -> ONE_KEY)
                .process(new RelateAlerts(surge))
                .name("relate alerts")
                .uid("surge-relate-alerts")
                .setParallelism(1);
    }

    @Override
    public void open(OpenContext context) {
        links = new StoryLinks(surge.relatedWithin());
        waiting = getRuntimeContext()
                .getMapState(
                        new MapStateDescriptor<>("waiting", Types.LONG, Types.LIST(TypeInformation.of(Alert.class))));
        raised = getRuntimeContext()
                .getMapState(new MapStateDescriptor<>("raised", Types.STRING, TypeInformation.of(RaisedAlert.class)));
    }

    @Override
    public void processElement(Alert alert, Context context, Collector<Alert> out) throws Exception {
        long lastInstant = alert.windowEnd().toEpochMilli() - 1;
        if (lastInstant <= context.timerService().currentWatermark()) {
            // A step that was known only when the feed came back from a silence. Its opening has been here.
            out.collect(related(alert));
            return;
        }
        List<Alert> sameWindow = waiting.get(lastInstant);
        List<Alert> more = sameWindow == null ? new ArrayList<>() : new ArrayList<>(sameWindow);
        more.add(alert);
        waiting.put(lastInstant, more);
        context.timerService().registerEventTimeTimer(lastInstant);
    }

    @Override
    public void onTimer(long lastInstant, OnTimerContext context, Collector<Alert> out) throws Exception {
        List<Alert> sameWindow = new ArrayList<>(waiting.get(lastInstant));
        waiting.remove(lastInstant);
        sameWindow.sort(IN_ORDER);
        for (Alert alert : sameWindow) {
            out.collect(related(alert));
        }
    }

    private Alert related(Alert alert) throws Exception {
        RaisedAlert known = raised.get(alert.id());
        if (alert.state() == AlertState.OPENED) {
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
