package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 *       again, but that one which is left behind before the role is whole is a seed no longer. So a host that comes late is no seed
 *       of what others have formed, and joins it.
 *   <li>A run does not do without what a role was, or may have been, formed from: of a role that was whole once, one seed at least is
 *       there; of one that may be about to form, all are, or one that works.
 * </ol>
 */
final class Quorum {

    private final InForce inForce;

    Quorum(InForce inForce) {
        this.inForce = inForce;
    }

    /** Whether anybody may be left behind at all. */
    boolean isRequired() {
        return !inForce.counted().require().isEmpty();
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
                && inForce.counted().roles().stream()
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
        Requirement requirement = inForce.counted().require().get(role);
        return requirement == null ? askedFor : Math.min(askedFor, requirement.hostsOf(hosts.size()));
    }

    /** Rule 3. */
    private boolean isAnchored(Cluster cluster, DurableState durable, Role role) {
        List<Member> seeds = seeds(cluster, durable, role);
        if (seeds.isEmpty() || !durable.sown().contains(role)) {
            return true;
        }
        return durable.formed().contains(role)
                ? seeds.stream().anyMatch(Member::isRegistered)
                : seeds.stream().allMatch(Member::isRegistered) || hasFormed(seeds, role);
    }

    /** Whether a seed that is there works in what the role has formed, so that whoever comes joins that. */
    private boolean hasFormed(List<Member> seeds, Role role) {
        RoleRules rule = inForce.rules().get(role);
        return rule != null
                && seeds.stream()
                        .filter(Member::isRegistered)
                        .map(m -> m.observation(role))
                        .filter(o -> o.state() == ComponentState.READY)
                        .anyMatch(o -> o.isJoined()
                                || rule.strategy() == StartStrategy.ONE_AT_A_TIME
                                || !rule.agree().isEmpty() && tells(o, rule.agree()));
    }

    private static boolean tells(Observation observation, Set<String> facts) {
        return facts.stream().allMatch(fact -> observation.evidence().stream()
                .anyMatch(e -> !e.facts().getOrDefault(fact, "").isEmpty()));
    }

    private static List<Member> seeds(Cluster cluster, DurableState durable, Role role) {
        return GoalBook.seeds(durable, role).stream()
                .map(cluster::member)
                .filter(m -> m != null && m.spec.has(role))
                .toList();
    }

    /**
     * Seeds are chosen for the first time when a role first has hosts, and for good by {@link #sow}. One that the file has taken
     * the role from is none any more; when none is left, they are chosen anew: without a seed no node joins.
     */
    DurableState seeded(DurableState state) {
        TreeMap<Role, List<HostName>> all = new TreeMap<>(state.seeds());
        TreeSet<Role> sown = new TreeSet<>(state.sown());
        for (RoleRules rule : inForce.rules().values()) {
            List<HostName> hosts = formers(state, rule.role());
            List<HostName> kept = GoalBook.seeds(state, rule.role()).stream()
                    .filter(hosts::contains)
                    .toList();
            if (kept.isEmpty() && rule.seeds() > 0) {
                sown.remove(rule.role());
            }
            List<HostName> seeds =
                    kept.isEmpty() ? hosts.stream().limit(rule.seeds()).toList() : kept;
            if (!seeds.isEmpty()) {
                all.put(rule.role(), seeds);
            }
        }
        return state.withSeeds(all).withSown(sown);
    }

    /**
     * Who may be a seed: not who is to leave, which nobody would find any more. But as long as a change has brought in none of those who
     * stay, who is there forms the role: what is to join may never come.
     */
    private List<HostName> formers(DurableState state, Role role) {
        List<HostName> staying = hosts(inForce.current().spec(), role);
        List<HostName> standing = hosts(inForce.counted(), role);
        boolean hasNoneJoined =
                staying.stream().allMatch(host -> InForce.isPending(state, new ComponentId(host, role)));
        return hasNoneJoined && !standing.isEmpty() ? standing : staying;
    }

    private static List<HostName> hosts(ClusterSpec spec, Role role) {
        return spec.hostsWith(role).stream().map(HostSpec::name).toList();
    }

    /** Fixes the seeds of every role whose components may be started from now on (rule 2). */
    DurableState sow(Cluster cluster, DurableState durable) {
        if (durable.sown().containsAll(inForce.rules().keySet())) {
            return durable;
        }
        TreeSet<Role> sown = new TreeSet<>(durable.sown());
        TreeMap<Role, List<HostName>> seeds = new TreeMap<>(durable.seeds());
        for (RoleRules rule : inForce.rules().values()) {
            List<HostName> there = formers(durable, rule.role()).stream()
                    .filter(host -> !durable.absent().containsKey(host))
                    .toList();
            boolean isAnyThere = cluster.withRole(rule.role()).stream()
                    .anyMatch(m -> m.isRegistered() && there.contains(m.spec.name()));
            if (!isAnyThere || !sown.add(rule.role()) || rule.seeds() == 0) {
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

    /** The run goes on without {@code hosts} (rule 2). */
    static DurableState goOnWithout(DurableState durable, List<HostName> hosts, Absence absence) {
        TreeMap<HostName, Absence> absent = new TreeMap<>(durable.absent());
        hosts.forEach(host -> absent.put(host, absence));
        TreeMap<Role, List<HostName>> seeds = new TreeMap<>(durable.seeds());
        seeds.replaceAll((role, chosen) -> {
            List<HostName> there =
                    chosen.stream().filter(host -> !hosts.contains(host)).toList();
            boolean isForming =
                    durable.sown().contains(role) && !durable.formed().contains(role);
            return isForming && !there.isEmpty() ? there : chosen;
        });
        return durable.withAbsent(absent).withSeeds(seeds);
    }

    /** The role that no other host has, of those that an operator has not skipped, and that others start after. */
    Optional<Role> onlyOneOf(Cluster cluster, DurableState durable, Member member) {
        return member.spec.roles().keySet().stream()
                .filter(role -> inForce.rules().values().stream()
                        .anyMatch(rule -> rule.after().contains(role)))
                .filter(role -> cluster.withRole(role).stream()
                        .allMatch(other -> other == member || durable.isSkipped(other.spec.name())))
                .findFirst();
    }

    /** The role that could not go on, or might be formed a second time, without {@code member}, which is not there (rule 3). */
    Optional<Role> formedFrom(Cluster cluster, DurableState durable, Member member) {
        return member.spec.roles().keySet().stream()
                .filter(role -> durable.sown().contains(role))
                .filter(role -> {
                    List<Member> seeds = seeds(cluster, durable, role);
                    boolean another = durable.formed().contains(role)
                            ? seeds.stream()
                                    .anyMatch(m ->
                                            m != member && !durable.absent().containsKey(m.spec.name()))
                            : hasFormed(seeds, role);
                    return seeds.contains(member) && !another;
                })
                .findFirst();
    }
}
