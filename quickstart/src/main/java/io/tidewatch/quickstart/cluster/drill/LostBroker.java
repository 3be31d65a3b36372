package io.tidewatch.quickstart.cluster.drill;

import io.tidewatch.quickstart.cluster.Cluster;
import io.tidewatch.quickstart.cluster.ClusterOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** One broker of three ends without warning; the others do its work until it comes back. Each is lost once. */
final class LostBroker implements Fault {
    private static final int BROKERS = 3;

    private final Duration away;

    LostBroker(Duration away) {
        this.away = away;
    }

    @Override
    public ClusterOptions prepare(ClusterOptions usual, Path folder) {
        return usual.withBrokers(BROKERS, Map.of());
    }

    @Override
    public int times() {
        return BROKERS;
    }

    @Override
    public void strike(Scene scene, int time) throws IOException {
        scene.process(Cluster.BROKER + (1 + time)).kill();
        scene.pass(away);
    }
}
