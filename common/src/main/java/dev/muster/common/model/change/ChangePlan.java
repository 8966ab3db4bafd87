package dev.muster.common.model.change;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Precondition.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a definition would do to a running cluster, in the order in which it would be done. Nothing is changed by making one.
 *
 * @param from the revision in force
 * @param to the revision that it would be; the same when nothing would be accepted
 * @param hash of the exact bytes of the proposed file
 * @param token names this plan, the revision and the state of the hosts that it was made from; whoever gives it to {@code apply} has
 *     exactly this plan performed, or none
 * @param strategy how many components of a role may be down at one time
 * @param differences between the two definitions, in the words of the file
 * @param newHosts that the cluster would have
 * @param goneHosts that it would have no longer
 * @param steps in the order in which they would run
 * @param interruptions what the users of each role would notice, a line a role
 * @param warnings what an operator should think of before
 * @param preconditions all that must be so, met or not: first what it would be refused for, then what its first batch would wait for
 * @param severe whether something may be lost, so that a person must name the cluster
 * @param unchanged components that are not touched
 */
public record ChangePlan(
        Generation from,
        Generation to,
        SpecHash hash,
        String token,
        Strategy strategy,
        List<String> differences,
        List<HostName> newHosts,
        List<HostName> goneHosts,
        List<Step> steps,
        List<String> interruptions,
        List<Failure> warnings,
        List<Precondition> preconditions,
        boolean severe,
        int unchanged) {

    public ChangePlan {
        differences = List.copyOf(differences);
        newHosts = List.copyOf(newHosts);
        goneHosts = List.copyOf(goneHosts);
        steps = List.copyOf(steps);
        interruptions = List.copyOf(interruptions);
        warnings = List.copyOf(warnings);
        preconditions = List.copyOf(preconditions);
    }

    /** Whether the definition is another one, or anything would be done. */
    public boolean isChange() {
        return !to.equals(from) || !steps.isEmpty();
    }

    /** What it would be refused for. */
    public List<Failure> obstacles() {
        return unmet(Effect.REFUSES);
    }

    /** What its first batch would wait for as the cluster is now. */
    public List<Failure> holds() {
        return unmet(Effect.HOLDS);
    }

    private List<Failure> unmet(Effect effect) {
        return preconditions.stream()
                .filter(each -> each.effect() == effect)
                .map(Precondition::unmet)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The same with one more precondition. */
    public ChangePlan with(Precondition precondition) {
        List<Precondition> more = new ArrayList<>(preconditions);
        more.add(precondition);
        return new ChangePlan(
                from,
                to,
                hash,
                token,
                strategy,
                differences,
                newHosts,
                goneHosts,
                steps,
                interruptions,
                warnings,
                more,
                severe,
                unchanged);
    }

    /**
     * One thing that would be done.
     *
     * @param batch number of the batch, from 1: those of one batch are taken together
     * @param action what is done
     * @param component with which component
     * @param kind of the component
     * @param version that will run, or runs
     * @param why what makes it needed, for example {@code heap 2g -> 4g}
     */
    public record Step(int batch, Action action, ComponentId component, String kind, String version, List<String> why) {
        public Step {
            why = List.copyOf(why);
        }
    }
}
