package io.tidewatch.quickstart.cli;

import io.tidewatch.quickstart.backtest.StreamBacktest;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A progress bar for each pass over the streams. */
final class BacktestProgress implements StreamBacktest.Listener, AutoCloseable {
    private final PrintStream out;
    private @Nullable Progress current;

    BacktestProgress(PrintStream out) {
        this.out = out;
    }

    @Override
    public void begins(String what, long messages) {
        close();
        current = new Progress(what, messages, out);
    }

    @Override
    public void read(long messages) {
        if (current != null) {
            current.at(messages);
        }
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
