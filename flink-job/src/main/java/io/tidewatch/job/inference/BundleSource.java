package io.tidewatch.job.inference;

import io.tidewatch.job.model.ModelId;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the bundles are that commands name. A command gives the SHA-256 of the bundle's manifest, and the manifest that
 * of each file, so what is used is what was released, wherever it comes from.
 *
 * @param location a folder with one folder per version, or an HTTP(S) address with {@code {version}} and {@code {file}}
 * @param initial folder of the bundle that the job was started with: a roll-back to it needs no other copy
 */
record BundleSource(String location, String initial) implements Serializable {
    private static final Logger LOG = LoggerFactory.getLogger(BundleSource.class);
    /** A version is the name of a folder, and must not lead out of it. */
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    /** What was found, and whether it is a copy of ours to be deleted after use. */
    record Found(ModelBundle bundle, boolean isCopy) {}

    /**
     * Finds or fetches a bundle.
     *
     * @throws InvalidBundleException if it is not there, or not the one that the command means
     */
    Found find(ModelId model) {
        if (!VERSION.matcher(model.version()).matches()) {
            throw new InvalidBundleException("'" + model.version() + "' is no version");
        }
        if (isWanted(Path.of(initial), model)) {
            return new Found(load(Path.of(initial), model), false);
        }
        if (BundleDownload.isAddress(location)) {
            return fetched(model);
        }
        Path folder = Path.of(location).resolve(model.version());
        requireManifest(folder, model);
        return new Found(load(folder, model), false);
    }

    private Found fetched(ModelId model) {
        Path copy = BundleDownload.fetch(location, model);
        try {
            return new Found(load(copy, model), true);
        } catch (RuntimeException e) {
            delete(copy);
            throw e;
        }
    }

    private static ModelBundle load(Path folder, ModelId model) {
        ModelBundle bundle = ModelBundle.load(folder);
        if (!bundle.version().equals(model.version())) {
            throw new InvalidBundleException("the bundle in " + folder + " calls itself version '" + bundle.version()
                    + "', not '" + model.version() + "'");
        }
        return bundle;
    }

    private static boolean isWanted(Path folder, ModelId model) {
        Path manifest = folder.resolve(ModelBundle.MANIFEST);
        return Files.isRegularFile(manifest) && Sha256.of(manifest).equals(model.sha256());
    }

    private static void requireManifest(Path folder, ModelId model) {
        Path manifest = folder.resolve(ModelBundle.MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw new InvalidBundleException("there is no model bundle in " + folder);
        }
        requireSha256(manifest.toString(), Sha256.of(manifest), model);
    }

    static void requireSha256(String manifest, String actual, ModelId model) {
        if (!actual.equals(model.sha256())) {
            throw new InvalidBundleException(
                    manifest + " has the SHA-256 " + actual + ", the command names " + model.sha256());
        }
    }

    /** Deletes a copy; there are no folders in a bundle. What cannot be deleted stays, and the log says so. */
    static void delete(Path copy) {
        try (var files = Files.list(copy)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(copy);
        } catch (IOException e) {
            LOG.warn("Cannot delete {}, which is no longer used", copy, e);
        }
    }
}
