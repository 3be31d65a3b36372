package io.tidewatch.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares files with a list of their SHA-256 hashes, in the format of the program {@code sha256sum}. */
final class ReleasedFiles {
    private ReleasedFiles() {}

    /**
     * @param root the folder that the paths in {@code sums} are relative to
     * @param folders where every {@code .json} file must be listed, relative to {@code root}
     * @return what is wrong and how to mend it, empty if nothing is
     */
    static List<String> problems(Path root, Path sums, List<Path> folders) throws IOException {
        Map<String, String> released = new TreeMap<>();
        for (String line : Files.readAllLines(sums, StandardCharsets.UTF_8)) {
            String[] hashAndPath = line.split(" {2}", 2);
            released.put(hashAndPath[1], hashAndPath[0]);
        }
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, String> file : released.entrySet()) {
            Path path = root.resolve(file.getKey());
            if (!Files.exists(path) || !hash(path).equals(file.getValue())) {
                problems.add(file.getKey() + " is released and must stay as it is: restore it and add a new version"
                        + " (schemas/<schema>.v<n>.json, samples/<schema>/v<n>/) or a new sample instead");
            }
        }
        for (Path folder : folders) {
            for (String path : jsonFiles(root, folder)) {
                if (!released.containsKey(path)) {
                    problems.add(path + " is not in " + sums.getFileName() + ": add the line '"
                            + hash(root.resolve(path)) + "  " + path + "' before it is released");
                }
            }
        }
        return problems;
    }

    private static List<String> jsonFiles(Path root, Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            return files.filter(path -> path.toString().endsWith(".json"))
                    .map(path -> root.relativize(path).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static String hash(Path path) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
