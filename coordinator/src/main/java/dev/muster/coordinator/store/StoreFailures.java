package dev.muster.coordinator.store;

import dev.muster.common.model.Failure;

/** Failures that every store words alike. */
public final class StoreFailures {

    private StoreFailures() {}

    /** The state does not fit. */
    public static Failure tooLarge(int bytes) {
        return Failure.of(
                "STORE_TOO_LARGE",
                "the cluster's state has " + bytes + " bytes compressed, the store takes at most "
                        + StateStore.STORED_BYTES_MAX + "; it was not written",
                "Most of it is the text of cluster.json, comments included: make that shorter, or split the cluster in two.");
    }

    /** Something is there, and belongs to somebody with another login. */
    public static Failure denied(String where) {
        return Failure.of(
                "STORE_DENIED",
                "the store keeps " + where + " from this coordinator: it was written with another key or password",
                "Restore DIR/coordinator/authority, the file secret of DIR/coordinator/store, or store.login, as they were."
                        + " If they are lost and the store is the coordinators' own: docs/security.md, \"The store\".");
    }

    /** Something is there, and it is not what a coordinator writes. */
    public static Failure corrupt(String where, String why) {
        return Failure.of(
                "STORE_CORRUPT",
                "the stored state at " + where + " cannot be read: " + why,
                "restore the store's data from a backup; nothing was changed");
    }
}
