package dev.muster.simulation;

import dev.muster.common.model.Epoch;
import dev.muster.coordinator.core.DurableState;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The store: one conditional write at a time lands or does not; an answer may be late, or lost. */
final class SimStore {

    private static final long RETRY_MS = 200;

    private final World world;
    private Epoch epoch = Epoch.NONE;
    private long version;
    private @Nullable DurableState state;
    private long downUntilMs;
    private long slowUntilMs;

    SimStore(World world) {
        this.world = world;
    }

    @Nullable
    DurableState state() {
        return state;
    }

    /** Whether no later leadership than this one has begun. */
    boolean isNewest(Epoch of) {
        return of.equals(epoch);
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

    /** Bumps the epoch and reads the state, if {@code holdsClaim} still says so when it happens. */
    void takeLead(BooleanSupplier holdsClaim, Consumer<Lead> taken) {
        world.time.after(delayMs(), () -> {
            if (isUp() && holdsClaim.getAsBoolean()) {
                epoch = epoch.next();
                version++;
                Lead lead = new Lead(epoch, version, state);
                world.time.after(delayMs(), () -> taken.accept(lead));
            }
        });
    }

    /** Writes, again and again while there is no answer; {@code answer} gets whether it is stored or was refused. */
    void write(Lead lead, DurableState newState, Consumer<Boolean> answer) {
        world.time.after(delayMs(), () -> {
            if (!isUp()) {
                world.time.after(RETRY_MS, () -> write(lead, newState, answer));
            } else if (world.variation.fencesWrites() && (!lead.epoch.equals(epoch) || lead.version != version)) {
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

    private void land(Lead lead, DurableState newState) {
        world.checks.landed(state, newState, epoch);
        version++;
        lead.version = version;
        state = newState;
    }

    private long delayMs() {
        return world.chance.between(1, world.time.nowMs() < slowUntilMs ? 900 : 12);
    }

    /** One leadership: its fence, and the version that its next write replaces. */
    static final class Lead {
        final Epoch epoch;
        final @Nullable DurableState found;
        private long version;

        Lead(Epoch epoch, long version, @Nullable DurableState found) {
            this.epoch = epoch;
            this.version = version;
            this.found = found;
        }

        /** As it was before its last write landed: who did not get the answer knows no better. */
        private Lead before() {
            return new Lead(epoch, version - 1, found);
        }
    }
}
