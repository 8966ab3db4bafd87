package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.Failure;

/** A ZooKeeper server that a coordinator runs in its own process. */
public interface StoreServer extends AutoCloseable {

    /** Where this process's own client reaches it: {@code host:port}. */
    String ensemble();

    /** Whether other servers follow this one, so that its end interrupts the store for everybody. */
    boolean isFollowed();

    /** Ends it; what was acknowledged is on disk. */
    @Override
    void close();

    /** What came of starting one. */
    sealed interface Start {
        /** It runs. */
        record Running(StoreServer server) implements Start {}

        /** It does not, and nothing of it is left. */
        record Failed(Failure failure) implements Start {}
    }
}
