package dev.muster.coordinator.store;

import java.util.concurrent.CompletableFuture;

/**
 * The durable state of one cluster: its id, the epoch, and the state's bytes.
 *
 * <p>Safety rules, which the contract test cites:
 *
 * <ol>
 *   <li>A write is one transaction on (fence, version): it lands whole or not at all.
 *   <li>Once a newer epoch has been taken, no write of an older one lands.
 *   <li>The lead is taken only by who holds its claim, and only over the state that it has seen; epochs strictly increase.
 *   <li>A cluster is formed once; its id never changes.
 *   <li>What cannot be read is reported, and never taken for empty.
 * </ol>
 *
 * <p>No method blocks, and none completes exceptionally for a reason outside the program: trouble is a result.
 */
public interface StateStore {

    /** The largest state that is stored, in bytes after compression; below ZooKeeper's own limit of 1 MiB a request. */
    int STORED_BYTES_MAX = 1_000_000;

    /** What is stored now. */
    CompletableFuture<ReadResult> read();

    /**
     * Asks the server that decides how long sessions last, through ours: true when it answered. One that was cut off with us cannot
     * answer for it. May take for ever.
     */
    CompletableFuture<Boolean> isReached();

    /** Makes the cluster: its id, its epoch, no state. Does nothing when there is one already. */
    CompletableFuture<FormResult> form(Founding founding);

    /**
     * Takes the lead: checks the claim and that nothing changed since {@code seen} was read, and bumps the epoch, in one
     * transaction. From then on {@code seen} is the newest state, and no other epoch can change it.
     */
    CompletableFuture<TakeResult> takeLead(Claim claim, StoredState seen);

    /**
     * Replaces the state.
     *
     * @param fence of the epoch that writes
     * @param version of the state that is replaced
     * @param state not compressed
     */
    CompletableFuture<WriteResult> write(Fence fence, int version, byte[] state);
}
