package io.tidewatch.job.inference;

import io.tidewatch.events.ModelControl;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.model.ModelChoice;
import io.tidewatch.job.model.ModelId;
import io.tidewatch.job.novelty.Storied;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Writes on each novel message which model shall read it, as the newest commands say. So the decision is in the stream:
 * it is made once per message, and kept with the messages under way in a checkpoint.
 *
 * <p>A command takes effect when the subtask has its model opened and warmed, ahead of the first message for it; until
 * then messages go to the model before. State are the newest command that changes the model that scores and the newest
 * one for a shadow. After a restart each subtask opens those before it takes a message.
 */
public final class ChooseModel extends CoProcessFunction<Storied, ModelControl, Storied>
        implements CheckpointedFunction {
    private static final long serialVersionUID = 1;

    private final JobConfig.Inference config;
    private final JobConfig.Model modelConfig;
    private final ModelOpener opener;
    private final Clock clock;
    private transient @Nullable ListState<ModelControl> state;
    private transient @Nullable ModelControl swap;
    private transient @Nullable ModelControl shadow;
    private transient PreparedModel champion;
    private transient PreparedModel challenger;
    private transient ModelChoice choice;

    ChooseModel(JobConfig.Inference config, JobConfig.Model modelConfig, ModelOpener opener, Clock clock) {
        this.config = config;
        this.modelConfig = modelConfig;
        this.opener = opener;
        this.clock = clock;
    }

    /** @param commands that were vetted */
    public static SingleOutputStreamOperator<Storied> attach(
            DataStream<Storied> novel,
            DataStream<ModelControl> commands,
            JobConfig config,
            ModelOpener opener,
            Clock clock) {
        return novel.connect(commands.broadcast())
                .process(new ChooseModel(config.inference(), config.model(), opener, clock))
                .name("choose model")
                .uid("inference-choose-model");
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        // Each subtask hands on what it knows; after a restart each gets all of it, whatever the parallelism.
        ListState<ModelControl> commands = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("commands", TypeInformation.of(ModelControl.class)));
        for (ModelControl command : commands.get()) {
            remember(command);
        }
        state = commands;
    }

    @Override
    public void open(OpenContext context) throws Exception {
        ScorerFactory.Resources resources = ScorerFactory.Resources.of(getRuntimeContext(), config);
        champion = new PreparedModel(opener, resources);
        challenger = new PreparedModel(opener, resources.leastThreads());
        if (swap != null) {
            champion.openNow(ModelId.of(swap));
        }
        if (shadowRuns() && shadow != null) {
            challenger.openNow(ModelId.of(shadow));
        }
        choice = new ModelChoice(champion.ready(), challenger.ready());
    }

    @Override
    public void processElement1(Storied storied, Context context, Collector<Storied> out) {
        if (!shadowRuns()) {
            challenger.drop();
        }
        ModelId scores = champion.ready();
        ModelId beside = challenger.ready();
        if (!Objects.equals(scores, choice.champion()) || !Objects.equals(beside, choice.challenger())) {
            choice = new ModelChoice(scores, beside);
        }
        out.collect(storied.readBy(choice));
    }

    @Override
    public void processElement2(ModelControl command, Context context, Collector<Storied> out) {
        if (command.epoch() <= Math.max(epoch(swap), epoch(shadow))) {
            return;
        }
        remember(command);
        if (command.action() == ModelControl.Action.SHADOW) {
            challenger.prepare(ModelId.of(command));
        } else {
            challenger.drop();
            champion.prepare(ModelId.of(command));
        }
    }

    /** Keeps the newest command of each kind; restored ones come in any order. */
    private void remember(ModelControl command) {
        if (command.action() != ModelControl.Action.SHADOW) {
            swap = newer(swap, command);
        } else {
            shadow = newer(shadow, command);
        }
    }

    private static ModelControl newer(@Nullable ModelControl known, ModelControl command) {
        return known == null || command.epoch() > known.epoch() ? command : known;
    }

    private boolean shadowRuns() {
        if (shadow == null || shadow.epoch() <= epoch(swap)) {
            return false;
        }
        Instant end = shadow.issuedAt().plus(modelConfig.shadowFor());
        return clock.instant().isBefore(end);
    }

    private static long epoch(@Nullable ModelControl command) {
        return command == null ? 0 : command.epoch();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        Objects.requireNonNull(state, "the operator was not opened")
                .update(Stream.of(swap, shadow).filter(Objects::nonNull).toList());
    }

    @Override
    public void close() throws InterruptedException {
        if (champion != null) {
            champion.close();
        }
        if (challenger != null) {
            challenger.close();
        }
    }
}
