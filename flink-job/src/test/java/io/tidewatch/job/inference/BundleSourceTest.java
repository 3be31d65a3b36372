package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.model.ModelId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleSourceTest {
    private final Path bundles;
    private final BundleCopy bundle;
    private final BundleSource folder;

    BundleSourceTest(@TempDir Path bundles) throws IOException {
        this.bundles = bundles;
        this.bundle = BundleCopy.version(bundles, "0.0.2");
        this.folder = source(bundles.toString());
    }

    private static BundleSource source(String location) {
        return new BundleSource(location, Repository.tinyBundle().toString());
    }

    @Test
    void findsTheVersionsFolder() {
        BundleSource.Found found = folder.find(bundle.id(1));

        assertThat(found.bundle().folder()).isEqualTo(bundle.folder());
        assertThat(found.isCopy()).isFalse();
    }

    @Test
    void theBundleThatTheJobStartedWithNeedsNoOtherCopy() {
        ModelId initial = new BundleCopy(Repository.tinyBundle()).id(7);

        assertThat(folder.find(initial).bundle().folder()).isEqualTo(Repository.tinyBundle());
    }

    @Test
    void anotherManifestThanTheCommandMeansIsRefused() {
        ModelId released = bundle.id(1);
        bundle.editManifest(manifest -> manifest.put("maxTokens", 64));

        assertThatThrownBy(() -> folder.find(released))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("the command names " + released.sha256());
    }

    @Test
    void aDamagedFileIsRefused() throws IOException {
        Files.writeString(bundle.folder().resolve("model.int8.onnx"), "x", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> folder.find(bundle.id(1)))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("model.int8.onnx is not the released one");
    }

    @Test
    void aMissingVersionIsRefused() {
        assertThatThrownBy(() -> folder.find(new ModelId(1, "0.0.3", "0".repeat(64))))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("there is no model bundle in")
                .hasMessageContaining("0.0.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../0.0.2", "a/b", ".hidden", "a b", "a\\b", "%2e%2e"})
    void aVersionThatIsNoPlainNameIsRefused(String version) {
        assertThatThrownBy(() -> folder.find(new ModelId(1, version, "0".repeat(64))))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining("is no version");
    }

    @Test
    void aBundleIsFetchedOnceAndItsCopyDeletedWithTheLastUse() throws IOException {
        try (Server server = new Server(bundles)) {
            BundleSource remote = source(server.address());
            ModelId model = bundle.id(1);

            SharedBundles.Lease first = SharedBundles.lease(remote, model);
            SharedBundles.Lease second = SharedBundles.lease(remote, model);

            assertThat(second.bundle()).isSameAs(first.bundle());
            assertThat(server.asked).doesNotHaveDuplicates().contains("/0.0.2/manifest.json", "/0.0.2/model.int8.onnx");
            Path copy = first.bundle().folder();
            first.close();
            first.close();
            assertThat(copy).isDirectory();
            second.close();
            assertThat(copy).doesNotExist();
            assertThat(SharedBundles.inUse()).isZero();
        }
    }

    @Test
    void aFileOfAnotherSizeThanItsManifestSaysIsNotFetched() throws IOException {
        bundle.editManifest(manifest -> ((ObjectNode) manifest.at("/files/model.int8.onnx")).put("bytes", 10));

        assertRefusedRemotely("has more than 10 bytes");
    }

    @Test
    void aFileNameThatLeadsElsewhereIsNotFetched() throws IOException {
        bundle.editManifest(manifest -> {
            ObjectNode files = (ObjectNode) manifest.get("files");
            files.set("../outside.json", files.get("parity.json"));
        });

        assertRefusedRemotely("'../outside.json', which is no plain name");
    }

    @Test
    void aFileThatTheServerLacksIsNamed() throws IOException {
        Files.delete(bundle.folder().resolve("parity.json"));

        assertRefusedRemotely("parity.json answers with status 404");
    }

    private void assertRefusedRemotely(String reason) throws IOException {
        ModelId model = bundle.id(1);
        try (Server server = new Server(bundles)) {
            assertThatThrownBy(() -> SharedBundles.lease(source(server.address()), model))
                    .isInstanceOf(InvalidBundleException.class)
                    .hasMessageContaining(reason);
        }
        assertThat(SharedBundles.inUse()).isZero();
    }

    /** Serves a folder on the loopback interface. */
    private static final class Server implements AutoCloseable {
        final List<String> asked = new CopyOnWriteArrayList<>();
        private final HttpServer server;

        Server(Path folder) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String path = exchange.getRequestURI().getPath();
                asked.add(path);
                Path file = folder.resolve(path.substring(1));
                byte[] content = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
                exchange.sendResponseHeaders(Files.exists(file) ? 200 : 404, content.length == 0 ? -1 : content.length);
                exchange.getResponseBody().write(content);
                exchange.close();
            });
            server.start();
        }

        String address() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/{version}/{file}";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
