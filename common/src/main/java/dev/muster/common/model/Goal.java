package dev.muster.common.model;

import dev.muster.common.model.plan.LaunchPlan;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator wants of one component of one host. Goals travel as full sets and may be repeated.
 *
 * @param role which component
 * @param state what is wanted
 * @param generation the definition that wants it
 * @param planHash names the plan to launch from; null when nothing is to be launched
 * @param plan the plan itself; null in repeats, when the agent has the plan of this hash already
 * @param ignoredChecks names of checks that keep it from no launch there, whatever they find: an operator wants it so
 */
public record Goal(
        Role role,
        GoalState state,
        Generation generation,
        @Nullable PlanHash planHash,
        @Nullable LaunchPlan plan,
        SortedSet<String> ignoredChecks) {

    /** A coordinator or a journal of an older version names no checks. */
    public Goal(
            Role role,
            GoalState state,
            Generation generation,
            @Nullable PlanHash planHash,
            @Nullable LaunchPlan plan,
            @Nullable SortedSet<String> ignoredChecks) {
        this.role = role;
        this.state = state;
        this.generation = generation;
        this.planHash = planHash;
        this.plan = plan;
        this.ignoredChecks = ignoredChecks == null
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(ignoredChecks));
    }

    /** The same goal without its plan, for an agent that has it. */
    public Goal withoutPlan() {
        return new Goal(role, state, generation, planHash, null, ignoredChecks);
    }

    /** The same goal with the plan that its hash names. */
    public Goal with(LaunchPlan known) {
        return new Goal(role, state, generation, known.hash(), known, ignoredChecks);
    }

    /** The same goal, but for what is wanted. */
    public Goal wanting(GoalState other) {
        return new Goal(role, other, generation, planHash, plan, ignoredChecks);
    }
}
