package io.tidewatch.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The committed schemas and samples, read from the source tree: the class path may hold deleted ones from old builds. */
final class Contracts {
    static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    static final Path SAMPLES = Path.of("src/test/resources/samples");

    // Without format assertions draft 2020-12 takes any text for a date-time.
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .pathType(PathType.JSON_POINTER)
            .build();

    /** Objects of any label or task, as opposed to the fields of a record. */
    private static final Pattern MAPS = Pattern.compile("/(probabilities(/[^/]+)?|highlights|corrections|thresholds)");

    private Contracts() {}

    /** A committed value of a topic. */
    record Sample(Topics contract, int version, Path path) {
        byte[] bytes() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        JsonNode tree() {
            return parse(bytes());
        }

        @Override
        public String toString() {
            return SAMPLES.relativize(path).toString();
        }
    }

    static Path schemaPath(Topics contract, int version) {
        return SCHEMAS.resolve(contract.schema() + ".v" + version + ".json");
    }

    static JsonNode schemaTree(Topics contract, int version) {
        try {
            return parse(Files.readAllBytes(schemaPath(contract, version)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonSchema schema(Topics contract, int version) {
        return schema(schemaTree(contract, version));
    }

    static JsonSchema schema(JsonNode tree) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(tree, CONFIG);
    }

    /** Samples of every version up to the one that today's code writes. */
    static List<Sample> samples(Topics contract) {
        return IntStream.rangeClosed(1, contract.schemaVersion())
                .boxed()
                .flatMap(version -> samples(contract, version).stream())
                .toList();
    }

    static List<Sample> samples(Topics contract, int version) {
        Path folder = SAMPLES.resolve(contract.schema()).resolve("v" + version);
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted()
                    .map(path -> new Sample(contract, version, path))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Sample> allSamples() {
        return Arrays.stream(Topics.values())
                .flatMap(contract -> samples(contract).stream())
                .toList();
    }

    static JsonNode parse(byte[] json) {
        try {
            return EventJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** JSON pointers of the objects that stand for records, not for maps by label or task; the root's is empty. */
    static List<String> recordObjects(JsonNode tree) {
        List<String> pointers = new ArrayList<>();
        collect(tree, "", pointers);
        return pointers;
    }

    static ObjectNode objectAt(JsonNode tree, String pointer) {
        return (ObjectNode) tree.at(pointer);
    }

    static List<String> fieldNames(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static void collect(JsonNode node, String pointer, List<String> found) {
        if (node.isObject() && !MAPS.matcher(pointer).matches()) {
            found.add(pointer);
        }
        node.properties().forEach(field -> collect(field.getValue(), pointer + "/" + field.getKey(), found));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), pointer + "/" + i, found);
        }
    }
}
