package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.RoleRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Without whom a run may go on. Decides only; {@link Barrier} waits, and an operator may be told no.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>A host is left behind only when every role has as many hosts as the file requires of it; a role of which the file says nothing
 *       needs all of its hosts. Hosts that an operator skipped count no longer, either way.
 *   <li>Seeds are chosen among those who are there when components of the role may first be started, and stored before one is; never
 *       again. So a host that comes late is no seed, and joins what the seeds have formed.
 *   <li>A run does not do without what a role was, or may have been, formed from: of a role that was whole once, one seed at least is
 *       there; of one that may be about to form, all are, or one that is joined.
 * </ol>
 */
final class Quorum {

    private final CoordinatorSettings settings;

    Quorum(CoordinatorSettings settings) {
        this.settings = settings;
    }

    /** Whether anybody may be left behind at all. */
    boolean isRequired() {
        return !settings.spec().require().isEmpty();
    }

    /** Hosts that are not there and that the run does not do without yet. */
    static List<Member> missing(Cluster cluster, DurableState durable) {
        return cluster.all().stream()
                .filter(m -> !m.isRegistered() && !durable.absent().containsKey(m.spec.name()))
                .toList();
    }

    /** Whether the run may go on without those who are not there (rules 1 and 3). */
    boolean holds(Cluster cluster, DurableState durable) {
        return isRequired()
                && settings.spec().roles().stream()
                        .allMatch(role -> registered(cluster, role) >= needed(cluster, durable, role)
                                && isAnchored(cluster, durable, role));
    }

    private static long registered(Cluster cluster, Role role) {
        return cluster.withRole(role).stream().filter(Member::isRegistered).count();
    }

    private long needed(Cluster cluster, DurableState durable, Role role) {
        List<Member> hosts = cluster.withRole(role);
        long askedFor =
                hosts.stream().filter(m -> !durable.isSkipped(m.spec.name())).count();
        Requirement requirement = settings.spec().require().get(role);
        return requirement == null ? askedFor : Math.min(askedFor, requirement.hostsOf(hosts.size()));
    }

    /** Rule 3. */
    private static boolean isAnchored(Cluster cluster, DurableState durable, Role role) {
        List<Member> seeds = seeds(cluster, durable, role);
        if (seeds.isEmpty() || !durable.sown().contains(role)) {
            return true;
        }
        return durable.formed().contains(role)
                ? seeds.stream().anyMatch(Member::isRegistered)
                : seeds.stream().allMatch(Member::isRegistered) || isJoined(seeds, role);
    }

    private static boolean isJoined(List<Member> seeds, Role role) {
        return seeds.stream()
                .anyMatch(m -> m.isRegistered() && m.observation(role).isJoined());
    }

    private static List<Member> seeds(Cluster cluster, DurableState durable, Role role) {
        return GoalBook.seeds(durable, role).stream()
                .map(cluster::member)
                .filter(m -> m != null && m.spec.has(role))
                .toList();
    }

    /** Fixes the seeds of every role whose components may be started from now on (rule 2). */
    DurableState sow(DurableState durable) {
        if (durable.sown().containsAll(settings.rules().keySet())) {
            return durable;
        }
        TreeSet<Role> sown = new TreeSet<>(durable.sown());
        TreeMap<Role, List<HostName>> seeds = new TreeMap<>(durable.seeds());
        for (RoleRules rule : settings.rules().values()) {
            List<HostName> there = settings.spec().hostsWith(rule.role()).stream()
                    .map(HostSpec::name)
                    .filter(host -> !durable.absent().containsKey(host))
                    .toList();
            if (there.isEmpty() || !sown.add(rule.role()) || rule.seeds() == 0) {
                continue;
            }
            LinkedHashSet<HostName> chosen = new LinkedHashSet<>(GoalBook.seeds(durable, rule.role()));
            chosen.retainAll(there);
            for (HostName host : there) {
                if (chosen.size() < rule.seeds()) {
                    chosen.add(host);
                }
            }
            seeds.put(rule.role(), new ArrayList<>(chosen));
        }
        return sown.equals(durable.sown()) ? durable : durable.withSown(sown).withSeeds(seeds);
    }

    /** The role that no other host has, of those that an operator has not skipped, and that others start after. */
    Optional<Role> onlyOneOf(Cluster cluster, DurableState durable, Member member) {
        return member.spec.roles().keySet().stream()
                .filter(role -> settings.rules().values().stream()
                        .anyMatch(rule -> rule.after().contains(role)))
                .filter(role -> cluster.withRole(role).stream()
                        .allMatch(other -> other == member || durable.isSkipped(other.spec.name())))
                .findFirst();
    }

    /** The role that could not go on, or might be formed a second time, without {@code member}, which is not there (rule 3). */
    static Optional<Role> formedFrom(Cluster cluster, DurableState durable, Member member) {
        return member.spec.roles().keySet().stream()
                .filter(role -> durable.sown().contains(role))
                .filter(role -> {
                    List<Member> seeds = seeds(cluster, durable, role);
                    boolean another = durable.formed().contains(role)
                            ? seeds.stream()
                                    .anyMatch(m ->
                                            m != member && !durable.absent().containsKey(m.spec.name()))
                            : isJoined(seeds, role);
                    return seeds.contains(member) && !another;
                })
                .findFirst();
    }
}
