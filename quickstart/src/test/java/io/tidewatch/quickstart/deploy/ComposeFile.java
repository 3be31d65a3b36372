package io.tidewatch.quickstart.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;

/** A compose file with anchors and merges resolved, and with variables replaced by their defaults. */
final class ComposeFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):(?:-([^}]*)|\\?[^}]+)}");

    private final String text;
    private final JsonNode json;

    ComposeFile(Path file) throws IOException {
        text = Files.readString(file);
        String filled = VARIABLE.matcher(text).replaceAll(variable -> valueOf(variable));
        Object content = new Yaml().load(filled);
        json = EventJson.mapper().valueToTree(content);
    }

    JsonNode json() {
        return json;
    }

    /** Its default; empty for one that must be set, {@code ${NAME:?WHY}}. */
    private static String valueOf(MatchResult variable) {
        return Objects.requireNonNullElse(variable.group(2), "");
    }

    /** Names of variables and their defaults, empty where one must be set; the same variable has the same default wherever it stands. */
    Map<String, String> variables() {
        Map<String, String> variables = new TreeMap<>();
        for (MatchResult variable : VARIABLE.matcher(text).results().toList()) {
            String before = variables.put(variable.group(1), valueOf(variable));
            if (before != null && !before.equals(valueOf(variable))) {
                throw new AssertionError(variable.group(1) + " has two defaults");
            }
        }
        return variables;
    }

    Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new LinkedHashMap<>();
        json.path("services").properties().forEach(service -> services.put(service.getKey(), service.getValue()));
        return services;
    }

    JsonNode service(String name) {
        return json.path("services").path(name);
    }

    List<String> command(String service) {
        return texts(service(service).path("command"));
    }

    /** Folders and files of this machine that services mount or take as secrets, and those that images are built from. */
    List<String> localPaths() {
        List<String> paths = new ArrayList<>();
        for (JsonNode service : services().values()) {
            texts(service.path("volumes")).stream()
                    .map(volume -> volume.substring(0, volume.indexOf(':')))
                    .filter(source -> source.startsWith("."))
                    .forEach(paths::add);
            if (service.has("build")) {
                paths.add(service.path("build").path("dockerfile").asText());
            }
        }
        return paths;
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** The settings of a properties file, and over them those of a command line {@code --NAME VALUE}. */
    static Map<String, String> settings(Path file, List<String> arguments) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        settings.putAll(settings(arguments));
        return settings;
    }

    /** Those of a command line {@code --NAME VALUE}, without the name of a settings file. */
    static Map<String, String> settings(List<String> arguments) {
        Map<String, String> settings = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || i + 1 == arguments.size()) {
                throw new AssertionError("not --NAME VALUE: " + arguments);
            }
            settings.put(name.substring(2), arguments.get(i + 1));
        }
        settings.remove("settings");
        return settings;
    }
}
