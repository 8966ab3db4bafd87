package dev.muster.coordinator.store;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;

/**
 * What a cluster's store begins with.
 *
 * @param id of the cluster
 * @param epoch that counts as the last that has led; {@link Epoch#NONE} for a cluster that nobody has led yet
 */
public record Founding(ClusterId id, Epoch epoch) {

    /** How far a rebuilt cluster begins behind the epoch of the copy: its other hosts may have obeyed later ones meanwhile. */
    private static final long EPOCHS_SKIPPED = 1_000;

    /** Of a new cluster. */
    public static Founding first(ClusterId id) {
        return new Founding(id, Epoch.NONE);
    }

    /** Of a cluster that has lost its store, and whose agents have obeyed {@code last}. */
    public static Founding again(ClusterId id, Epoch last) {
        return new Founding(id, new Epoch(last.value() + EPOCHS_SKIPPED));
    }
}
