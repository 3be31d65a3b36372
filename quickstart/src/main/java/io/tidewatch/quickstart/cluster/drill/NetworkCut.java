package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.FreePort;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nothing passes between the job and the broker, which the job alone reaches through a proxy. */
final class NetworkCut implements Fault {
    private final Duration time;
    private @Nullable TcpProxy proxy;

    NetworkCut(Duration time) {
        this.time = time;
    }

    @Override
    public ClusterOptions prepare(ClusterOptions usual, Path folder) throws IOException {
        int behind = FreePort.find();
        TcpProxy started = new TcpProxy(behind);
        proxy = started;
        Map<String, String> job = new HashMap<>(usual.job());
        job.put("kafka.bootstrap-servers", "127.0.0.1:" + started.port());
        return usual.withJob(job)
                .withBrokers(
                        1,
                        Map.of(
                                "listeners", "PROXIED://127.0.0.1:" + behind,
                                "advertised.listeners", "PROXIED://127.0.0.1:" + started.port(),
                                "listener.security.protocol.map", "PROXIED:PLAINTEXT"));
    }

    @Override
    public void strike(Scene scene, int number) throws IOException {
        cut(true);
        scene.pass(time);
    }

    @Override
    public void repair(Scene scene) {
        cut(false);
    }

    private void cut(boolean now) {
        if (proxy != null) {
            proxy.cut(now);
        }
    }

    @Override
    public void close() throws IOException {
        if (proxy != null) {
            proxy.close();
        }
    }
}
