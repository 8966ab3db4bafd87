package dev.muster.common.model;

import dev.muster.common.model.plan.LaunchPlan;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator wants of one component of one host. Goals travel as full sets and may be repeated.
 *
 * @param role which component
 * @param state what is wanted
 * @param generation the definition that wants it
 * @param planHash names the plan to launch from; null when nothing is to be launched
 * @param plan the plan itself; null in repeats, when the agent has the plan of this hash already
 */
public record Goal(
        Role role,
        GoalState state,
        Generation generation,
        @Nullable PlanHash planHash,
        @Nullable LaunchPlan plan) {

    /** The same goal without its plan, for an agent that has it. */
    public Goal withoutPlan() {
        return new Goal(role, state, generation, planHash, null);
    }
}
