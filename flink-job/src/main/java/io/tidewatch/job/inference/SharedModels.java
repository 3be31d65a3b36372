package io.tidewatch.job.inference;

import java.util.HashMap;
import java.util.Map;

/**
 * One session and one tokenizer per model and thread count in a process, however many subtasks use them: each session
 * brings its own copy of the weights. Counted references; the last one closes both.
 */
final class SharedModels {
    private static final Map<Key, Shared> OPEN = new HashMap<>();
    private static final String CPU_VARIANT = "int8";

    private SharedModels() {}

    private record Key(String modelSha256, String tokenizerSha256, int maxTokens, int threads) {}

    private static final class Shared {
        final OnnxModel model;
        final ModelTokenizer tokenizer;
        int references;

        Shared(OnnxModel model, ModelTokenizer tokenizer) {
            this.model = model;
            this.tokenizer = tokenizer;
        }
    }

    static synchronized Lease lease(ModelBundle bundle, int threads) {
        Key key = new Key(bundle.modelSha256(CPU_VARIANT), bundle.tokenizerSha256(), bundle.maxTokens(), threads);
        Shared shared = OPEN.computeIfAbsent(key, absent -> open(bundle, threads));
        shared.references++;
        return new Lease(key, shared);
    }

    private static Shared open(ModelBundle bundle, int threads) {
        OnnxModel model = new OnnxModel(bundle.modelFile(CPU_VARIANT), bundle, threads);
        try {
            return new Shared(model, new ModelTokenizer(bundle.tokenizerFile(), bundle.maxTokens()));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    static synchronized int openModels() {
        return OPEN.size();
    }

    private static synchronized void release(Key key, Shared shared) {
        shared.references--;
        if (shared.references == 0) {
            OPEN.remove(key);
            shared.model.close();
            shared.tokenizer.close();
        }
    }

    /** The right to use a shared model until closed. */
    static final class Lease implements AutoCloseable {
        private final Key key;
        private final Shared shared;
        private boolean closed;

        private Lease(Key key, Shared shared) {
            this.key = key;
            this.shared = shared;
        }

        OnnxModel model() {
            return shared.model;
        }

        ModelTokenizer tokenizer() {
            return shared.tokenizer;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                release(key, shared);
            }
        }
    }
}
