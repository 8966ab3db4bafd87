package dev.muster.coordinator.store;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import java.util.Optional;

/**
 * What this machine remembers of its cluster, independently of the store: enough to notice that the store was wiped, swapped
 * or put back from an old copy, and then to touch nothing.
 *
 * @param id of the cluster
 * @param epoch the highest that this machine has led, or met in the store
 * @param stateVersion of the newest state that it has written, or met in the store; it grows with every write, whoever leads
 */
public record KnownCluster(ClusterId id, Epoch epoch, int stateVersion) {

    /** Why {@code found} cannot be the store that this machine knows; empty when it can. */
    public Optional<Failure> objectionTo(ReadResult found) {
        if (found instanceof ReadResult.Empty) {
            return Optional.of(foreign("the store is empty, but this machine has coordinated cluster " + id));
        }
        if (!(found instanceof ReadResult.Found known)) {
            return Optional.empty();
        }
        StoredState state = known.state();
        if (!state.id().equals(id)) {
            return Optional.of(foreign(
                    "the store holds cluster " + state.id() + ", but this machine has coordinated cluster " + id));
        }
        if (state.fence().epoch().compareTo(epoch) < 0) {
            return Optional.of(foreign("the store is at epoch " + state.fence().epoch()
                    + ", but this machine has met epoch " + epoch + ": it was put back from an older copy"));
        }
        if (state.version() < stateVersion) {
            return Optional.of(foreign("the store holds version " + state.version()
                    + " of the cluster's state, but this machine has met version " + stateVersion
                    + ": it was put back from an older copy"));
        }
        return Optional.empty();
    }

    private static Failure foreign(String message) {
        return Failure.of(
                "STORE_FOREIGN",
                message + "; nothing was touched",
                "bring the store's data back, or, to give the old cluster up, delete " + ClusterIdFile.NAME
                        + " in the coordinator's directory; running components stay as they are");
    }
}
