package io.tidewatch.quickstart.models;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.job.inference.ModelBundle;
import io.tidewatch.job.inference.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of released bundles, with the registry that names the current one and the comparisons of retraining. */
public final class ReleasedModels {
    private static final String REGISTRY = "registry.json";
    private static final String MANIFEST = "manifest.json";
    /** Beside a model's files: how it compares with the champion, and {@code gate{promotable, reasons[]}}. */
    private static final String COMPARISON = "comparison.json";

    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;

    public ReleasedModels(Path folder) {
        this.folder = folder;
    }

    /**
     * Whether a version may be promoted.
     *
     * @param reasons why not; empty where it may
     */
    public record Gate(boolean promotable, List<String> reasons) {}

    /** A released version, with its manifest and, where it was retrained, its comparison with the champion. */
    public record Release(
            String version,
            boolean current,
            JsonNode manifest,
            @Nullable JsonNode comparison) {}

    public List<Release> releases() throws IOException {
        String current = Files.exists(folder.resolve(REGISTRY))
                ? registry().path("current").asText()
                : "";
        List<Release> releases = new ArrayList<>();
        for (String version : versions()) {
            releases.add(new Release(
                    version,
                    version.equals(current),
                    JSON.readTree(folder.resolve(version).resolve(MANIFEST).toFile()),
                    comparison(version)));
        }
        return releases;
    }

    private List<String> versions() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(release -> Files.isRegularFile(release.resolve(MANIFEST)))
                    .map(release -> String.valueOf(release.getFileName()))
                    .filter(version -> !version.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private @Nullable JsonNode comparison(String version) throws IOException {
        Path file = folder.resolve(version).resolve(COMPARISON);
        return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : null;
    }

    /** What the comparison with the champion came to. A version that was never compared is not promotable. */
    public Gate gate(String version) throws IOException {
        JsonNode comparison = comparison(version);
        if (comparison == null) {
            return new Gate(false, List.of("it has no comparison with the champion"));
        }
        List<String> reasons = new ArrayList<>();
        comparison.at("/gate/reasons").forEach(reason -> reasons.add(reason.asText()));
        return new Gate(comparison.at("/gate/promotable").asBoolean(false), reasons);
    }

    /**
     * SHA-256 of a version's manifest.
     *
     * @throws io.tidewatch.job.inference.InvalidBundleException if there is no such version, or it is damaged
     */
    public String sha256(String version) {
        Path release = ModelBundle.find(folder, version);
        ModelBundle.load(release);
        return Sha256.of(release.resolve(MANIFEST));
    }

    /** Names the version as the current one, with which jobs start. */
    public void setCurrent(String version) throws IOException {
        ObjectNode registry = JSON.createObjectNode();
        registry.put("schemaVersion", 1).put("current", version);
        versions().forEach(registry.putArray("versions")::add);
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(new DefaultIndenter(" ", "\n"));
        Path temporary = folder.resolve("." + REGISTRY + ".part");
        Files.writeString(temporary, JSON.writer(printer).writeValueAsString(registry) + "\n");
        Files.move(
                temporary,
                folder.resolve(REGISTRY),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private JsonNode registry() throws IOException {
        return JSON.readTree(folder.resolve(REGISTRY).toFile());
    }
}
