package io.tidewatch.job.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The model in ONNX Runtime: token ids in, logits and a weight for each token out. Several threads may call {@link #run} at once, but
 * none may still be inside it at {@link #close}: ONNX Runtime would crash the process.
 */
final class OnnxModel implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;

    /** @throws InvalidBundleException if the model does not load at that place, or is not what the bundle promises */
    OnnxModel(ModelBundle bundle, Placement placement, int threads) {
        Path modelFile = bundle.modelFile(placement.variant());
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            if (placement.onGpu()) {
                try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(placement.gpu())) {
                    options.addCUDA(cuda);
                }
            }
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            // Idle threads must not burn the cores that the rest of the job needs.
            options.addConfigEntry("session.intra_op.allow_spinning", "0");
            session = environment.createSession(modelFile.toString(), options);
        } catch (OrtException e) {
            throw new InvalidBundleException("ONNX Runtime cannot load " + modelFile + ": " + e.getMessage(), e);
        }
        try {
            checkNames("inputs", bundle.inputs(), session.getInputInfo());
            checkNames("outputs", bundle.outputs(), session.getOutputInfo());
            checkLabels(bundle.tasks(), Highlighter.of(bundle), session.getOutputInfo());
        } catch (OrtException e) {
            throw new InvalidBundleException("ONNX Runtime cannot describe " + modelFile, e);
        }
    }

    private void checkNames(String what, List<ModelBundle.TensorInfo> promised, Map<String, NodeInfo> actual) {
        Set<String> names = new TreeSet<>(actual.keySet());
        for (ModelBundle.TensorInfo tensor : promised) {
            NodeInfo info = actual.get(tensor.name());
            boolean fits = info != null
                    && info.getInfo() instanceof TensorInfo actualTensor
                    && actualTensor.getShape().length == tensor.shape().size()
                    && actualTensor.type.name().equalsIgnoreCase(tensor.type().replace("float32", "float"));
            if (!fits) {
                close();
                throw new InvalidBundleException("the manifest promises among the " + what + " " + tensor
                        + ", the model has " + names + (info == null ? "" : ", there with " + info.getInfo()));
            }
        }
    }

    private void checkLabels(List<ModelTask> tasks, Highlighter highlighter, Map<String, NodeInfo> outputs) {
        for (ModelTask task : tasks) {
            NodeInfo logits = outputs.get(task.name() + "_logits");
            boolean fits = logits != null
                    && outputs.containsKey(highlighter.output(task))
                    && logits.getInfo() instanceof TensorInfo tensor
                    && tensor.getShape()[1] == task.labels().size();
            if (!fits) {
                close();
                throw new InvalidBundleException(
                        "the manifest has " + task.labels().size() + " labels for the task '" + task.name()
                                + "', the model's outputs are " + outputs.values());
            }
        }
    }

    /**
     * Runs one batch.
     *
     * @param length tokens of the longest text
     * @param wanted names of the outputs to bring back; the model may have more
     */
    Outputs run(List<EncodedText> batch, int length, Set<String> wanted) throws OrtException {
        long[] shape = {batch.size(), length};
        LongBuffer ids = zeros(batch.size() * length);
        LongBuffer mask = zeros(batch.size() * length);
        for (int row = 0; row < batch.size(); row++) {
            long[] tokens = batch.get(row).ids();
            ids.put(row * length, tokens);
            for (int column = 0; column < tokens.length; column++) {
                mask.put(row * length + column, 1);
            }
        }
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, ids, shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, mask, shape);
                OrtSession.Result result =
                        session.run(Map.of("input_ids", idTensor, "attention_mask", maskTensor), wanted)) {
            Map<String, float[][]> outputs = new HashMap<>();
            for (Map.Entry<String, OnnxValue> output : result) {
                outputs.put(output.getKey(), rows((OnnxTensor) output.getValue(), batch.size()));
            }
            return new Outputs(outputs);
        }
    }

    /** By output name, one row per text: logits [batch, labels], attention and highlights [batch, length]. */
    record Outputs(Map<String, float[][]> rowsByName) {
        float[] row(String name, int row) {
            float[][] rows = rowsByName.get(name);
            if (rows == null) {
                throw new IllegalStateException("nobody asked the model for the output '" + name + "'");
            }
            return rows[row];
        }
    }

    /** Token id 0 is the padding of every BERT vocabulary, and a masked position's id does not matter. */
    private static LongBuffer zeros(int size) {
        return ByteBuffer.allocateDirect(size * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
    }

    private static float[][] rows(OnnxTensor tensor, int count) {
        FloatBuffer values = tensor.getFloatBuffer();
        int width = values.remaining() / count;
        float[][] rows = new float[count][width];
        for (float[] row : rows) {
            values.get(row);
        }
        return rows;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close its session", e);
        }
    }
}
