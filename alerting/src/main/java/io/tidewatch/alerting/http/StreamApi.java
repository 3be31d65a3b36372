package io.tidewatch.alerting.http;

import io.javalin.http.HttpStatus;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.tidewatch.alerting.live.LiveEvent;
import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.live.Viewer;
import java.util.List;

/** The live stream. */
final class StreamApi {
    private final LiveHub live;

    StreamApi(LiveHub live) {
        this.live = live;
    }

    List<Route> routes() {
        SseHandler stream = new SseHandler(this::join);
        return List.of(Route.get("/api/v1/stream", Access.VIEWER, context -> {
            if (!live.hasRoom()) {
                context.header("Retry-After", "30");
                throw ApiException.of(HttpStatus.TOO_MANY_REQUESTS, "as many viewers as there may be are here already");
            }
            stream.handle(context);
        }));
    }

    private void join(SseClient client) {
        client.keepAlive();
        Runnable leave = live.join(new SseConnection(client), client.ctx().header("Last-Event-ID"));
        client.onClose(leave);
    }

    private record SseConnection(SseClient client) implements Viewer.Connection {
        @Override
        public void send(LiveEvent event) {
            client.sendEvent(event.name(), event.data(), event.id());
        }

        @Override
        public void ping() {
            client.sendComment("still here");
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
