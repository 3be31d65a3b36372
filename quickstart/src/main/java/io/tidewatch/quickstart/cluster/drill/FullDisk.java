package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.ClusterOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file system of the checkpoints runs full: a small one in memory, made for the drill. */
final class FullDisk implements Fault {
    private static final String SIZE = "256m";
    private static final int BLOCK = 64 * 1024;

    private final Duration time;
    private @Nullable Path disk;

    FullDisk(Duration time) {
        this.time = time;
    }

    @Override
    public ClusterOptions prepare(ClusterOptions usual, Path folder) throws IOException {
        Path mountPoint = Files.createDirectories(folder.resolve("disk"));
        try {
            Programs.run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "tmpfs", mountPoint.toString());
        } catch (IOException e) {
            throw new CannotBeDone("a small disk must be mounted, which this user may not: " + e.getMessage());
        }
        disk = mountPoint;
        Path checkpoints = mountPoint.resolve("checkpoints");
        return usual.withFlink(
                Map.of("execution.checkpointing.dir", checkpoints.toUri().toString()));
    }

    @Override
    public void strike(Scene scene, int number) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            // Again and again, because old checkpoints are deleted meanwhile.
            fill();
            scene.pass(Duration.ofMillis(500));
        }
    }

    private void fill() throws IOException {
        try (OutputStream out = Files.newOutputStream(
                filler(), java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            for (byte[] block = new byte[BLOCK]; ; ) {
                out.write(block);
            }
        } catch (IOException e) {
            if (filler().toFile().length() == 0) {
                throw e;
            }
            // No space is left, which is what was wanted.
        }
    }

    private Path filler() throws IOException {
        if (disk == null) {
            throw new IOException("the disk was not mounted");
        }
        return disk.resolve("filler");
    }

    @Override
    public void repair(Scene scene) throws IOException {
        Files.deleteIfExists(filler());
    }

    @Override
    public void close() throws IOException {
        if (disk != null) {
            Programs.run("umount", disk.toString());
        }
    }
}
