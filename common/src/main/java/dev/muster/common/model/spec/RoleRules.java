package dev.muster.common.model.spec;

import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the coordinator must know of a role to bring it up, taken from its component definition.
 *
 * @param role the role
 * @param kind name of the component definition
 * @param version that will run
 * @param after roles whose components must be READY before one of this role is started; stopping goes the other way round
 * @param strategy how the components of the role follow one another
 * @param seeds how many of the role's first hosts are its seeds: stored when the cluster is formed and never computed again
 * @param agree facts that must be equal on all hosts of the role before the cluster counts as started
 * @param endpoints what a user of the role needs, for the start message
 */
public record RoleRules(
        Role role,
        String kind,
        String version,
        SortedSet<Role> after,
        StartStrategy strategy,
        int seeds,
        SortedSet<String> agree,
        List<Endpoint> endpoints) {

    public RoleRules {
        after = Collections.unmodifiableSortedSet(new TreeSet<>(after));
        agree = Collections.unmodifiableSortedSet(new TreeSet<>(agree));
        endpoints = List.copyOf(endpoints);
    }

    /** Whether the hosts of the role form a cluster of their own, which has its data among them. */
    public boolean holdsData() {
        return seeds > 0 || !agree.isEmpty();
    }

    /** How the components of one role follow one another at a start. */
    public enum StartStrategy {
        /** All at once: they find each other. */
        TOGETHER,
        /** Seeds first, then the others in the order of the file, each only when the one before it is READY. */
        ONE_AT_A_TIME
    }

    /**
     * Where a role is used.
     *
     * @param label for example {@code Spark UI}
     * @param text a URL or a command that can be pasted
     * @param variable name of the environment variable that {@code env} prints it as; empty for none
     */
    public record Endpoint(String label, String text, String variable) {}
}
