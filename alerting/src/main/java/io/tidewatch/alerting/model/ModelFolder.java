package io.tidewatch.alerting.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.alerting.view.ModelView;
import io.tidewatch.alerting.view.ModelView.Figure;
import io.tidewatch.alerting.view.ModelView.Gate;
import io.tidewatch.alerting.view.ModelView.Task;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder of model bundles, read anew each time: a bundle is a folder with a {@code manifest.json}; {@code
 * registry.json} names the current one; {@code comparison.json}, where a bundle has it, says what the comparison with the
 * model in use decided.
 */
public final class ModelFolder {
    private static final String MANIFEST = "manifest.json";
    /** The variant that the job runs on a processor. */
    private static final String VARIANT = "int8";

    private final Path folder;

    public ModelFolder(Path folder) {
        this.folder = folder;
    }

    /** The version that the registry names; null where there is none. */
    public @Nullable String current() {
        Path registry = folder.resolve("registry.json");
        try {
            return Files.exists(registry) ? text(read(registry), "current") : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Newest first, by the time of their making and then by version. */
    public List<ModelView> list() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<ModelView> models = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path bundle : entries.filter(entry -> Files.isRegularFile(entry.resolve(MANIFEST)))
                    .toList()) {
                models.add(view(bundle));
            }
        } catch (IOException e) {
            return List.of();
        }
        models.sort(
                Comparator.comparing((ModelView model) -> model.createdAt() == null ? Instant.EPOCH : model.createdAt())
                        .thenComparing(ModelView::version)
                        .reversed());
        return models;
    }

    public Optional<ModelView> find(String version) {
        return list().stream().filter(model -> model.version().equals(version)).findFirst();
    }

    /** Labels by task of the current bundle; empty where it cannot be read. */
    public Map<String, TreeSet<String>> labels() {
        Map<String, TreeSet<String>> labels = new TreeMap<>();
        String current = current();
        if (current == null || !isPlainName(current)) {
            return labels;
        }
        try {
            for (JsonNode task : read(folder.resolve(current).resolve(MANIFEST)).path("tasks")) {
                TreeSet<String> names = labels.computeIfAbsent(task.path("name").asText(), name -> new TreeSet<>());
                task.path("labels").forEach(label -> names.add(label.asText()));
            }
        } catch (IOException e) {
            labels.clear();
        }
        return labels;
    }

    /** A name that stays inside the folder. */
    private static boolean isPlainName(String name) {
        return !name.isEmpty() && !name.contains("/") && !name.contains("\\") && !name.startsWith(".");
    }

    private static ModelView view(Path bundle) {
        String name = bundle.getFileName().toString();
        try {
            byte[] bytes = Files.readAllBytes(bundle.resolve(MANIFEST));
            JsonNode manifest = EventJson.mapper().readTree(bytes);
            String version = manifest.path("version").asText();
            String modelFile = manifest.path("variants").path(VARIANT).asText();
            JsonNode file = manifest.path("files").path(modelFile);
            return new ModelView(
                    version.isEmpty() ? name : version,
                    text(manifest, "name"),
                    time(manifest, "createdAt"),
                    sha256(bytes),
                    file.path("bytes").asLong(),
                    number(manifest, "targetAccuracy"),
                    tasks(manifest),
                    figures(manifest.path("metrics").path("figures").path(VARIANT)),
                    gate(bundle),
                    card(bundle),
                    problem(bundle, name, version, modelFile));
        } catch (IOException e) {
            String problem = "its manifest cannot be read: " + e.getMessage();
            return new ModelView(name, null, null, "", 0, null, List.of(), List.of(), null, null, problem);
        }
    }

    private static @Nullable String problem(Path bundle, String name, String version, String modelFile) {
        if (!version.equals(name)) {
            return "its manifest is of version '" + version + "', but its folder is called '" + name + "'";
        }
        if (modelFile.isEmpty() || !isPlainName(modelFile) || !Files.isRegularFile(bundle.resolve(modelFile))) {
            return "it has no model file for a processor";
        }
        return null;
    }

    private static List<Task> tasks(JsonNode manifest) {
        List<Task> tasks = new ArrayList<>();
        for (JsonNode task : manifest.path("tasks")) {
            tasks.add(new Task(task.path("name").asText(), task.path("labels").size(), number(task, "certainAbove")));
        }
        return tasks;
    }

    private static List<Figure> figures(JsonNode given) {
        List<Figure> figures = new ArrayList<>();
        for (JsonNode figure : given) {
            figures.add(new Figure(
                    figure.path("split").asText(),
                    figure.path("source").asText(),
                    figure.path("task").asText(),
                    figure.path("texts").asInt(),
                    number(figure, "accuracy"),
                    number(figure, "macroF1"),
                    number(figure, "calibrationError")));
        }
        return figures;
    }

    private static @Nullable Gate gate(Path bundle) throws IOException {
        Path comparison = bundle.resolve("comparison.json");
        if (!Files.isRegularFile(comparison)) {
            return null;
        }
        JsonNode root = read(comparison);
        JsonNode gate = root.has("gate") ? root.path("gate") : root;
        if (!gate.path("promotable").isBoolean()) {
            return null;
        }
        List<String> reasons = new ArrayList<>();
        gate.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        String champion = text(gate, "champion");
        return new Gate(
                gate.path("promotable").asBoolean(), champion == null ? text(root, "champion") : champion, reasons);
    }

    private static @Nullable String card(Path bundle) throws IOException {
        Path card = bundle.resolve("MODEL_CARD.md");
        return Files.isRegularFile(card) ? Files.readString(card) : null;
    }

    private static JsonNode read(Path file) throws IOException {
        return EventJson.mapper().readTree(Files.readAllBytes(file));
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isTextual() ? node.path(field).textValue() : null;
    }

    private static @Nullable Double number(JsonNode node, String field) {
        return node.path(field).isNumber() ? node.path(field).doubleValue() : null;
    }

    private static @Nullable Instant time(JsonNode node, String field) {
        String text = text(node, field);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
