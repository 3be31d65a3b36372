package io.tidewatch.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TemporaryFolderTest {
    @Test
    void itIsGoneWithEverythingInIt() throws Exception {
        TemporaryFolder folder = TemporaryFolder.create("tidewatch-test-");
        Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "text");

        folder.close();

        assertThat(folder.path()).doesNotExist();
        folder.close();
    }

    @Test
    void anotherMayDeleteBesideIt() throws Exception {
        for (int round = 0; round < 20; round++) {
            TemporaryFolder folder = TemporaryFolder.create("tidewatch-test-");
            for (int i = 0; i < 200; i++) {
                Files.createDirectories(folder.path().resolve("checkpoint-" + i).resolve("shared"));
            }
            CountDownLatch begun = new CountDownLatch(1);
            Thread other = new Thread(() -> deleteEach(folder.path(), begun));
            other.start();
            begun.await();

            folder.close();

            other.join();
            assertThat(folder.path()).doesNotExist();
        }
    }

    private static void deleteEach(Path folder, CountDownLatch begun) {
        for (int i = 199; i >= 0; i--) {
            try {
                Files.delete(folder.resolve("checkpoint-" + i).resolve("shared"));
                Files.delete(folder.resolve("checkpoint-" + i));
            } catch (NoSuchFileException e) {
                // The folder was faster.
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            begun.countDown();
        }
    }
}
