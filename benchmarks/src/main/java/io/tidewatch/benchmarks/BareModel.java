package io.tidewatch.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.Placement;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The bundle's model in ONNX Runtime with nothing round it. */
final class BareModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /**
     * @param placement where it runs, as the job's model does
     * @param threads that one run uses
     */
    BareModel(ModelBundle bundle, Placement placement, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            if (placement.onGpu()) {
                options.addCUDA(placement.gpu());
            }
            session = environment.createSession(
                    bundle.modelFile(placement.variant()).toString(), options);
        }
    }

    static String runtimeVersion() {
        return OrtEnvironment.getEnvironment().getVersion();
    }

    /** A batch in native memory, ready to run: token ids and mask, int64 [texts, length]. */
    record Batch(OnnxTensor ids, OnnxTensor mask, int texts) implements AutoCloseable {
        @Override
        public void close() {
            ids.close();
            mask.close();
        }
    }

    /** @param length to which the texts are padded; no text may be longer */
    Batch batch(List<long[]> texts, int length) throws OrtException {
        long[] shape = {texts.size(), length};
        LongBuffer ids = longs(texts.size() * length);
        LongBuffer mask = longs(texts.size() * length);
        for (int row = 0; row < texts.size(); row++) {
            long[] tokens = texts.get(row);
            long[] ones = new long[tokens.length];
            Arrays.fill(ones, 1);
            ids.put(row * length, tokens);
            mask.put(row * length, ones);
        }
        return new Batch(
                OnnxTensor.createTensor(environment, ids, shape),
                OnnxTensor.createTensor(environment, mask, shape),
                texts.size());
    }

    /** The caller closes the result. */
    OrtSession.Result run(Batch batch) throws OrtException {
        return session.run(Map.of("input_ids", batch.ids(), "attention_mask", batch.mask()));
    }

    private static LongBuffer longs(int size) {
        return ByteBuffer.allocateDirect(size * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
