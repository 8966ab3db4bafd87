package dev.muster.simulation;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.KnownCluster;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StoredState;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store: one conditional write at a time lands or does not; an answer may be late, or lost. Its data may be wiped, or put
 * back from an old copy, until somebody brings them back.
 */
final class SimStore {

    private static final long RETRY_MS = 200;

    /** Writes between two copies, beside those at the beginning of a leadership. */
    private static final int COPIED_EVERY = 2;

    private final World world;
    private Contents contents = new Contents(null, Epoch.NONE, 0, null);
    private @Nullable Contents broughtAside;
    private @Nullable Contents oldCopy;
    private long clusters;
    private long downUntilMs;
    private long slowUntilMs;

    SimStore(World world) {
        this.world = world;
    }

    /** The cluster's own state, wherever its data are now. */
    @Nullable
    DurableState state() {
        return own().state;
    }

    private Contents own() {
        Contents aside = broughtAside;
        return aside == null ? contents : aside;
    }

    /** Whether no later leadership than this one has begun. */
    boolean isNewest(Epoch of) {
        return of.equals(own().epoch);
    }

    void down(long forMs) {
        downUntilMs = world.time.nowMs() + forMs;
    }

    void slow(long forMs) {
        slowUntilMs = world.time.nowMs() + forMs;
    }

    void calm() {
        downUntilMs = 0;
        slowUntilMs = 0;
    }

    boolean isUp() {
        return world.time.nowMs() >= downUntilMs;
    }

    // --- other data than the cluster's own

    /** Whether what is stored now is not the cluster's newest state. */
    boolean isForeign() {
        return broughtAside != null;
    }

    void wipe() {
        putInPlace(new Contents(null, Epoch.NONE, 0, null));
    }

    /** Whether there is a copy from before {@code met} was written down; it may be of the same leadership. */
    boolean hasCopyOlderThan(@Nullable KnownCluster met) {
        Contents old = oldCopy;
        return old != null
                && old.id != null
                && met != null
                && (old.epoch.compareTo(met.epoch()) < 0 || old.version < met.stateVersion());
    }

    /** Whether a leadership of this id, on the data that are in place now, is one on an old copy of the cluster's own. */
    boolean isOldCopy(ClusterId of) {
        return isForeign() && of.equals(own().id);
    }

    void putOldCopyBack() {
        Contents old = oldCopy;
        if (old != null) {
            putInPlace(old);
        }
    }

    private void putInPlace(Contents other) {
        if (!isForeign()) {
            broughtAside = contents;
            contents = other;
        }
    }

    void bringBack() {
        Contents own = broughtAside;
        if (own != null) {
            broughtAside = null;
            contents = own;
        }
    }

    /** As a coordinator of the product reads it, but for the state's bytes. */
    ReadResult read() {
        ClusterId id = contents.id;
        return id == null
                ? new ReadResult.Empty()
                : new ReadResult.Found(new StoredState(id, new Fence(contents.epoch, 0), contents.version, null));
    }

    // --- transactions

    /** Bumps the epoch and reads the state, if {@code holdsClaim} still says so when it happens. */
    void takeLead(BooleanSupplier holdsClaim, Consumer<Lead> taken) {
        world.time.after(delayMs(), () -> {
            if (isUp() && holdsClaim.getAsBoolean()) {
                if (!isForeign()) {
                    oldCopy = contents;
                }
                ClusterId id = contents.id == null ? new ClusterId("cluster-" + ++clusters) : contents.id;
                contents = new Contents(id, contents.epoch.next(), contents.version, contents.state);
                Lead lead = new Lead(id, contents.epoch, contents.version, contents.state, isForeign());
                world.time.after(delayMs(), () -> taken.accept(lead));
            }
        });
    }

    /** Writes, again and again while there is no answer; {@code answer} gets whether it is stored or was refused. */
    void write(Lead lead, DurableState newState, Consumer<Boolean> answer) {
        world.time.after(delayMs(), () -> {
            if (!isUp()) {
                world.time.after(RETRY_MS, () -> write(lead, newState, answer));
            } else if (isRefused(lead)) {
                world.time.after(delayMs(), () -> answer.accept(false));
            } else {
                land(lead, newState);
                boolean answerLost = world.faults.isStormy() && world.chance.oneIn(40);
                if (answerLost) {
                    world.time.after(RETRY_MS, () -> write(lead.before(), newState, answer));
                } else {
                    world.time.after(delayMs(), () -> answer.accept(true));
                }
            }
        });
    }

    private boolean isRefused(Lead lead) {
        return world.variation.fencesWrites()
                && (!lead.id.equals(contents.id)
                        || !lead.epoch.equals(contents.epoch)
                        || lead.version != contents.version);
    }

    private void land(Lead lead, DurableState newState) {
        if (!isForeign()) {
            world.checks.landed(contents.state, newState, contents.epoch);
            if (contents.version % COPIED_EVERY == 0) {
                oldCopy = contents;
            }
        }
        lead.version = contents.version + 1;
        contents = new Contents(contents.id, contents.epoch, lead.version, newState);
    }

    private long delayMs() {
        return world.chance.between(1, world.time.nowMs() < slowUntilMs ? 900 : 12);
    }

    private record Contents(
            @Nullable ClusterId id,
            Epoch epoch,
            int version,
            @Nullable DurableState state) {}

    /** One leadership: its fence, and the version that its next write replaces. */
    static final class Lead {
        final ClusterId id;
        final Epoch epoch;
        final @Nullable DurableState found;
        final boolean foreign;
        private int version;

        Lead(ClusterId id, Epoch epoch, int version, @Nullable DurableState found, boolean foreign) {
            this.id = id;
            this.epoch = epoch;
            this.version = version;
            this.found = found;
            this.foreign = foreign;
        }

        /** What this machine knows now, when it keeps what it has written. */
        KnownCluster known() {
            return new KnownCluster(id, epoch, version);
        }

        /** As it was before its last write landed: who did not get the answer knows no better. */
        private Lead before() {
            return new Lead(id, epoch, version - 1, found, foreign);
        }
    }
}
