package dev.muster.coordinator.leader;

import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.KnownCluster;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StoredState;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the cluster's own store from others, by what this machine keeps beside it. Used by one thread. */
final class OwnStore {

    private static final Logger LOG = LoggerFactory.getLogger(OwnStore.class);

    private final ClusterIdFile file;
    private long changes;

    OwnStore(ClusterIdFile file) {
        this.file = file;
    }

    /** Grows whenever more is known: what was read before that must not be judged by it. */
    long changes() {
        return changes;
    }

    /** Why what was found is not to be touched; empty when it may be. */
    Optional<Failure> objectionTo(ReadResult found) {
        if (found instanceof ReadResult.Unreadable unreadable) {
            return Optional.of(unreadable.failure());
        }
        try {
            return file.read().flatMap(known -> known.objectionTo(found));
        } catch (IOException e) {
            return Optional.of(Failure.of(
                    "STORE_CORRUPT",
                    "what this machine knows of its cluster cannot be read: " + e.getMessage(),
                    "restore the file, or delete it when the store is known to be the right one"));
        }
    }

    /** Keeps that this machine has met {@code seen}, led by {@code epoch}; why that is impossible, if it is. */
    Optional<Failure> remember(StoredState seen, Epoch epoch) {
        try {
            KnownCluster met = new KnownCluster(seen.id(), epoch, seen.version());
            if (!file.read().equals(Optional.of(met))) {
                file.write(met);
                changes++;
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Failure.of(
                    "STORE_BROKEN",
                    "the cluster's id cannot be kept on this machine: " + e,
                    "check that the disk has room and the coordinator's directory belongs to you"));
        }
    }

    /** Keeps what this machine has stored itself. What is stored is stored: a full disk here is no reason to give the lead up. */
    void rememberWrite(KnownCluster stored) {
        try {
            file.write(stored);
            changes++;
        } catch (IOException e) {
            LOG.warn("version {} of the state cannot be kept on this machine: {}", stored.stateVersion(), e.toString());
        }
    }
}
