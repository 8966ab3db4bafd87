package dev.muster.agent.core;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Goal;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an agent must know after a restart; the content of its journal.
 *
 * @param incarnation of the agent that wrote this
 * @param highestEpoch that it ever obeyed
 * @param cluster that it belongs to; null before the first welcome
 * @param goals the last that it was given, with their plans
 * @param launches every launch that may still be alive: written before the launch is tried
 */
public record AgentDurable(
        Incarnation incarnation,
        Epoch highestEpoch,
        @Nullable ClusterId cluster,
        List<Goal> goals,
        SortedMap<Role, LaunchRecord> launches) {

    public AgentDurable {
        goals = List.copyOf(goals);
        launches = Collections.unmodifiableSortedMap(new TreeMap<>(launches));
    }

    /** The journal of an agent that starts for the first time. */
    public static AgentDurable fresh(Incarnation incarnation) {
        return new AgentDurable(incarnation, Epoch.NONE, null, List.of(), new TreeMap<>());
    }

    /** The same journal, taken over by the next agent. */
    public AgentDurable takenOverBy(Incarnation next) {
        if (next.compareTo(incarnation) <= 0) {
            throw new IllegalArgumentException("incarnation " + next + " is not newer than " + incarnation);
        }
        return new AgentDurable(next, highestEpoch, cluster, goals, launches);
    }

    /** One launch, and the plan that it was made from. */
    public record LaunchRecord(LaunchId launch, LaunchPlan plan) {}
}
