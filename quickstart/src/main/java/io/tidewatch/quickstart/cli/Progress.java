package io.tidewatch.quickstart.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far long work is: a bar on a terminal, a plain line every few seconds elsewhere. */
final class Progress implements AutoCloseable {
    private static final Duration LINE_INTERVAL = Duration.ofSeconds(10);

    private final String what;
    private final long total;
    private final PrintStream out;
    private final @Nullable ProgressBar bar;
    private final long startNanos = System.nanoTime();
    private long lastLineNanos = startNanos;

    /** @param what the work in a few words, such as {@code messages read} */
    Progress(String what, long total, PrintStream out) {
        this.what = what;
        this.total = total;
        this.out = out;
        this.bar = System.console() == null
                ? null
                : new ProgressBarBuilder()
                        .setTaskName(what)
                        .setInitialMax(total)
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .build();
    }

    void at(long done) {
        if (bar != null) {
            bar.stepTo(done);
        } else if (System.nanoTime() - lastLineNanos >= LINE_INTERVAL.toNanos()) {
            lastLineNanos = System.nanoTime();
            printLine(done);
        }
    }

    private void printLine(long done) {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        out.println(String.format(
                Locale.ROOT, "%s: %,d of %,d (%.0f per second)", what, done, total, done / Math.max(seconds, 1e-3)));
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
