package io.tidewatch.quickstart.backtest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A folder of recorded scores, one file per model and input. What is in it may be deleted at any time. */
final class ScoreCache {
    private static final int NAME_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path folder;

    ScoreCache(Path folder) {
        this.folder = folder;
    }

    /**
     * Where the scores of a model for streams belong; the folder is made.
     *
     * @param bundle the model's folder; its manifest has the hashes of all its files
     * @param streams in the order in which they are given: the input's order may depend on it
     */
    Path recording(Path bundle, List<Path> streams) throws IOException {
        Files.createDirectories(folder);
        MessageDigest digest = sha256();
        digest.update(hashOf(bundle.resolve("manifest.json")));
        for (Path stream : streams) {
            digest.update(hashOf(stream));
            // A stream is unpacked by its name.
            digest.update(stream.toString().endsWith(".gz") ? (byte) 1 : (byte) 0);
        }
        return folder.resolve(HexFormat.of().formatHex(digest.digest(), 0, NAME_BYTES) + ".jsonl.gz");
    }

    private static byte[] hashOf(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
