package io.tidewatch.job.inference;

import io.tidewatch.job.model.ModelId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The bundles in use in a process: each is fetched and checked once, however many subtasks use it. Counted references;
 * with the last one a fetched copy is deleted.
 */
final class SharedBundles {
    private static final ConcurrentMap<Key, Shared> IN_USE = new ConcurrentHashMap<>();

    private SharedBundles() {}

    private record Key(BundleSource source, String version, String sha256) {}

    /** References are counted under the lock that the map holds on the key. */
    private static final class Shared {
        final BundleSource.Found found;
        int references;

        Shared(BundleSource.Found found) {
            this.found = found;
        }
    }

    /**
     * Waits while another thread fetches the same bundle.
     *
     * @throws InvalidBundleException if it cannot be had or used
     */
    static Lease lease(BundleSource source, ModelId model) {
        Key key = new Key(source, model.version(), model.sha256());
        Shared leased = IN_USE.compute(key, (absent, present) -> {
            Shared shared = present == null ? new Shared(source.find(model)) : present;
            shared.references++;
            return shared;
        });
        return new Lease(key, leased.found.bundle());
    }

    private static void release(Key key) {
        IN_USE.computeIfPresent(key, (present, shared) -> {
            shared.references--;
            if (shared.references > 0) {
                return shared;
            }
            if (shared.found.isCopy()) {
                BundleSource.delete(shared.found.bundle().folder());
            }
            return null;
        });
    }

    static int inUse() {
        return IN_USE.size();
    }

    /** The right to use a bundle until closed, once. */
    static final class Lease implements AutoCloseable {
        private final Key key;
        private final ModelBundle bundle;
        private boolean closed;

        private Lease(Key key, ModelBundle bundle) {
            this.key = key;
            this.bundle = bundle;
        }

        ModelBundle bundle() {
            return bundle;
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                release(key);
            }
        }
    }
}
