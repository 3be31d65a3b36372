package io.tidewatch.job.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.tidewatch.job.config.Device;
import java.util.Set;

/**
 * Where a model runs and in which number format.
 *
 * @param variant of the bundle, such as {@code int8}
 * @param gpu index of the GPU; -1 on the processor
 * @param reason why it runs there, for the log
 */
public record Placement(String variant, int gpu, String reason) {
    /** Small on disk; its arithmetic is float32, so it needs no processor with int8 instructions. */
    private static final String CPU_VARIANT = "int8";

    private static final String GPU_VARIANT = "fp16";

    static Placement onCpu(String reason) {
        return new Placement(CPU_VARIANT, -1, reason);
    }

    /**
     * Chooses for this process.
     *
     * @param gpu index of the GPU to take where one is taken
     * @throws InvalidBundleException if a GPU is demanded and cannot be had
     */
    static Placement choose(Device wanted, int gpu, ModelBundle bundle) {
        return choose(wanted, gpu, bundle, OrtEnvironment.getAvailableProviders());
    }

    static Placement choose(Device wanted, int gpu, ModelBundle bundle, Set<OrtProvider> providers) {
        if (wanted == Device.CPU) {
            return onCpu("as inference.device says");
        }
        if (!providers.contains(OrtProvider.CUDA)) {
            return withoutGpu(wanted, "this build has ONNX Runtime for the processor alone; build with -Pcuda");
        }
        if (!bundle.hasVariant(GPU_VARIANT)) {
            return new Placement(
                    CPU_VARIANT,
                    gpu,
                    "ONNX Runtime has CUDA; the bundle has no " + GPU_VARIANT
                            + ", which is faster: export one with ./tidewatch export --formats fp16");
        }
        return new Placement(GPU_VARIANT, gpu, "ONNX Runtime has CUDA and the bundle has " + GPU_VARIANT);
    }

    /** What to do instead when the GPU turns out not to work. */
    static Placement withoutGpu(Device wanted, String problem) {
        if (wanted == Device.CUDA) {
            throw new InvalidBundleException("inference.device is cuda, but " + problem);
        }
        return onCpu("no GPU: " + problem);
    }

    public boolean onGpu() {
        return gpu >= 0;
    }

    /** Such as {@code cpu} or {@code cuda:0}. */
    public String device() {
        return onGpu() ? "cuda:" + gpu : "cpu";
    }
}
