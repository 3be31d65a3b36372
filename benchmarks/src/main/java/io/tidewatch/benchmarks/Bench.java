package io.tidewatch.benchmarks;

import io.tidewatch.benchmarks.JobRuns.Outcome;
import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsMessage;
import io.tidewatch.events.Novelty;
import io.tidewatch.events.ScoredMessage;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.inference.EncodedText;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.OnnxScorer;
import io.tidewatch.job.inference.Placement;
import io.tidewatch.job.inference.ScorerFactory;
import io.tidewatch.job.text.TextCleaner;
import io.tidewatch.quickstart.TemporaryFolder;
import io.tidewatch.quickstart.demo.stream.InventedNews;
import io.tidewatch.quickstart.replay.OnExit;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures the job beside its limit and its peers. In each repetition all of them take a turn, so that what slows the
 * machine down for a while slows all of them down.
 */
final class Bench {
    /** Any time would do. */
    private static final Instant FIRST_DATE = Instant.parse("2026-03-02T00:00:00Z");

    private final Path root;
    private final Path bundleFolder;
    private final ModelBundle bundle;
    private final Device device;
    private final Plan plan;
    private final PrintStream progress;
    private final List<String> skipped = new ArrayList<>();

    /**
     * @param device where job, limit and naive job run the model
     * @param progress told of each step, as it ends
     */
    Bench(Path root, Path bundleFolder, Device device, Plan plan, PrintStream progress) {
        this.root = root;
        this.bundleFolder = bundleFolder;
        this.bundle = ModelBundle.load(bundleFolder);
        this.device = device;
        this.plan = plan;
        this.progress = progress;
    }

    /**
     * Messages to measure with.
     *
     * @param messages without repeats, in order of arrival
     * @param everything topic with more messages, for the job with made-up scores
     * @param live whether messages can be had without end, to be fed as a live feed
     */
    private record Input(String name, List<NewsMessage> messages, String everything, boolean live) {
        String topic() {
            return name + "-messages";
        }

        String fewTopic() {
            return name + "-few";
        }
    }

    /** @param streams recorded ones, to measure with beside the generated input; none, or several that are merged */
    Report run(List<Path> streams, boolean quick) throws Exception {
        Machine machine = Machine.here();
        List<Report.Section> sections = new ArrayList<>();
        try (OnExit onExit = new OnExit()) {
            JobRuns job = onExit.add(JobRuns.start(bundleFolder, machine.cores()));
            sections.add(measure(generated(job), job, machine.cores()));
            if (!streams.isEmpty()) {
                sections.add(measure(recorded(job, streams), job, machine.cores()));
            }
        }
        return new Report(machine, bundle.version(), quick, plan, sections, List.copyOf(skipped));
    }

    /** As many distinct messages as asked for, and for the job with made-up scores many more of the same kind. */
    private Input generated(JobRuns job) throws IOException {
        Input input = new Input("generated", first(plan.messages(), invented()), "generated-everything", true);
        job.fill(input.everything(), first(plan.constantMessages(), invented()).iterator());
        return input;
    }

    /** Lets the job itself find out which messages of a recording are sound and no repeats. */
    private Input recorded(JobRuns job, List<Path> streams) throws Exception {
        String everything = "recorded-everything";
        job.fill(everything, streams);
        List<ScoredMessage> firsts = new ArrayList<>();
        job.run(everything, constant(), score -> {
            ScoredMessage message = EventJson.read(score.value(), ScoredMessage.class);
            if (message.novelty() == Novelty.NOVEL) {
                firsts.add(message);
            }
        });
        List<NewsMessage> messages = firsts.stream()
                .sorted(Comparator.comparing(
                                (ScoredMessage message) -> message.origin().offset())
                        .thenComparing(message -> message.origin().partition()))
                .limit(plan.messages())
                .map(Bench::asRead)
                .toList();
        return new Input("recorded", messages, everything, false);
    }

    private static NewsMessage asRead(ScoredMessage scored) {
        return new NewsMessage(
                EventJson.SCHEMA_VERSION,
                scored.id(),
                scored.source(),
                scored.kind(),
                scored.publishedAt(),
                null,
                scored.text(),
                scored.url(),
                null,
                scored.entities());
    }

    /** One message a second of event time, as a large feed brings them. */
    static Iterator<NewsMessage> invented() throws IOException {
        InventedNews news = new InventedNews();
        return Stream.iterate(FIRST_DATE, date -> date.plusSeconds(1))
                .map(news::next)
                .iterator();
    }

    private static List<NewsMessage> first(int count, Iterator<NewsMessage> messages) {
        return IntStream.range(0, count).mapToObj(i -> messages.next()).toList();
    }

    /** The same without holding them. */
    static <T> Iterator<T> upTo(long count, Iterator<T> messages) {
        return LongStream.range(0, count).mapToObj(i -> messages.next()).iterator();
    }

    private static <T> List<T> evenly(List<T> all, int count) {
        int few = Math.min(count, all.size());
        return IntStream.range(0, few)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / few)))
                .toList();
    }

    private Report.Section measure(Input input, JobRuns job, int cores) throws Exception {
        List<String> texts = input.messages().stream()
                .map(message -> TextCleaner.modelText(message.title(), message.text()))
                .toList();
        List<long[]> windows = windows(texts);
        job.fill(input.topic(), input.messages().iterator());
        job.fill(
                input.fewTopic(), evenly(input.messages(), plan.naiveMessages()).iterator());
        try (TemporaryFolder folder = TemporaryFolder.create("tidewatch-bench-");
                Limit limit = new Limit(bundle, placement(), cores);
                Turns turns = new Turns(input, job, limit, sweep(limit, windows), windows, peers(folder, texts))) {
            for (int repetition = 1; repetition <= plan.repetitions(); repetition++) {
                progress.printf(Locale.ROOT, "%s, repetition %d of %d%n", input.name(), repetition, plan.repetitions());
                turns.takeAll();
            }
            double meanTokens = windows.stream().mapToInt(ids -> ids.length).sum() / (double) texts.size();
            return Report.Section.of(input.name(), texts.size(), meanTokens, turns.setup, turns.measured, turns.runs);
        }
    }

    /** Where the job's model comes to run; that is known when it is open. */
    private Placement placement() {
        try (OnnxScorer scorer = OnnxScorer.open(bundleFolder, device, new ScorerFactory.Resources(1, 0), 0)) {
            return scorer.placement();
        }
    }

    /** Token ids of all texts in order; a text that is longer than the model's limit is several windows. */
    private List<long[]> windows(List<String> texts) {
        try (OnnxScorer tokenizer = OnnxScorer.open(bundleFolder, 1, 0)) {
            return texts.stream()
                    .flatMap(text -> tokenizer.encode(text).stream())
                    .map(EncodedText::ids)
                    .toList();
        }
    }

    private Limit.Setup sweep(Limit limit, List<long[]> windows) throws Exception {
        return limit.sweep(
                evenly(windows, plan.peerMessages()),
                (setup, windowsPerSecond) -> progress.printf(
                        Locale.ROOT,
                        "  limit with %d callers of %d threads, batches of up to %,d tokens: %,.0f windows/s%n",
                        setup.callers(),
                        setup.threads(),
                        setup.batchTokens(),
                        windowsPerSecond));
    }

    private @Nullable Peers peers(TemporaryFolder folder, List<String> texts) throws IOException {
        if (!Files.isExecutable(Peers.python(root))) {
            String reason =
                    "the Python peers, as there is no training environment; bash training/make-venv.sh makes it";
            if (!skipped.contains(reason)) {
                skipped.add(reason);
            }
            return null;
        }
        return Peers.start(root, bundleFolder, folder.path(), texts);
    }

    private ScorerFactory constant() {
        return ConstantScorer.factory(bundle.labels());
    }

    /** The turns of one repetition, and what they came to. */
    private final class Turns implements AutoCloseable {
        private final Input input;
        private final JobRuns job;
        private final Limit limit;
        private final Limit.Setup setup;
        private final List<long[]> windows;
        private final @Nullable Peers peers;
        private final Measurements measured = new Measurements();
        private final List<Report.Run> runs = new ArrayList<>();

        Turns(Input input, JobRuns job, Limit limit, Limit.Setup setup, List<long[]> windows, @Nullable Peers peers) {
            this.input = input;
            this.job = job;
            this.limit = limit;
            this.setup = setup;
            this.windows = windows;
            this.peers = peers;
        }

        void takeAll() throws Exception {
            double messagesPerWindow = (double) input.messages().size() / windows.size();
            add(Figure.LIMIT, limit.windowsPerSecond(setup, windows) * messagesPerWindow);
            ScorerFactory model = OnnxScorer.factory(bundleFolder, device);
            add(Figure.PADDING, run(Figure.JOB, input.topic(), model).padding());
            run(Figure.NAIVE_JOB, input.fewTopic(), NaiveScorer.factory(bundleFolder, device));
            run(Figure.CONSTANT_JOB, input.everything(), constant());
            if (input.live()) {
                latency(model);
            }
            if (peers != null) {
                add(Figure.PIPELINE_FINBERT, peers.textsPerSecond(Figure.PIPELINE_FINBERT, plan.slowPeerMessages()));
                add(Figure.PIPELINE_OWN, peers.textsPerSecond(Figure.PIPELINE_OWN, plan.peerMessages()));
                add(Figure.ONNX_PYTHON, peers.textsPerSecond(Figure.ONNX_PYTHON, plan.peerMessages()));
            }
        }

        private Outcome run(Figure figure, String topic, ScorerFactory scorer) throws Exception {
            Outcome outcome = job.run(topic, scorer, score -> {});
            Report.Run run = Report.Run.of(figure, outcome);
            if (!run.isComplete()) {
                throw new IllegalStateException("messages are missing, so this run counts for nothing: " + run);
            }
            runs.add(run);
            add(figure, outcome.messagesPerSecond());
            return outcome;
        }

        private void latency(ScorerFactory model) throws Exception {
            double half = measured.of(Figure.JOB).median() / 2;
            JobRuns.Latency latency = job.latency(
                    invented(), model, half, plan.latencyWarmUp(), plan.latencyMeasured(), plan.latencySettings());
            add(Figure.LATENCY_P50, latency.p50());
            add(Figure.LATENCY_P95, latency.p95());
            add(Figure.LATENCY_P99, latency.p99());
        }

        private void add(Figure figure, double value) {
            measured.add(figure, value);
            progress.printf(Locale.ROOT, "  %-17s %,12.2f %s%n", figure.key(), value, figure.unit());
        }

        @Override
        public void close() throws IOException {
            if (peers != null) {
                peers.close();
            }
        }
    }
}
