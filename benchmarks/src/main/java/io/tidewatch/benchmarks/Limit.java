package io.tidewatch.benchmarks;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * How fast this machine runs the model at best: no tokenizer, no Kafka, no Flink; token ids lie ready in native memory,
 * sorted by length, results are thrown away. Which batches and which use of the cores are best, a sweep finds out. A window is a text, or of a long text a part.
 */
final class Limit implements AutoCloseable {
    private static final List<Integer> BATCH_TOKENS = List.of(256, 512, 1_024, 2_048, 4_096, 8_192, 16_384);

    private final ModelBundle bundle;
    private final Placement placement;
    private final int cores;
    private @Nullable BareModel model;
    private int modelThreads;

    Limit(ModelBundle bundle, Placement placement, int cores) {
        this.bundle = bundle;
        this.placement = placement;
        this.cores = cores;
    }

    /**
     * A way to run the model.
     *
     * @param callers threads that run batches side by side
     * @param threads that each run uses
     * @param batchTokens bound on a batch's padded tokens
     */
    record Setup(int callers, int threads, int batchTokens) {}

    /**
     * Finds the best setup.
     *
     * @param windows token ids of each
     * @param told of each setup and its windows per second
     */
    Setup sweep(List<long[]> windows, BiConsumer<Setup, Double> told) throws Exception {
        Setup best = null;
        double bestWindowsPerSecond = 0;
        for (int callers : cores == 1 ? List.of(1) : List.of(1, cores)) {
            for (int batchTokens : BATCH_TOKENS) {
                Setup setup = new Setup(callers, cores / callers, batchTokens);
                windowsPerSecond(setup, windows); // Warms up.
                double windowsPerSecond = windowsPerSecond(setup, windows);
                told.accept(setup, windowsPerSecond);
                if (best == null || windowsPerSecond > bestWindowsPerSecond) {
                    best = setup;
                    bestWindowsPerSecond = windowsPerSecond;
                }
            }
        }
        if (best == null) {
            throw new IllegalStateException("there is no setup to try");
        }
        return best;
    }

    /** Runs all windows once. */
    double windowsPerSecond(Setup setup, List<long[]> windows) throws Exception {
        BareModel open = open(setup.threads());
        List<BareModel.Batch> batches = batches(open, windows, setup.batchTokens());
        ExecutorService callers = Executors.newFixedThreadPool(setup.callers());
        try {
            AtomicInteger next = new AtomicInteger();
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < setup.callers(); i++) {
                running.add(callers.submit(() -> runRest(open, batches, next)));
            }
            for (Future<?> caller : running) {
                caller.get();
            }
            return windows.size() / ((System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        } finally {
            callers.shutdown();
            batches.forEach(BareModel.Batch::close);
        }
    }

    private static void runRest(BareModel model, List<BareModel.Batch> batches, AtomicInteger next) {
        for (int i = next.getAndIncrement(); i < batches.size(); i = next.getAndIncrement()) {
            try (OrtSession.Result result = model.run(batches.get(i))) {
                if (result.size() == 0) {
                    throw new IllegalStateException("the model has no outputs");
                }
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Longest first, so that memory grows once and no long batch is left for the end. */
    private static List<BareModel.Batch> batches(BareModel model, List<long[]> windows, int batchTokens)
            throws OrtException {
        List<long[]> sorted = new ArrayList<>(windows);
        sorted.sort(Comparator.comparingInt((long[] ids) -> ids.length).reversed());
        List<BareModel.Batch> batches = new ArrayList<>();
        for (int first = 0; first < sorted.size(); ) {
            int length = sorted.get(first).length;
            int next = Math.min(sorted.size(), first + Math.max(1, batchTokens / length));
            batches.add(model.batch(sorted.subList(first, next), length));
            first = next;
        }
        return batches;
    }

    private BareModel open(int threads) throws OrtException {
        BareModel open = model;
        if (open == null || modelThreads != threads) {
            close();
            open = new BareModel(bundle, placement, threads);
            model = open;
            modelThreads = threads;
        }
        return open;
    }

    @Override
    public void close() throws OrtException {
        if (model != null) {
            model.close();
            model = null;
        }
    }
}
