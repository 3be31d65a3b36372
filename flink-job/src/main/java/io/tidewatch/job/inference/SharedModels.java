package io.tidewatch.job.inference;

import io.tidewatch.job.config.Device;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session and one tokenizer per model and thread count in a process, however many subtasks use them: each session
 * brings its own copy of the weights. Counted references; the last one closes both. Who waits for a model to be opened
 * does not make others wait who want another one: a model is opened ahead of its time while the current one is in use.
 */
final class SharedModels {
    private static final Logger LOG = LoggerFactory.getLogger(SharedModels.class);
    private static final ConcurrentMap<Key, Shared> OPEN = new ConcurrentHashMap<>();

    private SharedModels() {}

    private record Key(
            String modelSha256s, String tokenizerSha256, int maxTokens, Device device, int gpu, int threads) {}

    /** What to open, and what of it is the same for all who share it. */
    private record Wanted(ModelBundle bundle, Device device, int gpu, int threads) {
        Key key() {
            return new Key(bundle.modelSha256s(), bundle.tokenizerSha256(), bundle.maxTokens(), device, gpu, threads);
        }
    }

    private static final class Shared {
        final OnnxModel model;
        final ModelTokenizer tokenizer;
        final Placement placement;
        /** Raised and lowered under the lock that the map holds on the key, as long as the model is in the map. */
        final AtomicInteger references = new AtomicInteger();

        Shared(OnnxModel model, ModelTokenizer tokenizer, Placement placement) {
            this.model = model;
            this.tokenizer = tokenizer;
            this.placement = placement;
        }
    }

    /**
     * @param gpu index of the GPU, where one is used
     * @throws InvalidBundleException if the model cannot be opened
     */
    static Lease lease(ModelBundle bundle, Device device, int gpu, int threads) {
        return lease(new Wanted(bundle, device, gpu, threads));
    }

    private static Lease lease(Wanted wanted) {
        Shared leased = OPEN.compute(wanted.key(), (absent, present) -> {
            Shared shared = present == null ? open(wanted) : present;
            shared.references.incrementAndGet();
            return shared;
        });
        return new Lease(wanted, leased);
    }

    /**
     * A lease on the same model opened anew, for one that no longer works. Who holds the old one keeps it; who leases
     * from now on gets the new one.
     */
    static Lease reopen(Lease broken) {
        OPEN.remove(broken.wanted.key(), broken.shared);
        return lease(broken.wanted);
    }

    private static Shared open(Wanted wanted) {
        ModelBundle bundle = wanted.bundle();
        Placement placement = Placement.choose(wanted.device(), wanted.gpu(), bundle);
        OnnxModel model;
        try {
            model = new OnnxModel(bundle, placement, wanted.threads());
        } catch (InvalidBundleException e) {
            if (!placement.onGpu()) {
                throw e;
            }
            placement = Placement.withoutGpu(wanted.device(), bundle, "it does not work: " + e.getMessage());
            LOG.warn("The model runs on the processor, which is slower: {}", placement.reason());
            model = new OnnxModel(bundle, placement, wanted.threads());
        }
        LOG.info(
                "Opened model {} as {} on {} with {} threads: {}",
                bundle.version(),
                placement.variant(),
                placement.device(),
                wanted.threads(),
                placement.reason());
        try {
            ModelTokenizer tokenizer = new ModelTokenizer(bundle.tokenizerFile(), bundle.maxTokens());
            return new Shared(model, tokenizer, placement);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    static int openModels() {
        return OPEN.size();
    }

    private static void release(Key key, Shared shared) {
        AtomicBoolean last = new AtomicBoolean();
        OPEN.compute(key, (same, present) -> {
            last.set(shared.references.decrementAndGet() == 0);
            // Unless it was opened anew meanwhile.
            return last.get() && present == shared ? null : present;
        });
        if (last.get()) {
            shared.model.close();
            shared.tokenizer.close();
        }
    }

    /** The right to use a shared model until closed. */
    static final class Lease implements AutoCloseable {
        private final Wanted wanted;
        private final Shared shared;
        private boolean closed;

        private Lease(Wanted wanted, Shared shared) {
            this.wanted = wanted;
            this.shared = shared;
        }

        OnnxModel model() {
            return shared.model;
        }

        ModelTokenizer tokenizer() {
            return shared.tokenizer;
        }

        Placement placement() {
            return shared.placement;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                release(wanted.key(), shared);
            }
        }
    }
}
