package dev.muster.simulation;

import org.jspecify.annotations.Nullable;

/** Who may lead: one holder of the claim at a time, though an old holder may not know yet that it is none any more. */
final class Election {

    private final World world;
    private @Nullable SimCoordinator holder;
    private long freeFromMs;

    Election(World world) {
        this.world = world;
    }

    @Nullable
    SimCoordinator holder() {
        return holder;
    }

    /** Whether {@code candidate} may try: nobody else alive holds the claim, and the last holder's session has run out. */
    boolean mayLead(SimCoordinator candidate) {
        SimCoordinator current = holder;
        if (current != null && !current.isAlive()) {
            holder = null;
            freeFromMs = world.time.nowMs() + world.chance.between(0, 2_000);
        }
        return holder == null && world.time.nowMs() >= freeFromMs && world.store.isUp();
    }

    /** Takes the claim, or finds it taken. */
    boolean claim(SimCoordinator candidate) {
        if (!mayLead(candidate)) {
            return false;
        }
        holder = candidate;
        return true;
    }

    void giveUp(SimCoordinator who) {
        if (holder == who) {
            holder = null;
        }
    }

    /** Moves the lead away; the old leader hears of it only after {@code heardAfterMs}. */
    void move(long heardAfterMs) {
        SimCoordinator current = holder;
        if (current != null && current.isLeading()) {
            holder = null;
            freeFromMs = world.time.nowMs() + world.chance.between(0, 1_000);
            current.losesLead(heardAfterMs);
        }
    }
}
