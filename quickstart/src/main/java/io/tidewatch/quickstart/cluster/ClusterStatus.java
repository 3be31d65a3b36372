package io.tidewatch.quickstart.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a cluster does at this moment.
 *
 * @param job a line on the job
 */
public record ClusterStatus(List<Row> rows, String job) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    public ClusterStatus {
        rows = List.copyOf(rows);
    }

    /**
     * A process.
     *
     * @param health {@code up}; {@code starting} or stuck where it runs but does not answer; {@code down}
     */
    public record Row(String process, long pid, int port, String health) {}

    public static ClusterStatus of(ClusterState state) {
        List<Row> rows = new ArrayList<>();
        for (ClusterProcess process : state.processes()) {
            String health = !process.alive() ? "down" : answers(process.port()) ? "up" : "does not answer";
            rows.add(new Row(process.name(), process.pid(), process.port(), health));
        }
        return new ClusterStatus(rows, job(state));
    }

    public boolean healthy() {
        return rows.stream().allMatch(row -> row.health().equals("up")) && job.startsWith("RUNNING");
    }

    private static String job(ClusterState state) {
        String jobId = state.jobId();
        if (jobId == null) {
            return "not submitted";
        }
        FlinkRest flink = new FlinkRest(state.ports().rest());
        try {
            String tasks = flink.allTasksRun(jobId) ? "" : ", not all of its tasks yet";
            return flink.jobState(jobId) + tasks + ", " + flink.completedCheckpoints(jobId) + " checkpoints completed";
        } catch (IOException e) {
            return "unknown: " + e.getMessage();
        }
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT_TIMEOUT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
