package io.tidewatch.job.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.ModelControl;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.model.ModelId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the tiny bundle, to be damaged. */
record BundleCopy(Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

    /** A sound bundle among others. */
    static BundleCopy version(Path bundles, String version) throws IOException {
        BundleCopy copy = in(Files.createDirectory(bundles.resolve(version)));
        copy.editManifest(manifest -> manifest.put("version", version));
        return copy;
    }

    /** Makes the model take one keyword for another, so that it decides otherwise. */
    BundleCopy exchange(String one, String other) throws IOException {
        ObjectNode tokenizer =
                (ObjectNode) JSON.readTree(folder.resolve("tokenizer.json").toFile());
        ObjectNode vocabulary = (ObjectNode) tokenizer.at("/model/vocab");
        int id = vocabulary.get(one).intValue();
        vocabulary.put(one, vocabulary.get(other).intValue());
        vocabulary.put(other, id);
        release("tokenizer.json", JSON.writeValueAsBytes(tokenizer));
        return this;
    }

    /** As a command names it, sound or not. */
    ModelId id(long epoch) {
        try {
            Path manifest = folder.resolve(ModelBundle.MANIFEST);
            String version = JSON.readTree(manifest.toFile()).get("version").textValue();
            return new ModelId(epoch, version, Sha256.of(manifest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ModelControl command(ModelControl.Action action, long epoch) {
        ModelId id = id(epoch);
        return new ModelControl(1, epoch, action, id.version(), id.sha256(), Instant.now(), "a test");
    }

    static BundleCopy in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(Repository.tinyBundle())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return new BundleCopy(folder);
    }

    void editManifest(Consumer<ObjectNode> edit) {
        try {
            Path file = folder.resolve("manifest.json");
            ObjectNode manifest = (ObjectNode) JSON.readTree(file.toFile());
            edit.accept(manifest);
            JSON.writeValue(file.toFile(), manifest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file and makes the manifest vouch for it. */
    void release(String name, byte[] content) throws IOException {
        Files.write(folder.resolve(name), content);
        editManifest(manifest -> ((ObjectNode) manifest.at("/files/" + name))
                .put("sha256", Sha256.of(content))
                .put("bytes", content.length));
    }
}
