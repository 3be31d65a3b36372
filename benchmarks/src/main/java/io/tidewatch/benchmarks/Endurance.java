package io.tidewatch.benchmarks;

import io.tidewatch.job.config.Device;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.quickstart.replay.OnExit;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A long run of the job: whether memory stays flat, whether a message costs the same at the end as at the beginning, and
 * whether each is accounted for. Sound messages get made-up scores; hostile ones are read by the model, as its tokenizer
 * is a part that they might break.
 */
final class Endurance {
    private static final int STEPS = 20;
    /** Steps in which the JVM compiles, and the windows and the horizon of novelty fill. */
    private static final int WARM_UP = 4;

    private static final String TOPIC = "endurance";
    private static final double MIB = 1 << 20;

    private final JobRuns job;
    private final PrintStream out;
    private final List<Step> steps = new ArrayList<>();
    private long lastNanos;

    private Endurance(JobRuns job, PrintStream out) {
        this.job = job;
        this.out = out;
    }

    /**
     * A twentieth of the run.
     *
     * @param microsPerMessage wall clock
     * @param heapMiB used after a collection
     * @param nativeMiB resident memory of the process beyond its heap
     */
    record Step(double microsPerMessage, double heapMiB, double nativeMiB) {}

    /**
     * How the last quarter of a run compares with the quarter after its warm-up.
     *
     * @param costGrowth of the time per message, 0.05 for 5 %
     * @param heapGrowthMiB likewise of memory
     */
    record Result(
            Machine machine,
            JobRuns.Outcome outcome,
            List<Step> steps,
            double costGrowth,
            double heapGrowthMiB,
            double nativeGrowthMiB) {}

    /**
     * @param hostile whether messages are those that someone would write to break the job
     * @throws IOException a message was neither scored nor rejected
     */
    static Result run(Path bundleFolder, long messages, boolean hostile, PrintStream out) throws Exception {
        Machine machine = Machine.here();
        try (OnExit onExit = new OnExit()) {
            JobRuns job = onExit.add(JobRuns.start(bundleFolder, machine.cores()));
            return new Endurance(job, out).run(machine, bundleFolder, messages, hostile);
        }
    }

    private Result run(Machine machine, Path bundleFolder, long messages, boolean hostile) throws Exception {
        out.printf(Locale.ROOT, "Sending %,d messages%n", messages);
        if (hostile) {
            job.fillWith(TOPIC, new HostileMessages(messages));
        } else {
            job.fill(TOPIC, Bench.upTo(messages, Bench.invented()));
        }
        out.printf("%5s %22s %12s %14s%n", "step", "microseconds/message", "heap, MiB", "native, MiB");
        long size = messages / STEPS;
        lastNanos = System.nanoTime();
        ScorerFactory scorer = hostile
                ? OnnxScorer.factory(bundleFolder, Device.AUTO)
                : ConstantScorer.factory(ModelBundle.load(bundleFolder).labels());
        JobRuns.Outcome outcome = job.runInSteps(TOPIC, scorer, size, step -> measure(step, size));
        if (outcome.scored() + outcome.rejected() != outcome.sent()) {
            throw new IOException("of " + outcome.sent() + " messages " + outcome.scored() + " were scored and "
                    + outcome.rejected() + " rejected; the others are lost or doubled");
        }
        return new Result(
                machine,
                outcome,
                steps,
                mean(Step::microsPerMessage, STEPS - WARM_UP, STEPS)
                                / mean(Step::microsPerMessage, WARM_UP, 2 * WARM_UP)
                        - 1,
                growth(Step::heapMiB),
                growth(Step::nativeMiB));
    }

    private double growth(ToDoubleFunction<Step> figure) {
        return mean(figure, STEPS - WARM_UP, STEPS) - mean(figure, WARM_UP, 2 * WARM_UP);
    }

    private double mean(ToDoubleFunction<Step> figure, int from, int to) {
        return steps.subList(from, to).stream().mapToDouble(figure).average().orElseThrow();
    }

    private void measure(int step, long size) {
        double micros = (System.nanoTime() - lastNanos) / 1e3 / size;
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long committed =
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        Step measured =
                new Step(micros, heap / MIB, ProcessFigures.ofThisProcess().residentMiB() - committed / MIB);
        steps.add(measured);
        out.printf(
                Locale.ROOT,
                "%2d/%2d %22.2f %12.1f %14.1f%n",
                step,
                STEPS,
                measured.microsPerMessage(),
                measured.heapMiB(),
                measured.nativeMiB());
        // The collection's own time is not the messages'.
        lastNanos = System.nanoTime();
    }

    static void print(Result result, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%n%s, %d cores, load before the start %.2f%n%,d messages: %,d scored (%,d of them repeats), %,d rejected%n"
                        + "the last %d steps against steps %d to %d:%ncost per message %+.1f %%, heap %+.1f MiB, native memory %+.1f MiB%n",
                result.machine().processor(),
                result.machine().cores(),
                result.machine().loadBefore(),
                result.outcome().sent(),
                result.outcome().scored(),
                result.outcome().repeats(),
                result.outcome().rejected(),
                WARM_UP,
                WARM_UP + 1,
                2 * WARM_UP,
                100 * result.costGrowth(),
                result.heapGrowthMiB(),
                result.nativeGrowthMiB());
    }
}
