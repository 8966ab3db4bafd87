package dev.muster.simulation;

import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState;
import org.jspecify.annotations.Nullable;

/** What must hold of what operators hold back. */
final class RestraintChecks {

    private final World world;

    RestraintChecks(World world) {
        this.world = world;
    }

    /** A state has landed in the store: what was held back still is, or somebody has let it go, or its time is over. */
    void landed(@Nullable DurableState before, DurableState after) {
        if (before == null || !before.cluster().equals(after.cluster())) {
            return;
        }
        Restraints.Freeze was = before.restraints().freeze();
        if (was != null && !after.restraints().isFrozen() && !world.restrainer.hasUnfrozen(was.sinceMs())) {
            throw new Violation(Invariant.HELD_UNTIL_LET_GO, "frozen no longer, though nobody asked for that");
        }
        before.restraints().maintenance().forEach((host, lock) -> {
            boolean mayEnd = before.run() != after.run()
                    || lock.untilMs() <= world.time.nowMs()
                    || world.restrainer.hasEnded(host, lock.sinceMs());
            if (!after.restraints().isMaintained(host) && !mayEnd) {
                throw new Violation(
                        Invariant.HELD_UNTIL_LET_GO,
                        host + " is in maintenance no longer, though nobody asked for that");
            }
        });
    }

    /** A coordinator decides to store this: what a change begins with it, nobody holds back. */
    static void begins(@Nullable DurableState before, DurableState after) {
        Change was = before == null ? null : before.change();
        Change is = after.change();
        if (is == null || was == null || is.status().isOver()) {
            return;
        }
        if (is.number() != was.number()) {
            if (after.restraints().isFrozen()) {
                throw new Violation(Invariant.HELD_BACK, "change " + is.number() + " begins while frozen");
            }
            return;
        }
        for (Step step : is.steps()) {
            boolean begun = step.phase().isUnderWay()
                    && was.steps().stream()
                            .anyMatch(s -> s.component().equals(step.component()) && s.phase() == Phase.PENDING);
            if (begun && after.restraints().holds(step.component().host())) {
                throw new Violation(
                        Invariant.HELD_BACK,
                        step.component() + " is taken by change " + is.number() + ", which is held back: "
                                + after.restraints());
            }
        }
    }
}
