package dev.muster.common.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent sees of one component. Always the whole truth, never a difference.
 *
 * @param role which component of the host
 * @param state where it is
 * @param launch the launch that this speaks of; null while nothing was launched
 * @param plan hash of the plan that the launch was made from; null while nothing was launched
 * @param pid process id of the component; 0 while nothing runs
 * @param evidence the latest of each probe, of this launch
 * @param failure why it is not running; null when nothing is wrong
 * @param restarts how often it was started again after an exit that nobody asked for
 * @param gaveUp whether the agent has stopped trying: the flap limit was reached, or the exit is one that no retry cures
 * @param progress what is going on, for people, for example {@code installing 62 %}; empty when there is nothing to say
 */
public record Observation(
        Role role,
        ComponentState state,
        @Nullable LaunchId launch,
        @Nullable PlanHash plan,
        long pid,
        List<Evidence> evidence,
        @Nullable Failure failure,
        int restarts,
        boolean gaveUp,
        String progress) {

    public Observation {
        evidence = List.copyOf(evidence);
    }

    /** A component that nobody has touched yet. */
    public static Observation absent(Role role) {
        return new Observation(role, ComponentState.ABSENT, null, null, 0, List.of(), null, 0, false, "");
    }

    /** The same of one whose files are here, and of which nothing runs. */
    public Observation stopped() {
        return new Observation(
                role, ComponentState.STOPPED, launch, plan, 0, evidence, failure, restarts, gaveUp, progress);
    }

    /** READY, and every probe of level JOINED has passed too: it counts towards the start. */
    public boolean isJoined() {
        return state == ComponentState.READY
                && evidence.stream().allMatch(e -> e.passed() || e.level() == ProbeLevel.SETTLED);
    }

    /** Joined, and every probe of level SETTLED has passed too: a change may take a member of its role down. */
    public boolean isSettled() {
        return state == ComponentState.READY && evidence.stream().allMatch(Evidence::passed);
    }

    /** What it says of the first probe of a level that has not passed; empty when all have. */
    public Optional<String> unproven(ProbeLevel level) {
        return evidence.stream()
                .filter(e -> e.level() == level && !e.passed())
                .map(e -> e.probe() + ": " + e.detail())
                .findFirst();
    }

    /** The same, with every piece of evidence at age 0: for telling whether there is anything new to say. */
    public Observation ageless() {
        return new Observation(
                role,
                state,
                launch,
                plan,
                pid,
                evidence.stream().map(e -> e.aged(0)).toList(),
                failure,
                restarts,
                gaveUp,
                progress);
    }
}
