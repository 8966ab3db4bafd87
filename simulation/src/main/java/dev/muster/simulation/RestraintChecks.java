package dev.muster.simulation;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Lock;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Restraints;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorEvent.StopClusterRequested;
import dev.muster.coordinator.core.CoordinatorEvent.StopHostRequested;
import dev.muster.coordinator.core.DurableState;
import java.util.Optional;
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
        before.restraints().locks().forEach(lock -> isHeld(lock, after));
        drains(before, after);
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

    private void drains(DurableState before, DurableState after) {
        after.restraints().drained().forEach((id, where) -> {
            boolean isNew = before.restraints().drained().get(id) != where;
            if (isNew
                    && where == AtBalancer.OUT
                    && after.restraints().isDrained(id.host())
                    && !world.balancer.isOut(id)) {
                throw new Violation(Invariant.DRAINED, id + " counts as drained, and users are sent there");
            }
            if (isInStep(after, id)) {
                throw new Violation(Invariant.DRAINED, id + " is asked for by a step and by maintenance at once");
            }
        });
        before.restraints().drained().keySet().stream()
                .filter(id -> !after.restraints().drained().containsKey(id) && !isInStep(after, id))
                .filter(id -> Membership.members(world.shape, after).contains(id)
                        && ChangeChecks.isBehindBalancer(world, after, id.role()))
                .filter(world.balancer::isOut)
                .findFirst()
                .ifPresent(id -> {
                    throw new Violation(Invariant.DRAINED, id + " counts as back, and is out of the balancer");
                });
    }

    private static boolean isInStep(DurableState state, ComponentId id) {
        Change change = state.change();
        return change != null
                && change.underWay().anyMatch(step -> step.component().equals(id));
    }

    private void isHeld(Lock lock, DurableState after) {
        boolean mayEnd =
                lock.untilMs() <= world.time.nowMs() || world.restrainer.hasReleased(lock.scope(), lock.sinceMs());
        Optional<Lock> now = after.restraints().lock(lock.scope());
        if (!mayEnd && now.filter(held -> held.who().equals(lock.who())).isEmpty()) {
            throw new Violation(Invariant.HELD_UNTIL_LET_GO, lock + " is gone, though nobody asked for that: " + now);
        }
    }

    /** A coordinator decides to store this because of {@code event}: whom it touches, nobody else has locked. */
    static void heedsLocks(CoordinatorEvent event, @Nullable DurableState before, DurableState after) {
        if (before == null) {
            return;
        }
        Change was = before.change();
        Change is = after.change();
        for (Lock lock : before.restraints().locks()) {
            boolean isStop =
                    event instanceof StopClusterRequested stop && !stop.who().equals(lock.who())
                            || event instanceof StopHostRequested host
                                    && !host.who().equals(lock.who())
                                    && lock.scope().covers(host.host());
            if (isStop && (after.intent() != before.intent() || !after.hosts().equals(before.hosts()))) {
                throw new Violation(Invariant.LOCKED, event + " is carried out in spite of " + lock);
            }
            if (is == null || is.who().equals(lock.who()) || is.status().isOver()) {
                continue;
            }
            boolean isNew = was == null || was.number() != is.number();
            for (Step step : is.steps()) {
                boolean isTaken = isNew || isBegun(was, step);
                if (isTaken && lock.scope().covers(step.component())) {
                    throw new Violation(
                            Invariant.LOCKED,
                            step.component() + " is taken by change " + is.number() + " in spite of " + lock);
                }
            }
        }
    }

    private static boolean isBegun(@Nullable Change was, Step step) {
        return was != null
                && step.phase().isUnderWay()
                && was.steps().stream()
                        .anyMatch(s -> s.component().equals(step.component()) && s.phase() == Phase.PENDING);
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
            if (isBegun(was, step) && after.restraints().holds(step.component().host())) {
                throw new Violation(
                        Invariant.HELD_BACK,
                        step.component() + " is taken by change " + is.number() + ", which is held back: "
                                + after.restraints());
            }
        }
    }
}
