package dev.muster.coordinator.balancer;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import org.jspecify.annotations.Nullable;

/**
 * One action for one member, or for the whole cluster.
 *
 * @param change on whose behalf: the number of a change, or another word; in the program's environment as MUSTER_CHANGE
 * @param host of the member; null for the whole cluster
 * @param role of the member; null for the whole cluster
 * @param dryRun whether it is only told what would be done
 */
public record Task(
        String change, @Nullable HostName host, @Nullable Role role, BalancerAction action, boolean dryRun) {

    public Task {
        if ((host == null) != (role == null)) {
            throw new IllegalArgumentException("a member has a host and a role");
        }
    }

    /** For one member. */
    public static Task of(String change, HostName host, Role role, BalancerAction action) {
        return new Task(change, host, role, action, false);
    }

    /** For the whole cluster, which can be disabled and enabled. */
    public static Task ofCluster(String change, BalancerAction action) {
        return new Task(change, null, null, action, false);
    }

    /** On whose behalf, for people: {@code change 3}, {@code maintenance}. */
    String behalf() {
        return change.chars().allMatch(Character::isDigit) ? "change " + change : change;
    }

    /** The same, only told. */
    public Task asDryRun() {
        return new Task(change, host, role, action, true);
    }

    /** {@code disable 10.0.0.11/web}, or {@code disable the cluster}. */
    @Override
    public String toString() {
        return action.word() + " " + (host == null ? "the cluster" : host + "/" + role);
    }
}
