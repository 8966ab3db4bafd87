package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.AtBalancer;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.change.Strategy;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One change of a running cluster, from its acceptance to its end. Stored whole before each of its steps is taken: whoever leads next
 * goes on where it stands.
 *
 * @param number counts the changes of the cluster, from 1
 * @param from the revision before it
 * @param to the revision that it works towards; the same for a restart
 * @param who asked for it
 * @param reason in their words; may be empty
 * @param begunAtMs when it was accepted, milliseconds since 1970
 * @param strategy how many components of a role may be down at one time
 * @param failuresMax so many failed steps do not end it
 * @param status how far it is
 * @param steps in the order of their batches
 * @param atBalancer where the whole cluster stands to its balancer
 * @param swaps roles that go over to the other side of their pair: the first member that works with it has it warmed up
 */
public record Change(
        long number,
        Generation from,
        Generation to,
        String who,
        String reason,
        long begunAtMs,
        Strategy strategy,
        int failuresMax,
        Status status,
        List<Step> steps,
        AtBalancer atBalancer,
        SortedSet<Role> swaps) {

    public Change {
        steps = List.copyOf(steps);
        atBalancer = orIn(atBalancer);
        swaps = orNone(swaps);
    }

    /** A change that an older version wrote does not say. */
    private static AtBalancer orIn(@Nullable AtBalancer atBalancer) {
        return atBalancer == null ? AtBalancer.IN : atBalancer;
    }

    /** A change that an older version wrote has none. */
    private static SortedSet<Role> orNone(@Nullable SortedSet<Role> swaps) {
        return Collections.unmodifiableSortedSet(swaps == null ? new TreeSet<>() : new TreeSet<>(swaps));
    }

    /**
     * What is done with one component.
     *
     * @param batch number of the batch that it belongs to: those of one batch are taken together
     * @param action what is done
     * @param component with which component
     * @param phase how far that is
     * @param before the launch that a restart replaces; null while it has not begun, and where nothing ran
     * @param forced whether an operator wants it begun whatever speaks against it
     * @param failure why it has failed; null when it has not
     */
    public record Step(
            int batch,
            Action action,
            ComponentId component,
            Phase phase,
            @Nullable LaunchId before,
            boolean forced,
            @Nullable Failure failure) {

        Step(int batch, Action action, ComponentId component) {
            this(batch, action, component, Phase.PENDING, null, false, null);
        }

        Step in(Phase newPhase) {
            return new Step(batch, action, component, newPhase, before, forced, null);
        }

        /** It has failed, and what was begun is put back before that counts. */
        Step putBack(Failure why) {
            return new Step(batch, action, component, Phase.IN, before, forced, why);
        }

        Step replacing(@Nullable LaunchId launch) {
            return new Step(batch, action, component, phase, launch, forced, failure);
        }

        Step failed(Failure why) {
            return new Step(batch, action, component, Phase.FAILED, before, forced, why);
        }

        Step byForce() {
            return new Step(batch, action, component, phase, before, true, failure);
        }
    }

    /** Steps that are under way; none of a change that is over, also of one that ended with the run. */
    public Stream<Step> underWay() {
        return status.isOver()
                ? Stream.of()
                : steps.stream().filter(step -> step.phase().isUnderWay());
    }

    /** {@code 1 step}, {@code 2 steps}. */
    static String counted(int steps) {
        return steps + (steps == 1 ? " step" : " steps");
    }

    /** Whether the other side of its pair, if this change goes over to it, has been warmed up by the first member of the role. */
    boolean isWarm(Role role) {
        return !swaps.contains(role)
                || steps.stream()
                        .filter(step -> step.component().role().equals(role) && step.action() != Action.LEAVE)
                        .anyMatch(step ->
                                step.phase() == Phase.DONE || step.phase() == Phase.IN && step.failure() == null);
    }

    /** Whether it is this step's component that has the other side warmed up; those beside it wait for that. */
    boolean isWarming(Step step) {
        return steps.stream()
                .filter(each -> each.component().role().equals(step.component().role()))
                .filter(each -> each.phase() == Phase.WARMING)
                .findFirst()
                .filter(first -> first.component().equals(step.component()))
                .isPresent();
    }

    long failures() {
        return steps.stream().filter(step -> step.phase() == Phase.FAILED).count();
    }

    Change with(Status newStatus) {
        return copy(failuresMax, newStatus, steps);
    }

    /** The same with that step in place of the one of its component. */
    Change with(Step changed) {
        return each(step -> step.component().equals(changed.component()) ? changed : step);
    }

    Change each(UnaryOperator<Step> change) {
        return copy(failuresMax, status, steps.stream().map(change).toList());
    }

    /** The same, which so many failed steps do not end. */
    Change bearing(int failures) {
        return copy(failures, status, steps);
    }

    /** The same, with the whole cluster standing elsewhere to its balancer. */
    Change with(AtBalancer elsewhere) {
        return new Change(
                number, from, to, who, reason, begunAtMs, strategy, failuresMax, status, steps, elsewhere, swaps);
    }

    private Change copy(int newFailuresMax, Status newStatus, List<Step> newSteps) {
        return new Change(
                number,
                from,
                to,
                who,
                reason,
                begunAtMs,
                strategy,
                newFailuresMax,
                newStatus,
                newSteps,
                atBalancer,
                swaps);
    }
}
