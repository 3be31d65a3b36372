package io.tidewatch.alerting.store;

import org.jdbi.v3.core.statement.PreparedBatch;

/** Runs those of some batches that have anything to do. */
final class Batches {
    private Batches() {}

    static void run(PreparedBatch... batches) {
        for (PreparedBatch batch : batches) {
            if (batch.size() > 0) {
                batch.execute();
            }
            batch.close();
        }
    }
}
