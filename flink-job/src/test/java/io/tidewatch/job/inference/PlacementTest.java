package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtProvider;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.fixture.Repository;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
    private static final EnumSet<OrtProvider> PROCESSOR = EnumSet.of(OrtProvider.CPU);
    private static final EnumSet<OrtProvider> BOTH = EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA);

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
    void aBundleForTheProcessorRunsOnAGpuTooAndSaysWhatIsFaster() {
        Placement placement = Placement.choose(Device.AUTO, 0, bundle(), BOTH);

        assertThat(placement.device()).isEqualTo("cuda:0");
        assertThat(placement.variant()).isEqualTo("int8");
        assertThat(placement.reason()).contains("no fp16").contains("--formats fp16");
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
        assertThat(Placement.withoutGpu(Device.AUTO, "it does not work").device())
                .isEqualTo("cpu");
        assertThatThrownBy(() -> Placement.withoutGpu(Device.CUDA, "it does not work"))
                .hasMessageContaining("it does not work");
        assertThatThrownBy(() -> new OnnxModel(bundle(), new Placement("int8", 0, "a test"), 1).close())
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("CUDA");
    }

    private static ModelBundle bundle() {
        return ModelBundle.load(Repository.tinyBundle());
    }
}
