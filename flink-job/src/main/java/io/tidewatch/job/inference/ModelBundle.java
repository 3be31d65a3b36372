package io.tidewatch.job.inference;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A released model on disk: {@code manifest.json} and the files that it names. Loading checks that the manifest is
 * complete, that every file is the one that was released, and that the job knows the cleaning rules it was trained with.
 */
public final class ModelBundle {
    /** The cleaning rules of {@link io.tidewatch.job.text.TextCleaner}. */
    private static final int CLEANING_VERSION = 1;

    static final String MANIFEST = "manifest.json";
    private static final String REGISTRY = "registry.json";
    private static final String TOKENIZER = "tokenizer.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final Path folder;
    private final Manifest manifest;
    private final List<ModelTask> tasks;

    private ModelBundle(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
        tasks = manifest.tasks().stream()
                .map(task -> new ModelTask(
                        task.name(), task.labels(), task.temperature(), certainAbove(task, manifest.targetAccuracy())))
                .toList();
    }

    /** Without a target nothing was measured and nothing is uncertain; with one, what never reaches it always is. */
    private static double certainAbove(TaskEntry task, @Nullable Double targetAccuracy) {
        if (targetAccuracy == null) {
            return 0;
        }
        return task.certainAbove() == null ? Double.POSITIVE_INFINITY : task.certainAbove();
    }

    /** The part of {@code manifest.json} that the job reads. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Manifest(
            int schemaVersion,
            String version,
            int maxTokens,
            Map<String, FileEntry> files,
            Map<String, String> variants,
            List<TensorInfo> inputs,
            List<TensorInfo> outputs,
            @Nullable Double targetAccuracy,
            List<TaskEntry> tasks,
            int cleaning,
            @Nullable List<String> processor) {
        /** What the file leaves out is empty here, so that it can be reported with all other mistakes. */
        Manifest {
            version = version == null ? "" : version;
            files = files == null ? Map.of() : files;
            variants = variants == null ? Map.of() : variants;
            inputs = inputs == null ? List.of() : inputs;
            outputs = outputs == null ? List.of() : outputs;
            tasks = tasks == null ? List.of() : tasks;
        }
    }

    /** @param sha256 lower-case hexadecimal */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record FileEntry(String sha256, long bytes) {}

    /** @param shape sizes or names of dimensions */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record TensorInfo(String name, String type, List<String> shape) {}

    /** @param certainAbove null where no threshold reaches the manifest's target accuracy, or where it has none */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record TaskEntry(
            String name,
            List<String> labels,
            double temperature,
            @Nullable Double certainAbove) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Registry(@Nullable String current) {}

    /**
     * Finds a bundle in a folder of releases.
     *
     * @param version null for the current one
     */
    public static Path find(Path releases, @Nullable String version) {
        String wanted = version == null ? currentVersion(releases.resolve(REGISTRY)) : version;
        Path folder = releases.resolve(wanted);
        if (!Files.isDirectory(folder)) {
            throw new InvalidBundleException("there is no model version '" + wanted + "' in " + releases
                    + "; give one of the folders there, or train one with ./tidewatch train");
        }
        return folder;
    }

    private static String currentVersion(Path registry) {
        String current;
        try {
            current = JSON.readValue(registry.toFile(), Registry.class).current();
        } catch (IOException e) {
            throw new InvalidBundleException("cannot read the model registry " + registry, e);
        }
        if (current == null) {
            throw new InvalidBundleException("the model registry " + registry + " names no current version");
        }
        return current;
    }

    /** @throws InvalidBundleException saying which part is missing or damaged */
    public static ModelBundle load(Path folder) {
        Path file = folder.resolve(MANIFEST);
        Manifest manifest;
        try {
            manifest = JSON.readValue(file.toFile(), Manifest.class);
        } catch (IOException e) {
            throw new InvalidBundleException("cannot read " + file + "; is " + folder + " a model bundle?", e);
        }
        ModelBundle bundle = new ModelBundle(folder, manifest);
        bundle.check();
        return bundle;
    }

    Path folder() {
        return folder;
    }

    public String version() {
        return manifest.version();
    }

    public List<ModelTask> tasks() {
        return tasks;
    }

    /** Token limit of one text, special tokens included. */
    public int maxTokens() {
        return manifest.maxTokens();
    }

    Path tokenizerFile() {
        return folder.resolve(TOKENIZER);
    }

    String tokenizerSha256() {
        return entry(TOKENIZER).sha256();
    }

    Path parityFile() {
        return folder.resolve("parity.json");
    }

    /**
     * The model in one of its number formats.
     *
     * @param variant such as {@code int8}
     */
    public Path modelFile(String variant) {
        String name = manifest.variants().get(variant);
        if (name == null) {
            throw new InvalidBundleException("bundle " + folder + " has no variant '" + variant + "', only "
                    + manifest.variants().keySet());
        }
        return folder.resolve(name);
    }

    /** Instruction sets of the processor that made {@link #parityFile()}; null for bundles up to 2026.11.3. */
    @Nullable
    List<String> processor() {
        return manifest.processor();
    }

    boolean hasVariant(String variant) {
        return manifest.variants().containsKey(variant);
    }

    /** Of the model in all its formats: tells one model from another. */
    String modelSha256s() {
        return manifest.variants().values().stream()
                .sorted()
                .map(name -> entry(name).sha256())
                .collect(Collectors.joining(" "));
    }

    List<TensorInfo> inputs() {
        return manifest.inputs();
    }

    List<TensorInfo> outputs() {
        return manifest.outputs();
    }

    private FileEntry entry(String name) {
        FileEntry entry = manifest.files().get(name);
        if (entry == null) {
            throw new InvalidBundleException("the manifest in " + folder + " does not list the file " + name);
        }
        return entry;
    }

    private void check() {
        List<String> errors = new ArrayList<>();
        if (manifest.cleaning() != CLEANING_VERSION) {
            errors.add(
                    "it was trained with text cleaning " + manifest.cleaning() + ", this job has " + CLEANING_VERSION);
        }
        require(errors, !manifest.version().isBlank(), "its manifest has no version");
        require(errors, maxTokens() > 2, "its manifest's maxTokens must be above 2, but is " + maxTokens());
        for (TaskEntry task : manifest.tasks()) {
            Double certain = task.certainAbove();
            require(
                    errors,
                    certain == null || (certain >= 0 && certain <= 1),
                    "the task '" + task.name() + "' must have certainAbove null or from 0 to 1, but has " + certain);
            require(
                    errors,
                    task.temperature() > 0,
                    "the task '" + task.name() + "' must have a temperature above 0, but has " + task.temperature());
        }
        require(errors, manifest.files().containsKey(TOKENIZER), "its manifest does not list the file " + TOKENIZER);
        requireLabels(errors, ModelTask.TOPIC, List.of());
        requireLabels(errors, ModelTask.SENTIMENT, List.of(ModelTask.NEGATIVE, ModelTask.NEUTRAL, ModelTask.POSITIVE));
        requireLabels(errors, ModelTask.THEME, List.of(ModelTask.NO_THEME));
        for (Map.Entry<String, FileEntry> file : manifest.files().entrySet()) {
            String actual = Sha256.of(folder.resolve(file.getKey()));
            if (!actual.equals(file.getValue().sha256())) {
                errors.add("the file " + file.getKey() + " is not the released one: its SHA-256 is " + actual
                        + ", expected " + file.getValue().sha256());
            }
        }
        if (!errors.isEmpty()) {
            throw new InvalidBundleException("cannot use the model bundle " + folder + ":\n  - "
                    + String.join("\n  - ", errors) + "\nFetch it again, or choose another version.");
        }
    }

    private static void require(List<String> errors, boolean condition, String error) {
        if (!condition) {
            errors.add(error);
        }
    }

    private void requireLabels(List<String> errors, String task, List<String> labels) {
        List<String> present = tasks().stream()
                .filter(candidate -> candidate.name().equals(task))
                .findFirst()
                .map(ModelTask::labels)
                .orElse(List.of());
        if (present.isEmpty() || !present.containsAll(labels)) {
            errors.add("the task '" + task + "' must have labels" + (labels.isEmpty() ? "" : ", among them " + labels)
                    + ", but has " + present);
        }
    }

    /** Where a bundle is, and what the graph must know of it before it runs. */
    public record Labels(String version, List<ModelTask> tasks) implements Serializable {
        public ModelTask task(String name) {
            return tasks.stream()
                    .filter(task -> task.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("the model has no task '" + name + "'"));
        }
    }

    public Labels labels() {
        return new Labels(version(), List.copyOf(tasks()));
    }
}
