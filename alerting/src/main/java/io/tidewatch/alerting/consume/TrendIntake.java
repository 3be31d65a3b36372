package io.tidewatch.alerting.consume;

import io.tidewatch.alerting.live.LiveHub;
import io.tidewatch.alerting.store.TrendWriter;
import io.tidewatch.alerting.view.KeyView;
import io.tidewatch.alerting.view.TrendPoint;
import io.tidewatch.alerting.view.TrendUpdate;
import io.tidewatch.events.Topics;
import io.tidewatch.events.TrendWindow;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Windows of trends: stored, and shown where they are new. */
public final class TrendIntake implements TopicWriter<TrendWindow> {
    private final TrendWriter writer = new TrendWriter();
    private final LiveHub live;

    public TrendIntake(LiveHub live) {
        this.live = live;
    }

    @Override
    public Topics topic() {
        return Topics.TRENDS;
    }

    @Override
    public TrendWindow read(byte[] value) {
        return TrendWriter.read(value);
    }

    @Override
    public Runnable write(Handle handle, List<TrendWindow> windows) {
        List<TrendWindow> changed = writer.upsert(handle, windows);
        return () -> changed.forEach(window -> live.publish("trend", update(window)));
    }

    private static TrendUpdate update(TrendWindow window) {
        return new TrendUpdate(
                KeyView.of(window.key()),
                new TrendPoint(
                        window.windowStart(),
                        window.windowEnd(),
                        window.novel().negative(),
                        window.novel().neutral(),
                        window.novel().positive(),
                        window.novel().total(),
                        window.raw().total(),
                        window.pressReleases(),
                        window.meanScore()));
    }
}
