package io.tidewatch.alerting.consume;

import io.tidewatch.events.Topics;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What becomes of one topic's values. */
public interface TopicWriter<T> {
    Topics topic();

    /** @throws RuntimeException if the bytes are no value of the topic */
    T read(byte[] value);

    /**
     * Writes values in their order, within the caller's transaction. Values that were written before change nothing.
     *
     * @return what to do once the transaction is committed, such as telling viewers
     */
    Runnable write(Handle handle, List<T> values);
}
