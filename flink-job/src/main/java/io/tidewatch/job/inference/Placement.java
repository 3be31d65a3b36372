package io.tidewatch.job.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.tidewatch.job.config.Device;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a model runs and in which number format.
 *
 * @param variant of the bundle, such as {@code int8}
 * @param gpu index of the GPU; -1 on the processor
 * @param reason why it runs there, for the log
 */
public record Placement(String variant, int gpu, String reason) {
    private static final Logger LOG = LoggerFactory.getLogger(Placement.class);
    private static final String INT8 = "int8";
    private static final String FP32 = "fp32";
    private static final String FP16 = "fp16";

    /** What this machine offers. */
    record Machine(Set<OrtProvider> providers, List<String> instructionSets) {
        static Machine here() {
            return new Machine(OrtEnvironment.getAvailableProviders(), Processor.instructionSets());
        }
    }

    /**
     * Chooses for this process.
     *
     * @param gpu index of the GPU to take where one is taken
     * @throws InvalidBundleException if a GPU is demanded and cannot be had
     */
    static Placement choose(Device wanted, int gpu, ModelBundle bundle) {
        return choose(wanted, gpu, bundle, Machine.here());
    }

    static Placement choose(Device wanted, int gpu, ModelBundle bundle, Machine machine) {
        if (wanted == Device.CPU) {
            return onCpu(bundle, machine, "as inference.device says");
        }
        if (!machine.providers().contains(OrtProvider.CUDA)) {
            String problem = "this build has ONNX Runtime for the processor alone; build with -Pcuda";
            return withoutGpu(wanted, bundle, machine, problem);
        }
        for (String variant : List.of(FP16, FP32)) {
            if (bundle.hasVariant(variant)) {
                return new Placement(variant, gpu, "ONNX Runtime has CUDA and the bundle has " + variant);
            }
        }
        String problem = "the bundle has neither " + FP16 + " nor " + FP32
                + "; export one with ./tidewatch export --formats int8,fp16";
        return withoutGpu(wanted, bundle, machine, problem);
    }

    /** What to do instead when the GPU turns out not to work. */
    static Placement withoutGpu(Device wanted, ModelBundle bundle, String problem) {
        return withoutGpu(wanted, bundle, Machine.here(), problem);
    }

    private static Placement withoutGpu(Device wanted, ModelBundle bundle, Machine machine, String problem) {
        if (wanted == Device.CUDA) {
            throw new InvalidBundleException("inference.device is cuda, but " + problem);
        }
        return onCpu(bundle, machine, "no GPU: " + problem);
    }

    /** int8 where the processor multiplies it fast and exactly, else float32 if the bundle has it. */
    private static Placement onCpu(ModelBundle bundle, Machine machine, String reason) {
        if (Processor.hasInt8(machine.instructionSets())) {
            return new Placement(INT8, -1, reason);
        }
        if (bundle.hasVariant(FP32)) {
            return new Placement(FP32, -1, reason + "; the processor has no int8 instructions");
        }
        LOG.warn(
                "This processor has no int8 instructions (VNNI), and the model {} has no {}: it is slow here and may"
                        + " answer differently. Export it with ./tidewatch export --formats int8,fp32.",
                bundle.version(),
                FP32);
        return new Placement(INT8, -1, reason + "; the processor has no int8 instructions, the bundle no " + FP32);
    }

    public boolean onGpu() {
        return gpu >= 0;
    }

    /** Such as {@code cpu} or {@code cuda:0}. */
    public String device() {
        return onGpu() ? "cuda:" + gpu : "cpu";
    }
}
