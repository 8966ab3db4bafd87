package dev.muster.common.component;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How the components of a kind follow one another.
 *
 * @param after roles that go before
 * @param strategy of one role
 * @param seeds how many seeds there are: least number of hosts of the role to number of seeds
 * @param agree facts that must be equal on all hosts
 * @param onStandby whether the first standby host gets one too: the role survives the loss of the master's host
 */
public record StartRules(
        SortedSet<Role> after,
        StartStrategy strategy,
        SortedMap<Integer, Integer> seeds,
        SortedSet<String> agree,
        boolean onStandby) {

    public StartRules {
        after = Collections.unmodifiableSortedSet(new TreeSet<>(after));
        seeds = Collections.unmodifiableSortedMap(new TreeMap<>(seeds));
        agree = Collections.unmodifiableSortedSet(new TreeSet<>(agree));
    }

    /** The number of seeds of a role with {@code hosts} hosts. */
    public int seedsOf(int hosts) {
        return seeds.headMap(hosts + 1).values().stream()
                .reduce((fewer, more) -> more)
                .map(count -> Math.min(hosts, count))
                .orElse(0);
    }
}
