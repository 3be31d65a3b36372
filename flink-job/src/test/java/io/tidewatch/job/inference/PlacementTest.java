package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.fixture.Repository;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
    private static final Placement.Machine PROCESSOR =
            new Placement.Machine(EnumSet.of(OrtProvider.CPU), List.of("avx2", "avx512_vnni"));
    private static final Placement.Machine OLD_PROCESSOR =
            new Placement.Machine(EnumSet.of(OrtProvider.CPU), List.of("avx2"));
    private static final Placement.Machine BOTH =
            new Placement.Machine(EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA), List.of("avx2", "avx_vnni"));

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "CPU"})
    void withoutCudaTheProcessorTakesInt8(Device wanted) {
        Placement placement = Placement.choose(wanted, 0, bundle(), PROCESSOR);

        assertThat(placement.device()).isEqualTo("cpu");
        assertThat(placement.variant()).isEqualTo("int8");
    }

    @Test
    void aGpuThatIsDemandedAndCannotBeHadIsRefused() {
        assertThatThrownBy(() -> Placement.choose(Device.CUDA, 0, bundle(), PROCESSOR))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("inference.device is cuda")
                .hasMessageContaining("-Pcuda");
    }

    @Test
    void aBundleForTheProcessorRunsThereBesideAGpuAndSaysWhatWouldNot() {
        Placement placement = Placement.choose(Device.AUTO, 0, bundle(), BOTH);

        assertThat(placement.device()).isEqualTo("cpu");
        assertThat(placement.variant()).isEqualTo("int8");
        assertThat(placement.reason()).contains("neither fp16 nor fp32").contains("--formats int8,fp16");
        assertThatThrownBy(() -> Placement.choose(Device.CUDA, 0, bundle(), BOTH))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("neither fp16 nor fp32");
    }

    @Test
    void aProcessorWithoutInt8InstructionsTakesFloatsIfTheBundleHasThem(@TempDir Path folder) throws Exception {
        assertThat(Placement.choose(Device.CPU, 0, bundle(), OLD_PROCESSOR).variant())
                .isEqualTo("int8");

        BundleCopy.in(folder)
                .editManifest(manifest -> ((ObjectNode) manifest.get("variants")).put("fp32", "model.int8.onnx"));
        ModelBundle bundle = ModelBundle.load(folder);
        Placement placement = Placement.choose(Device.AUTO, 0, bundle, OLD_PROCESSOR);

        assertThat(placement.variant()).isEqualTo("fp32");
        assertThat(placement.reason()).contains("no int8 instructions");
        assertThat(Placement.choose(Device.AUTO, 0, bundle, PROCESSOR).variant())
                .isEqualTo("int8");
    }

    @Test
    void aGpuTakesHalfPrecision(@TempDir Path folder) throws Exception {
        BundleCopy.in(folder)
                .editManifest(manifest -> ((ObjectNode) manifest.get("variants")).put("fp16", "model.int8.onnx"));
        ModelBundle bundle = ModelBundle.load(folder);

        assertThat(Placement.choose(Device.AUTO, 2, bundle, BOTH).device()).isEqualTo("cuda:2");
        assertThat(Placement.choose(Device.CUDA, 0, bundle, BOTH).variant()).isEqualTo("fp16");
        assertThat(Placement.choose(Device.CPU, 0, bundle, BOTH).variant()).isEqualTo("int8");
    }

    /** This build's ONNX Runtime has no CUDA, so opening a model there fails as on a machine without a driver. */
    @Test
    void aGpuThatDoesNotWorkIsLeftForTheProcessorUnlessItIsDemanded() {
        assertThat(Placement.withoutGpu(Device.AUTO, bundle(), "it does not work")
                        .device())
                .isEqualTo("cpu");
        assertThatThrownBy(() -> Placement.withoutGpu(Device.CUDA, bundle(), "it does not work"))
                .hasMessageContaining("it does not work");
        assertThatThrownBy(() -> new OnnxModel(bundle(), new Placement("int8", 0, "a test"), 1).close())
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("CUDA");
    }

    private static ModelBundle bundle() {
        return ModelBundle.load(Repository.tinyBundle());
    }
}
