package io.tidewatch.job.inference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidewatch.job.model.ModelId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Fetches a bundle over HTTP(S) into a temporary folder. */
final class BundleDownload {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    /** Ours have 10 KB. */
    private static final int MAX_MANIFEST_BYTES = 1 << 20;
    /** A hundred times ours; one that claims more would fill the disk. */
    private static final long MAX_FILE_BYTES = 2L << 30;
    /** A plain name: what a manifest lists must not lead out of its folder. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    private static final JsonMapper JSON = new JsonMapper();

    private BundleDownload() {}

    static boolean isAddress(String location) {
        return location.startsWith("http://") || location.startsWith("https://");
    }

    /**
     * @param template address with {@code {version}} and {@code {file}} in it
     * @return a new temporary folder with the manifest and the files that it lists, hashes not yet checked but the
     *     manifest's
     * @throws InvalidBundleException if a file cannot be had
     */
    static Path fetch(String template, ModelId model) {
        String address = template.replace("{version}", model.version());
        try {
            Path folder = Files.createTempDirectory("tidewatch-model-");
            try {
                fetch(address, model, folder);
            } catch (IOException | RuntimeException e) {
                BundleSource.delete(folder);
                throw e;
            }
            return folder;
        } catch (IOException e) {
            throw new InvalidBundleException(
                    "cannot fetch the model bundle from " + address + ": " + e.getMessage(), e);
        }
    }

    private static void fetch(String address, ModelId model, Path folder) throws IOException {
        Path manifest = folder.resolve(ModelBundle.MANIFEST);
        fetch(address, manifest, MAX_MANIFEST_BYTES);
        BundleSource.requireSha256(address.replace("{file}", ModelBundle.MANIFEST), Sha256.of(manifest), model);
        ModelBundle.Manifest content = JSON.readValue(manifest.toFile(), ModelBundle.Manifest.class);
        for (Map.Entry<String, ModelBundle.FileEntry> file : content.files().entrySet()) {
            if (!FILE.matcher(file.getKey()).matches()) {
                throw new IOException("the manifest lists the file '" + file.getKey() + "', which is no plain name");
            }
            fetch(address, folder.resolve(file.getKey()), file.getValue().bytes());
        }
    }

    private static void fetch(String address, Path target, long maxBytes) throws IOException {
        if (maxBytes > MAX_FILE_BYTES) {
            throw new IOException(target.getFileName() + " is said to have " + maxBytes + " bytes, more than "
                    + MAX_FILE_BYTES + " are not fetched");
        }
        URI uri = URI.create(address.replace("{file}", String.valueOf(target.getFileName())));
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout((int) TIMEOUT.toMillis());
        connection.setReadTimeout((int) TIMEOUT.toMillis());
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                throw new IOException(uri + " answers with status " + connection.getResponseCode());
            }
            try (InputStream in = connection.getInputStream();
                    OutputStream out = Files.newOutputStream(target)) {
                copy(in, out, maxBytes, uri);
            }
        } finally {
            connection.disconnect();
        }
    }

    private static void copy(InputStream in, OutputStream out, long maxBytes, URI uri) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            copied += read;
            if (copied > maxBytes) {
                throw new IOException(uri + " has more than " + maxBytes + " bytes");
            }
            out.write(buffer, 0, read);
        }
    }
}
