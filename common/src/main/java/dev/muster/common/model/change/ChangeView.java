package dev.muster.common.model.change;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a change of the cluster is.
 *
 * @param number counts the changes of the cluster, from 1
 * @param from the revision before it
 * @param to the revision that it works towards; the same for a restart
 * @param who asked for it
 * @param reason in their words; may be empty
 * @param begunAtMs when it was accepted, milliseconds since 1970
 * @param strategy how many components of a role may be down at one time
 * @param status how far it is
 * @param preconditions of the next batch, as they were looked at last; empty while steps are under way, and when none will be begun
 * @param steps in the order in which they run
 */
public record ChangeView(
        long number,
        Generation from,
        Generation to,
        String who,
        String reason,
        long begunAtMs,
        Strategy strategy,
        Status status,
        List<Precondition> preconditions,
        List<Step> steps) {

    public ChangeView {
        preconditions = List.copyOf(preconditions);
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param batch number of the batch, from 1
     * @param ageMs how long it has been in its phase under this leadership, milliseconds; 0 when it is not under way
     * @param failure why it has failed; null when it has not
     */
    public record Step(
            int batch,
            Action action,
            ComponentId component,
            Phase phase,
            long ageMs,
            @Nullable Failure failure) {}

    /** Why the next step is not begun; null when nothing keeps it. */
    public @Nullable Failure hold() {
        return Precondition.firstUnmet(preconditions);
    }

    /** The same in one sentence; empty when nothing keeps it. */
    public String waitsFor() {
        Failure hold = hold();
        return hold == null ? "" : hold.message();
    }

    public long count(Phase phase) {
        return steps.stream().filter(step -> step.phase() == phase).count();
    }
}
