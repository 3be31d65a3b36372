package io.tidewatch.quickstart.kafka;

import java.io.StringWriter;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.WriterAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** All that this process logs at level INFO and above, until it is closed. */
final class CapturedLog implements AutoCloseable {
    private final StringWriter lines = new StringWriter();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final LoggerConfig root = context.getConfiguration().getRootLogger();
    private final Level levelBefore = root.getLevel();
    private final WriterAppender appender = WriterAppender.newBuilder()
            .setName("captured")
            .setTarget(lines)
            .setLayout(PatternLayout.newBuilder()
                    .withPattern("%level %logger %message%n%throwable")
                    .build())
            .build();

    CapturedLog() {
        appender.start();
        root.addAppender(appender, Level.INFO, null);
        root.setLevel(Level.INFO);
        context.updateLoggers();
    }

    String text() {
        return lines.toString();
    }

    @Override
    public void close() {
        root.removeAppender("captured");
        root.setLevel(levelBefore);
        context.updateLoggers();
        appender.stop();
    }
}
