package dev.muster.coordinator.store.memory;

import dev.muster.common.wire.Compression;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.FormResult;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StoreFailures;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.TakeResult;
import dev.muster.coordinator.store.WriteResult;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps the state of one cluster in memory. Every call is done when it returns; not thread-safe. */
public final class MemoryStateStore implements StateStore {

    private final Set<String> claims = new TreeSet<>();
    private int lastClaim;
    private @Nullable StoredState stored;

    /** Hands out a claim, as an election would. */
    public Claim claim() {
        String path = "claim-" + ++lastClaim;
        claims.add(path);
        return new Claim(path);
    }

    /** Ends a claim, as the end of its holder's session would. */
    public void withdraw(Claim claim) {
        claims.remove(claim.path());
    }

    /** Loses everything, as a disk would. */
    public void wipe() {
        stored = null;
    }

    @Override
    public CompletableFuture<ReadResult> read() {
        return done(stored == null ? new ReadResult.Empty() : new ReadResult.Found(copyOf(stored)));
    }

    @Override
    public CompletableFuture<Boolean> isReached() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletableFuture<FormResult> form(Founding founding) {
        if (stored != null) {
            return done(FormResult.ALREADY_THERE);
        }
        stored = new StoredState(founding.id(), new Fence(founding.epoch(), 0), 0, null);
        return done(FormResult.FORMED);
    }

    @Override
    public CompletableFuture<TakeResult> takeLead(Claim claim, StoredState seen) {
        StoredState now = stored;
        if (now == null || !claims.contains(claim.path())) {
            return done(new TakeResult.Refused("the claim is gone"));
        }
        if (!now.fence().equals(seen.fence()) || now.version() != seen.version()) {
            return done(new TakeResult.Refused("the state moved"));
        }
        Fence next = new Fence(now.fence().epoch().next(), now.fence().version() + 1);
        stored = new StoredState(now.id(), next, now.version(), now.state());
        return done(new TakeResult.Taken(next));
    }

    @Override
    public CompletableFuture<WriteResult> write(Fence fence, int version, byte[] state) {
        int packedBytes = Compression.pack(state).length;
        if (packedBytes > STORED_BYTES_MAX) {
            return done(new WriteResult.Failed(StoreFailures.tooLarge(packedBytes)));
        }
        StoredState now = stored;
        if (now == null) {
            return done(new WriteResult.Refused(WriteResult.Reason.WIPED));
        }
        if (!now.fence().equals(fence)) {
            return done(new WriteResult.Refused(WriteResult.Reason.FENCED));
        }
        if (now.version() != version) {
            return done(new WriteResult.Refused(WriteResult.Reason.VERSION_MOVED));
        }
        stored = new StoredState(now.id(), fence, version + 1, state.clone());
        return done(new WriteResult.Stored(version + 1));
    }

    private static StoredState copyOf(StoredState state) {
        byte[] bytes = state.state();
        return new StoredState(state.id(), state.fence(), state.version(), bytes == null ? null : bytes.clone());
    }

    private static <T> CompletableFuture<T> done(T result) {
        return CompletableFuture.completedFuture(result);
    }
}
