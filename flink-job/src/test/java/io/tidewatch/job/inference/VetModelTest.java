package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tidewatch.events.ModelControl;
import io.tidewatch.events.ModelControl.Action;
import io.tidewatch.job.config.Device;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VetModelTest {
    private final Path bundles;
    private final BundleCopy bundle;
    private final int openBefore = SharedModels.openModels();

    VetModelTest(@TempDir Path bundles) throws IOException {
        this.bundles = bundles;
        this.bundle = BundleCopy.version(bundles, "0.0.2");
    }

    @AfterEach
    void leavesNothingOpen() {
        assertThat(SharedModels.openModels()).isEqualTo(openBefore);
        assertThat(SharedBundles.inUse()).isZero();
    }

    @Test
    void aSoundBundlePasses() throws Exception {
        ModelControl command = bundle.command(Action.PROMOTE, 1);

        assertThat(vetted(command)).containsExactly(command);
    }

    @Test
    void aCorruptBundleIsRefused() throws Exception {
        ModelControl command = bundle.command(Action.PROMOTE, 1);
        Files.writeString(bundle.folder().resolve("model.int8.onnx"), "x", StandardOpenOption.APPEND);

        assertThat(vetted(command)).isEmpty();
    }

    @Test
    void aMissingBundleIsRefusedAndALaterSoundOnePasses() throws Exception {
        ModelControl missing = new ModelControl(1, 1, Action.SHADOW, "0.0.9", "0".repeat(64), Instant.now(), "m.okoye");
        ModelControl sound = bundle.command(Action.SHADOW, 2);

        assertThat(vetted(missing, sound)).containsExactly(sound);
    }

    @Test
    void aBundleOfOtherLabelsIsRefusedThoughItOpens() throws Exception {
        bundle.editManifest(manifest -> {
            ArrayNode labels = (ArrayNode) manifest.at("/tasks/0/labels");
            labels.set(0, "Rumour");
        });

        assertThat(vetted(bundle.command(Action.PROMOTE, 1))).isEmpty();
    }

    @Test
    void ofCommandsThatComeTogetherTheLastSwapCounts() throws Exception {
        ModelControl shadow = bundle.command(Action.SHADOW, 1);
        ModelControl promotion = bundle.command(Action.PROMOTE, 2);
        ModelControl rollBack = bundle.command(Action.ROLL_BACK, 3);
        ModelControl nextShadow = bundle.command(Action.SHADOW, 4);

        assertThat(vetted(shadow, promotion, rollBack, nextShadow)).containsExactly(rollBack, nextShadow);
    }

    private List<ModelControl> vetted(ModelControl... commands) throws Exception {
        JobConfig.Inference config = JobConfig.from(Map.of()).inference();
        ModelBundle.Labels labels = ModelBundle.load(Repository.tinyBundle()).labels();
        ModelOpener opener = OnnxScorer.opener(bundles.toString(), Repository.tinyBundle(), Device.CPU);
        try (var operator = new OneInputStreamOperatorTestHarness<>(
                new AsyncWaitOperatorFactory<ModelControl, ModelControl>(
                        new VetModel(opener, labels, config), 60_000, 100, OutputMode.ORDERED),
                TypeInformation.of(ModelControl.class).createSerializer(new SerializerConfigImpl()))) {
            operator.open();
            for (ModelControl command : commands) {
                operator.processElement(command, 0);
            }
            operator.endInput();
            return operator.extractOutputValues();
        }
    }
}
