package io.tidewatch.alerting.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JsonMapper;
import io.javalin.util.JavalinException;
import io.tidewatch.alerting.config.DeskConfig;
import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.metrics.DeskMetrics;
import io.tidewatch.alerting.store.Json;
import java.lang.reflect.Type;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The web server. It listens once it is started, and closes after the requests in work, or cuts them off after a while. */
public final class DeskServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeskServer.class);
    private static final int MAX_THREADS = 64;
    private static final int STOP_MILLIS = 5_000;
    /** A browser that reads nothing for so long is given up. Pings keep a live stream that is read. */
    private static final Duration IDLE = Duration.ofSeconds(45);

    private final DeskConfig.Http config;
    private final LiveHub live;
    private final Javalin server;

    DeskServer(DeskConfig.Http config, List<Route> routes, Gate gate, LiveHub live, DeskMetrics metrics) {
        this.config = config;
        this.live = live;
        this.server = Javalin.create(javalin -> {
            configure(javalin);
            javalin.routes.before(context -> {
                Headers.add(context, config.isSecure());
                gate.checkHost(context);
            });
            javalin.routes.beforeMatched(gate::check);
            for (Route route : routes) {
                javalin.routes.addHttpHandler(route.method(), route.path(), route.handler(), route.access());
            }
            Problems.register(javalin.routes);
            Console.addTo(javalin);
            javalin.requestLogger.http((context, millis) -> metrics.request(
                            context.method().name(), RouteName.of(context), context.statusCode())
                    .record(Duration.ofNanos((long) (millis * 1e6))));
        });
    }

    private void configure(JavalinConfig javalin) {
        javalin.startup.showJavalinBanner = false;
        javalin.startup.showOldJavalinVersionWarning = false;
        javalin.http.maxRequestSize = config.maxRequestBytes();
        javalin.jsonMapper(new ContractJson());
        javalin.jetty.host = config.host();
        javalin.jetty.port = config.port();
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setName("http");
        javalin.jetty.threadPool = threads;
        javalin.jetty.modifyServer(jetty -> jetty.setStopTimeout(STOP_MILLIS));
        javalin.jetty.modifyHttpConfiguration(DeskServer::acceptAnyId);
        javalin.jetty.modifyServletContextHandler(
                context -> context.getServletHandler().setDecodeAmbiguousURIs(true));
    }

    /** Ids of messages are chosen by feeds, and a slash in one arrives as %2F. Paths to files are not made of them. */
    private static void acceptAnyId(HttpConfiguration http) {
        http.setUriCompliance(UriCompliance.DEFAULT.with(
                "desk",
                UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
                UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
                UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
                UriCompliance.Violation.SUSPICIOUS_PATH_CHARACTERS));
        http.setSendServerVersion(false);
        http.setIdleTimeout(IDLE.toMillis());
    }

    public DeskServer start() {
        server.start();
        return this;
    }

    /** Where browsers find the console, without a slash at its end. */
    public URI address() {
        return config.publicUrl() != null
                ? config.publicUrl()
                : URI.create("http://" + config.host() + ":" + server.port());
    }

    @Override
    public void close() {
        // A live stream never ends by itself, and would hold up the end of everything.
        live.close();
        try {
            server.stop();
        } catch (JavalinException e) {
            // The server is down all the same, and the rest of the service has to end after it.
            if (!(e.getCause() instanceof TimeoutException)) {
                throw e;
            }
            LOG.warn("Requests that were still in work after {} ms were cut off", STOP_MILLIS);
        }
    }

    /** The contracts' form of JSON. */
    private static final class ContractJson implements JsonMapper {
        @Override
        public String toJsonString(Object value, Type type) {
            return Json.write(value);
        }
    }
}
