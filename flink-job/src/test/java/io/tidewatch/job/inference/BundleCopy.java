package io.tidewatch.job.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.job.fixture.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the tiny bundle, to be damaged. */
record BundleCopy(Path folder) {
    private static final JsonMapper JSON = new JsonMapper();

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
        editManifest(manifest -> ((ObjectNode) manifest.at("/files/" + name)).put("sha256", sha256(content)));
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
