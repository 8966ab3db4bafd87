package dev.muster.coordinator.store.zookeeper;

import dev.muster.common.model.Failure;

/** A ZooKeeper server that a coordinator runs in its own process. */
public interface StoreServer extends AutoCloseable {

    /** What a client on this machine connects to: {@code host:port,host:port}. */
    String ensemble();

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
