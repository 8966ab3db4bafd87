package dev.muster.simulation;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.coordinator.core.Change;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What must hold of every change, as it is stored. */
final class ChangeChecks {

    private final World world;

    ChangeChecks(World world) {
        this.world = world;
    }

    /** A state has landed in the store. */
    void landed(@Nullable DurableState before, DurableState after) {
        if (before != null) {
            isApplied(before, after);
            goesOn(before, after);
            isTakenOver(before, after);
        }
        Change change = after.change();
        if (change != null && !change.status().isOver()) {
            fewAtOnce(after, change);
            isTakenOut(after, change);
            isWholeTakenOut(after, change);
        }
    }

    /** A start after a stop ends a change: whom it had taken out is put back all the same. */
    private void isTakenOver(DurableState before, DurableState after) {
        Change was = before.change();
        if (was == null
                || was.status().isOver()
                || before.run() == after.run()
                || !before.cluster().equals(after.cluster())) {
            return;
        }
        was.steps().stream()
                .filter(step -> step.phase().isUnderWay() || step.phase() == Phase.FAILED)
                .map(Step::component)
                .filter(id -> Membership.members(world.shape, after).contains(id)
                        && isBehindBalancer(after, id.role())
                        && !after.restraints().drained().containsKey(id))
                .findFirst()
                .ifPresent(id -> {
                    throw new Violation(
                            Invariant.PAIRED, id + " was taken out before the stop, and nobody puts it back");
                });
    }

    private void isApplied(DurableState before, DurableState after) {
        boolean changed = !before.revision().hash().equals(after.revision().hash());
        if (changed
                && before.run() == after.run()
                && before.isAnnounced()
                && !world.changer.hasApplied(World.file(after))) {
            throw new Violation(
                    Invariant.APPLIED_ONLY,
                    "revision " + after.generation() + " is " + after.revision().hash() + ", which nobody applied");
        }
    }

    private void goesOn(DurableState before, DurableState after) {
        Change was = before.change();
        Change is = after.change();
        if (was == null || is == null) {
            return;
        }
        if (is.number() != was.number()) {
            if (is.number() < was.number()) {
                throw new Violation(
                        Invariant.ONE_CHANGE, "change " + is.number() + " comes after change " + was.number());
            }
            return; // one write may hold the end of a change and the beginning of the next
        }
        if (is.status().isOver() && after.intent() == RunIntent.RUNNING && before.run() == after.run()) {
            if (!was.status().isOver() && world.balancer.isWholeOut()) {
                throw new Violation(
                        Invariant.PAIRED, "change " + is.number() + " is over, and the whole cluster is out");
            }
            is.steps().stream()
                    .filter(step -> !after.restraints().drained().containsKey(step.component()))
                    .forEach(step -> isPaired(after, is, step));
        }
        for (Step step : was.steps()) {
            Step now = find(is, step.component()).orElseThrow();
            hasLeft(step, now);
            isWarm(after, is, step, now);
            if (step.phase() == Phase.DONE && now.phase() != Phase.DONE) {
                throw new Violation(Invariant.STEP_ONCE, step.component() + " was done and is " + now.phase());
            }
        }
    }

    private void hasLeft(Step before, Step now) {
        boolean isDone = now.phase() == Phase.DONE && before.phase() != Phase.DONE;
        if (isDone && now.action() == Action.LEAVE && world.components.holds(now.component())) {
            throw new Violation(Invariant.LEFT_FIRST, now.component() + " counts as gone and has not left");
        }
    }

    private void isWarm(DurableState state, Change change, Step before, Step now) {
        Role role = now.component().role();
        boolean isDone = now.phase() == Phase.DONE && before.phase() != Phase.DONE;
        if (isDone && now.action() != Action.LEAVE && isCold(state, change, role)) {
            throw new Violation(Invariant.WARMED_FIRST, now.component() + " is done, and nobody has warmed up");
        }
    }

    /** Whether a change goes over to the other side of a pair, which is to be warmed up and was not yet. */
    private boolean isCold(DurableState state, Change change, Role role) {
        Pair was = pair(state, change.from(), role);
        Pair is = pair(state, change.to(), role);
        boolean hasMembers = change.steps().stream()
                .anyMatch(step -> step.action() == Action.RESTART
                        && step.component().role().equals(role));
        boolean goesOver = hasMembers && was != null && is != null && is.warm() != null && was.uses() != is.uses();
        return goesOver && !world.balancer.isWarm(change.number(), role);
    }

    private @Nullable Pair pair(DurableState state, Generation revision, Role role) {
        return state.history()
                .find(revision)
                .map(found ->
                        world.shape.spec(World.file(found.text())).components().get(role))
                .map(ComponentSpec::pair)
                .orElse(null);
    }

    /** Whoever was restarted is served users again; who was not begun was never taken out by this change. */
    private void isPaired(DurableState state, Change change, Step step) {
        ComponentId id = step.component();
        boolean out = world.balancer.isOut(id);
        if (step.action() == Action.RESTART && step.phase() == Phase.DONE && out) {
            throw new Violation(Invariant.PAIRED, id + " is done and still out of the balancer");
        }
        boolean isPutIn = world.balancer.isPutIn(change.number(), id);
        if (step.action() == Action.JOIN
                && step.phase() == Phase.DONE
                && isBehindBalancer(state, id.role())
                && !isPutIn) {
            throw new Violation(Invariant.PAIRED, id + " has joined and was not put into the balancer");
        }
        Failure why = step.failure();
        boolean isRefused =
                step.phase() == Phase.FAILED && why != null && why.code().equals(SimBalancer.REFUSED);
        if (isRefused && out && world.balancer.isOnlyTakenOut(id)) {
            throw new Violation(Invariant.PAIRED, id + " could not be taken out, and was not put back");
        }
    }

    /** A step wants a component down: nobody is sent there any more. */
    private void isTakenOut(DurableState state, Change change) {
        change.steps().stream()
                .filter(step -> step.phase() == Phase.STOPPING || step.phase() == Phase.LEAVING)
                .filter(step -> isBehindBalancer(state, step.component().role()))
                .filter(step -> !world.balancer.isOut(step.component()))
                .findFirst()
                .ifPresent(step -> {
                    throw new Violation(
                            Invariant.OUT_FIRST,
                            step.component() + " is " + step.phase() + " and users are sent there");
                });
    }

    /** Where the file has hooks for the whole cluster, a change that takes all down at once has nobody sent to it before. */
    private void isWholeTakenOut(DurableState state, Change change) {
        boolean isWanted = change.strategy().isWholeCluster()
                && world.shape.spec(World.file(state)).balancer().whole() != null;
        boolean isDown = change.steps().stream()
                .anyMatch(step -> step.phase() == Phase.STOPPING || step.phase() == Phase.LEAVING);
        if (isWanted && isDown && !world.balancer.isWholeOut()) {
            throw new Violation(Invariant.OUT_FIRST, "all is taken down at once, and users are sent to the cluster");
        }
    }

    private boolean isBehindBalancer(DurableState state, Role role) {
        return isBehindBalancer(world, state, role);
    }

    static boolean isBehindBalancer(World world, DurableState state, Role role) {
        return world.shape.spec(World.file(state)).balancer().isInFrontOf(role);
    }

    private static Optional<Step> find(Change change, ComponentId id) {
        return change.steps().stream().filter(s -> s.component().equals(id)).findFirst();
    }

    private static boolean moveAlone(Step step) {
        boolean isRing = step.component().role().equals(Role.BACKEND);
        return isRing
                || step.action() == Action.LEAVE
                        && SimPlanner.leaves(step.component().role());
    }

    /** Of one role, one batch at a time; and no batch is larger than the strategy says. */
    private void fewAtOnce(DurableState state, Change change) {
        List<Step> underWay = change.steps().stream()
                .filter(step -> step.phase().isUnderWay())
                .toList();
        if (underWay.stream().map(Step::batch).distinct().count() > 1) {
            throw new Violation(Invariant.FEW_DOWN, "two batches are under way: " + underWay);
        }
        underWay.stream()
                .filter(step -> step.action() != Action.RESTART && underWay.size() > 1 && moveAlone(step))
                .findFirst()
                .ifPresent(step -> {
                    throw new Violation(Invariant.ONE_MOVES, underWay + " are under way together");
                });
        if (underWay.isEmpty() || underWay.get(0).action() == Action.JOIN) {
            return;
        }
        Role role = underWay.get(0).component().role();
        int all = (int) Membership.members(world.shape, state).stream()
                .filter(id -> id.role().equals(role))
                .count();
        RoleRules rule = world.shape.rule(role);
        boolean oneOnly = change.strategy().kind() == Strategy.Kind.HALF && rule.holdsData();
        if (underWay.size() > (oneOnly ? 1 : change.strategy().batchSize(all))) {
            throw new Violation(
                    Invariant.FEW_DOWN,
                    underWay.size() + " of " + all + " of " + role + " are taken at once, " + change.strategy());
        }
    }

    /**
     * A coordinator decides to store this: it begins no second change, and what it takes down now, it may take down.
     *
     * @param isReady what it knows of a component
     */
    void begins(@Nullable DurableState before, DurableState after, Predicate<ComponentId> isReady) {
        Change was = before == null ? null : before.change();
        Change is = after.change();
        if (is == null || was == null) {
            return;
        }
        if (was.number() != is.number()) {
            isNext(was, is);
            return;
        }
        for (Step step : is.steps()) {
            boolean begun = step.phase().isUnderWay()
                    && find(was, step.component()).orElseThrow().phase() == Phase.PENDING;
            if (begun && !step.forced() && step.action() != Action.JOIN && isReady.test(step.component())) {
                allOthersAreUp(after, is, step, isReady);
                groupByGroup(after, is, step);
                goesFirst(after, is, step);
            }
        }
    }

    private static void isNext(Change was, Change is) {
        if (is.number() != was.number() + 1 || !was.status().isOver()) {
            throw new Violation(
                    Invariant.ONE_CHANGE,
                    "change " + is.number() + " begins while change " + was.number() + " is " + was.status());
        }
    }

    /** Nobody works with a cold store beside the first one; unless that has failed, and an operator wants the others to go on. */
    private void goesFirst(DurableState state, Change change, Step begun) {
        Role role = begun.component().role();
        List<Step> alike = change.steps().stream()
                .filter(step -> step.action() == Action.RESTART
                        && step.component().role().equals(role))
                .toList();
        boolean hasFailed = alike.stream().anyMatch(step -> step.phase() == Phase.FAILED);
        long underWay = alike.stream().filter(step -> step.phase().isUnderWay()).count();
        if (begun.action() == Action.RESTART && underWay > 1 && !hasFailed && isCold(state, change, role)) {
            throw new Violation(Invariant.WARMED_FIRST, underWay + " of " + role + " go over at once");
        }
    }

    /** Whoever works is restarted when the groups before have been. */
    private void groupByGroup(DurableState state, Change change, Step begun) {
        String label = change.strategy().group();
        if (label.isEmpty() || begun.action() != Action.RESTART) {
            return;
        }
        List<String> groups = world.shape.spec(World.file(state)).hosts().values().stream()
                .map(host -> host.labels().getOrDefault(label, ""))
                .distinct()
                .toList();
        int own = groups.indexOf(group(state, begun, label));
        for (Step other : change.steps()) {
            if (other.action() == Action.RESTART
                    && other.phase() == Phase.PENDING
                    && groups.indexOf(group(state, other, label)) < own) {
                throw new Violation(
                        Invariant.GROUP_BY_GROUP, begun.component() + " is taken before " + other.component());
            }
        }
    }

    private String group(DurableState state, Step step, String label) {
        return world.shape
                .spec(World.file(state))
                .host(step.component().host())
                .map(host -> host.labels().getOrDefault(label, ""))
                .orElse("");
    }

    private void allOthersAreUp(DurableState state, Change change, Step begun, Predicate<ComponentId> isReady) {
        for (ComponentId other : Membership.counted(world.shape, state)) {
            boolean together = find(change, other)
                    .filter(step -> step.batch() == begun.batch())
                    .isPresent();
            boolean isOther = other.role().equals(begun.component().role()) && !together;
            if (isOther && state.restraints().drained().containsKey(other)) {
                throw new Violation(
                        Invariant.DRAINED, begun.component() + " is taken down while " + other + " is drained");
            }
            if (isOther && !isReady.test(other)) {
                throw new Violation(
                        Invariant.FEW_DOWN, begun.component() + " is taken down while " + other + " is not READY");
            }
            long copyingForMs = world.components
                    .process(other)
                    .map(SimProcess::copyingForMs)
                    .orElse(0L);
            if (isOther && copyingForMs > world.timing.knownMs()) {
                throw new Violation(
                        Invariant.SETTLED_FIRST,
                        begun.component() + " is taken down while " + other + " is still copying, for " + copyingForMs
                                + " ms");
            }
        }
    }
}
