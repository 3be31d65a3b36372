package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import io.tidewatch.job.config.Device;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** On a machine with a GPU, {@code benchmarks/gpu.sh} runs these. */
@Tag("gpu")
class GpuTest {
    /** Half precision against the processor's int8, whose quantisation moves a probability most. */
    private static final float TOLERANCE = 0.2f;

    /** The folder of a bundle with fp16 or fp32. */
    private static final String BUNDLE_VARIABLE = "TIDEWATCH_GPU_BUNDLE";

    private static final List<String> TEXTS = List.of(
            "Alderpoint Bank defaults on its bond coupon",
            "$HLVD jumps after record quarterly profit",
            "Regulators open an inquiry into Marrowfield's reserves. "
                    + "The bank said it would cooperate. ".repeat(80),
            "Oil");

    @BeforeEach
    void needsAGpu() {
        assumeTrue(
                OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA),
                "skipped: this build of ONNX Runtime has no CUDA; benchmarks/gpu.sh builds one and runs this test");
        assumeTrue(
                System.getenv(BUNDLE_VARIABLE) != null,
                "skipped: " + BUNDLE_VARIABLE + " names no bundle with fp16; benchmarks/gpu.sh sets it");
    }

    private static Path bundle() {
        return Path.of(System.getenv(BUNDLE_VARIABLE));
    }

    @Test
    void aGpuScoresAsTheProcessorDoes() throws Exception {
        Path bundle = bundle();
        try (OnnxScorer gpu = OnnxScorer.open(bundle, Device.CUDA, new ScorerFactory.Resources(1, 0), 0);
                OnnxScorer processor = OnnxScorer.open(bundle, 1, 0)) {
            assertThat(gpu.placement().device()).isEqualTo("cuda:0");
            List<Scores> there = gpu.scoreTexts(TEXTS);
            List<Scores> here = processor.scoreTexts(TEXTS);
            for (int text = 0; text < TEXTS.size(); text++) {
                for (int task = 0; task < gpu.tasks().size(); task++) {
                    assertThat(there.get(text).tasks().get(task).probabilities())
                            .as("text %d, task %d", text, task)
                            .containsExactly(here.get(text).tasks().get(task).probabilities(), within(TOLERANCE));
                }
            }
        }
    }

    @Test
    void theSweepFindsABatchForIt() {
        Path bundle = bundle();
        try (OnnxScorer gpu = OnnxScorer.open(bundle, Device.CUDA, new ScorerFactory.Resources(1, 0), 0)) {
            assertThat(BatchSweep.best(gpu, System::nanoTime)).isGreaterThanOrEqualTo(2_048);
        }
    }
}
