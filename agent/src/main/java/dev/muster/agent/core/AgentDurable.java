package dev.muster.agent.core;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
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
 * @param memberships of every role that was launched here and has not left its cluster since; null in journals of agents that
 *     did not know of it
 */
public record AgentDurable(
        Incarnation incarnation,
        Epoch highestEpoch,
        @Nullable ClusterId cluster,
        List<Goal> goals,
        SortedMap<Role, LaunchRecord> launches,
        @Nullable SortedMap<Role, Membership> memberships) {

    public AgentDurable {
        goals = List.copyOf(goals);
        launches = Collections.unmodifiableSortedMap(new TreeMap<>(launches));
        memberships = Collections.unmodifiableSortedMap(
                new TreeMap<>(memberships == null ? presumed(goals, launches) : memberships));
    }

    /** An older agent may have launched whatever was wanted of it. */
    private static SortedMap<Role, Membership> presumed(List<Goal> goals, SortedMap<Role, LaunchRecord> launches) {
        SortedMap<Role, Membership> presumed = new TreeMap<>();
        goals.stream()
                .filter(goal -> goal.state() != GoalState.ABSENT)
                .forEach(goal -> presumed.put(goal.role(), Membership.MEMBER));
        launches.keySet().forEach(role -> presumed.put(role, Membership.MEMBER));
        return presumed;
    }

    /** What this host's component of a role is to its cluster, as far as its data are concerned. */
    public enum Membership {
        /** Never launched here, or has left since. */
        NONE,
        /** Was launched here: others may need what it holds. */
        MEMBER,
        /** Has begun to leave, and may have gone any part of the way. */
        LEAVING,
        /** Has left, by its own word; what is to be done afterwards may not be done yet. */
        LEFT
    }

    /** The journal of an agent that starts for the first time. */
    public static AgentDurable fresh(Incarnation incarnation) {
        return new AgentDurable(incarnation, Epoch.NONE, null, List.of(), new TreeMap<>(), new TreeMap<>());
    }

    /** The same journal, taken over by the next agent. */
    public AgentDurable takenOverBy(Incarnation next) {
        if (next.compareTo(incarnation) <= 0) {
            throw new IllegalArgumentException("incarnation " + next + " is not newer than " + incarnation);
        }
        return new AgentDurable(next, highestEpoch, cluster, goals, launches, memberships);
    }

    /** One launch, and the plan that it was made from. */
    public record LaunchRecord(LaunchId launch, LaunchPlan plan) {}
}
