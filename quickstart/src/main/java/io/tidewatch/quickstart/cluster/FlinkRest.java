package io.tidewatch.quickstart.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidewatch.events.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.CoreOptions;
import org.jspecify.annotations.Nullable;

/** The few calls of Flink's REST interface that a cluster needs. */
public final class FlinkRest {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Submitting builds the job's graph, and a busy machine takes its time for it. */
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(3);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final String address;

    public FlinkRest(int port) {
        this.address = "http://127.0.0.1:" + port;
    }

    /** Number of TaskManagers that have registered. */
    int taskManagers() throws IOException {
        return get("/overview").path("taskmanagers").asInt();
    }

    /** @return the jar's id */
    String upload(Path jar) throws IOException {
        String boundary = "tidewatch-job-jar";
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
        BodyPublisher body = BodyPublishers.concat(
                BodyPublishers.ofString(head),
                BodyPublishers.ofFile(jar),
                BodyPublishers.ofString("\r\n--" + boundary + "--\r\n"));
        String name = send(request("/jars/upload")
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(body))
                .path("filename")
                .asText();
        return name.substring(name.lastIndexOf('/') + 1);
    }

    /**
     * Runs a jar's main class, with the parallelism that Flink's configuration says. Flink itself would take 1 for a jar
     * that is run this way.
     *
     * @param checkpoint that the job goes on from; null to start without state
     * @return the job's id
     */
    String run(String jar, List<String> arguments, @Nullable Path checkpoint) throws IOException {
        ObjectNode body = EventJson.mapper().createObjectNode();
        arguments.forEach(body.putArray("programArgsList")::add);
        body.put("parallelism", configured(CoreOptions.DEFAULT_PARALLELISM));
        if (checkpoint != null) {
            body.put("savepointPath", checkpoint.toUri().toString());
        }
        return send(request("/jars/" + jar + "/run")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString())))
                .path("jobid")
                .asText();
    }

    private int configured(ConfigOption<Integer> option) throws IOException {
        for (JsonNode setting : get("/jobmanager/config")) {
            if (setting.path("key").asText().equals(option.key())) {
                return setting.path("value").asInt();
            }
        }
        return option.defaultValue();
    }

    /** Such as {@code RUNNING}; a job runs in earnest when all its tasks do, see {@link #allTasksRun}. */
    public String jobState(String job) throws IOException {
        return get("/jobs/" + job).path("state").asText();
    }

    /** Whether every task of the job is at work. */
    public boolean allTasksRun(String job) throws IOException {
        JsonNode details = get("/jobs/" + job);
        for (JsonNode vertex : details.path("vertices")) {
            if (!vertex.path("status").asText().equals("RUNNING")) {
                return false;
            }
        }
        return details.path("state").asText().equals("RUNNING");
    }

    /** Checkpoints that the job has completed since its JobManager started. */
    public long completedCheckpoints(String job) throws IOException {
        return get("/jobs/" + job + "/checkpoints")
                .path("counts")
                .path("completed")
                .asLong();
    }

    /** The job's newest complete checkpoint as Flink describes it; a missing node before the first. */
    public JsonNode newestCheckpoint(String job) throws IOException {
        return get("/jobs/" + job + "/checkpoints").path("latest").path("completed");
    }

    /** Bytes of heap in use in all TaskManagers together. */
    public long heapUsed() throws IOException {
        long used = 0;
        for (JsonNode taskManager : get("/taskmanagers").path("taskmanagers")) {
            used += get("/taskmanagers/" + taskManager.path("id").asText())
                    .path("metrics")
                    .path("heapUsed")
                    .asLong();
        }
        return used;
    }

    /** Why the job's tasks failed, in full, the latest first; empty if none did. */
    public String failures(String job) throws IOException {
        StringBuilder all = new StringBuilder();
        get("/jobs/" + job + "/exceptions")
                .path("exceptionHistory")
                .path("entries")
                .forEach(failure ->
                        all.append(failure.path("stacktrace").asText()).append('\n'));
        return all.toString();
    }

    private JsonNode get(String path) throws IOException {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(CALL_TIMEOUT);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            var response = http.send(request.build(), BodyHandlers.ofByteArray());
            JsonNode body = EventJson.mapper().readTree(response.body());
            if (response.statusCode() / 100 != 2) {
                throw new IOException("Flink refused " + response.uri().getPath() + ": "
                        + body.path("errors").toString());
            }
            return body;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for Flink", e);
        }
    }
}
