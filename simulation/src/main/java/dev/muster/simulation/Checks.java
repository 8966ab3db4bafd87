package dev.muster.simulation;

import dev.muster.agent.core.AgentDurable;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.coordinator.core.Absence;
import dev.muster.coordinator.core.DurableState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What must hold in the world itself, and what is remembered over all processes and leaderships. */
final class Checks {

    private final World world;
    private final Map<Long, Integer> announcements = new TreeMap<>();
    private final Map<Long, Set<HostName>> registered = new HashMap<>();
    private final Map<Long, Set<ComponentId>> released = new HashMap<>();
    private final Map<HostName, Incarnation> stopped = new HashMap<>();
    private final Set<ComponentId> everDropped = new HashSet<>();
    private final Set<ComponentId> launched = new HashSet<>();
    private final Map<Long, Set<HostName>> absent = new HashMap<>();
    private final Map<Long, Map<HostName, Set<Set<String>>>> looked = new HashMap<>();
    private final Map<Long, Map<HostName, Set<Set<HostName>>>> tried = new HashMap<>();
    private boolean calm;

    private final ChangeChecks changes;
    private final RestraintChecks restraints;

    Checks(World world) {
        this.world = world;
        this.changes = new ChangeChecks(world);
        this.restraints = new RestraintChecks(world);
    }

    /** Nothing fails any more and the cluster is where it should be. */
    void calm() {
        calm = true;
    }

    void calmIsOver(String what) {
        if (calm) {
            throw new Violation(Invariant.CALM_STAYS_CALM, what);
        }
    }

    // --- processes

    /** A process is about to come into being. */
    void launching(SimProcess process) {
        ComponentId id = process.kind.id();
        String what = id + " " + process.kind.launch();
        calmIsOver(what + " is launched");
        launched.add(id);
        world.components.running(id).findFirst().ifPresent(other -> {
            throw new Violation(Invariant.ONE_PROCESS, what + " is launched beside " + other.kind.launch());
        });
        AgentDurable journal = process.machine.journal();
        boolean journaled = journal != null
                && journal.launches().values().stream().anyMatch(l -> l.launch().equals(process.kind.launch()));
        if (!journaled) {
            throw new Violation(Invariant.JOURNAL_BEFORE_LAUNCH, what);
        }
        world.ailments.look(id.host()).stream()
                .filter(check -> check.failure() != null && !world.operator.hasIgnored(id.host(), check.name()))
                .findFirst()
                .ifPresent(check -> {
                    throw new Violation(
                            Invariant.OWN_CHECK, what + " is launched, and nobody has ignored " + check.name());
                });
        if (world.shape.rule(id.role()).strategy() == StartStrategy.ONE_AT_A_TIME) {
            joinsAlone(id, what);
        }
    }

    /** Whether the present run went on without that host at some time. */
    private boolean isDoneWithout(HostName host) {
        DurableState state = world.store.state();
        return state != null && absent.getOrDefault(state.run(), Set.of()).contains(host);
    }

    private void joinsAlone(ComponentId joining, String what) {
        // Its agent may not have heard yet that the file does not have it any more; and while one leader's file did not
        // have it,
        // another one's turn may have come.
        boolean knownToAll = world.components.ids().contains(joining) && !everDropped.contains(joining);
        if (world.components.hasEverWorked(joining) || !knownToAll) {
            return;
        }
        for (ComponentId other : world.components.ids()) {
            if (!other.role().equals(joining.role()) || other.equals(joining) || isDoneWithout(other.host())) {
                continue;
            }
            boolean worked = world.components.hasEverWorked(other);
            boolean needsThis = world.components.isSeed(joining) && !world.components.isSeed(other);
            if (!worked && !needsThis && world.components.runs(other)) {
                throw new Violation(Invariant.ONE_AT_A_TIME, what + " joins while " + other + " joins");
            }
            if (!worked && world.components.isSeed(other) && !world.components.isSeed(joining)) {
                throw new Violation(Invariant.SEEDS_FIRST, what + " joins before the seed " + other);
            }
        }
    }

    // --- the store

    /** A state has landed in the store. */
    void landed(@Nullable DurableState before, DurableState after, Epoch newest) {
        if (!after.epoch().equals(newest)) {
            throw new Violation(
                    Invariant.EPOCHS_INCREASE, "epoch " + after.epoch() + " wrote after epoch " + newest + " had led");
        }
        if (after.run() > world.operator.starts()) {
            throw new Violation(Invariant.RUN_IS_ASKED_FOR, "run " + after.run() + " begins by itself");
        }
        if (before != null && after.run() != before.run()) {
            stopped.clear();
        }
        changes.landed(before, after);
        restraints.landed(before, after);
        countsGenerations(before, after);
        absent.computeIfAbsent(after.run(), r -> new HashSet<>())
                .addAll(after.absent().keySet());
        if (before != null) {
            leavesEnough(before, after);
            if (before.run() == after.run() && after.barrierRun() < before.barrierRun()) {
                throw new Violation(Invariant.BARRIER_STAYS_PASSED, "run " + after.run() + " waits for hosts again");
            }
            keepsSeeds(before, after);
            formsOnce(before, after);
            formedIsTrue(before, after);
            Set<ComponentId> kept = Membership.members(world.shape, after);
            Membership.members(world.shape, before).stream()
                    .filter(id -> !kept.contains(id))
                    .forEach(everDropped::add);
        }
        after.hosts().forEach((host, stop) -> {
            if (stop.stopped() != null) {
                stopped.put(host, stop.stopped());
            }
        });
    }

    /** Several revisions may land in one write. */
    private static void countsGenerations(@Nullable DurableState before, DurableState after) {
        long number = before == null ? 0 : before.generation().value();
        SpecHash hash = before == null ? null : before.revision().hash();
        for (Revision revision : after.history().revisions()) {
            if (revision.number().value() <= number) {
                continue;
            }
            number++;
            if (revision.number().value() != number || revision.hash().equals(hash)) {
                throw new Violation(
                        Invariant.GENERATIONS,
                        revision.hash() + " is of generation " + revision.number() + " after " + (number - 1) + ", "
                                + hash);
            }
            hash = revision.hash();
        }
        if (after.generation().value() != number || !after.revision().hash().equals(hash)) {
            throw new Violation(
                    Invariant.GENERATIONS,
                    after.revision().hash() + " is of generation " + after.generation() + " instead of " + number);
        }
    }

    ChangeChecks changes() {
        return changes;
    }

    // --- what coordinators say

    /** The start of {@code run} was told to the operator. */
    void announced(long run) {
        int times = announcements.merge(run, 1, Integer::sum);
        if (times > 1) {
            throw new Violation(Invariant.ANNOUNCED_ONCE, "run " + run + " was announced " + times + " times");
        }
    }

    boolean isAnnounced(long run) {
        return announcements.containsKey(run);
    }

    /** An agent of {@code host} really introduced itself to the leader of {@code run}. */
    void introduced(long run, HostName host) {
        registered.computeIfAbsent(run, r -> new HashSet<>()).add(host);
    }

    /** Something is wanted RUNNING. */
    void barrier(DurableState state) {
        long run = state.run();
        Set<HostName> came = registered.getOrDefault(run, Set.of());
        Set<HostName> excused = absent.getOrDefault(run, Set.of());
        for (HostName host : world.shape.hosts()) {
            if (!came.contains(host)
                    && !excused.contains(host)
                    && !state.absent().containsKey(host)) {
                throw new Violation(Invariant.BARRIER, "run " + run + " goes on without " + host);
            }
        }
    }

    /** Nobody is done without but those whom the file does not require, or whom an operator skipped. */
    void isAllowed(DurableState state, long file) {
        state.absent().keySet().stream()
                .filter(host -> isSkipped(state, host) && !world.operator.hasSkipped(host))
                .findFirst()
                .ifPresent(host -> {
                    throw new Violation(Invariant.ABSENCE_ALLOWED, "nobody has skipped " + host);
                });
        for (Role role : world.shape.spec(file).roles()) {
            List<HostName> hosts = hosts(file, role);
            long left = leftBehind(state, hosts);
            if (left > hosts.size() - needed(file, role, hosts.size())) {
                throw new Violation(
                        Invariant.ABSENCE_ALLOWED,
                        left + " of " + hosts.size() + " hosts of " + role + " are left behind");
            }
        }
    }

    /** When somebody is left behind, as many are there as are required, or all that an operator has not skipped. */
    private void leavesEnough(DurableState before, DurableState after) {
        long file = World.file(after);
        boolean anew = after.absent().keySet().stream()
                .anyMatch(host -> !isSkipped(after, host) && !before.absent().containsKey(host));
        for (Role role : anew ? world.shape.spec(file).roles() : List.<Role>of()) {
            List<HostName> hosts = hosts(file, role);
            long skipped = hosts.stream().filter(host -> isSkipped(after, host)).count();
            long there = hosts.size() - skipped - leftBehind(after, hosts);
            long needed = Math.min(hosts.size() - skipped, needed(file, role, hosts.size()));
            if (there < needed) {
                throw new Violation(Invariant.ABSENCE_ALLOWED, there + " hosts of " + role + " instead of " + needed);
            }
        }
    }

    private List<HostName> hosts(long file, Role role) {
        return world.shape.spec(file).hostsWith(role).stream()
                .map(HostSpec::name)
                .toList();
    }

    private long needed(long file, Role role, int hosts) {
        Requirement requirement = world.shape.spec(file).require().get(role);
        return requirement == null ? hosts : requirement.hostsOf(hosts);
    }

    private static long leftBehind(DurableState state, List<HostName> hosts) {
        return hosts.stream()
                .filter(host -> state.absent().containsKey(host) && !isSkipped(state, host))
                .count();
    }

    private static boolean isSkipped(DurableState state, HostName host) {
        Absence absence = state.absent().get(host);
        return absence != null && absence.skippedBy() != null;
    }

    /** Seeds of a role that has begun to form stay, as long as the file has one of them. */
    private void keepsSeeds(DurableState before, DurableState after) {
        for (Role role : before.seeds().keySet()) {
            List<HostName> hosts = world.shape.spec(World.file(after)).hostsWith(role).stream()
                    .map(HostSpec::name)
                    .toList();
            List<HostName> kept =
                    before.seeds().get(role).stream().filter(hosts::contains).toList();
            boolean begun = hosts.stream().anyMatch(host -> begun(host, role));
            List<HostName> there = kept.stream()
                    .filter(host -> !after.absent().containsKey(host))
                    .toList();
            List<HostName> seeds = after.seeds().getOrDefault(role, List.of());
            if (begun && !kept.isEmpty() && !kept.equals(seeds) && !there.equals(seeds)) {
                throw new Violation(Invariant.SEEDS_STAY, "the seeds of " + role + ", " + kept + ", become " + seeds);
            }
        }
    }

    /** What a role may have been formed from is not left behind: those who go on would form it a second time. */
    /** Whether it is a part of what its role was formed as: what has left and is to join again is none. */
    private boolean isFormedFrom(DurableState state, ComponentId id) {
        return world.components.hasEverWorked(id)
                && !DurableState.NOT_JOINED.equals(state.standing().get(id));
    }

    private void formsOnce(DurableState before, DurableState after) {
        for (Role role : after.seeds().keySet()) {
            List<HostName> worked = world.shape.spec(World.file(after)).hostsWith(role).stream()
                    .map(HostSpec::name)
                    .filter(host -> isFormedFrom(after, new ComponentId(host, role)))
                    .toList();
            boolean left = worked.stream().anyMatch(host -> !before.absent().containsKey(host));
            if (!worked.isEmpty() && left && after.absent().keySet().containsAll(worked)) {
                throw new Violation(Invariant.FORMED_ONCE, role + " was formed by " + worked + ", who are left behind");
            }
        }
    }

    /**
     * A role becomes formed by all of its nodes that the run goes on with: whoever is not one of them, or is still to join it by a
     * change, joins, and does not form it.
     */
    private void formedIsTrue(DurableState before, DurableState after) {
        for (Role role : after.formed()) {
            if (before.formed().contains(role)) {
                continue;
            }
            List<HostName> idle = world.shape.spec(World.file(after)).hostsWith(role).stream()
                    .map(HostSpec::name)
                    .filter(host -> !after.absent().containsKey(host)
                            && !DurableState.NOT_JOINED.equals(after.standing().get(new ComponentId(host, role)))
                            && !before.absent().containsKey(host)
                            && !world.components.hasEverWorked(new ComponentId(host, role)))
                    .toList();
            if (!idle.isEmpty()) {
                throw new Violation(Invariant.FORMED_IS_TRUE, role + " counts as whole, and never worked on " + idle);
            }
        }
    }

    private boolean begun(HostName host, Role role) {
        return launched.contains(new ComponentId(host, role));
    }

    /** A host has really said what it lacks. */
    void looked(long run, HostName host, Set<String> lacking) {
        looked.computeIfAbsent(run, r -> new HashMap<>())
                .computeIfAbsent(host, h -> new HashSet<>())
                .add(lacking);
    }

    /** A host has really tried what it was asked to. */
    void tried(long run, HostName host, Set<HostName> unreached) {
        tried.computeIfAbsent(run, r -> new HashMap<>())
                .computeIfAbsent(host, h -> new HashSet<>())
                .add(unreached);
    }

    /** The preflight of a run counts as passed. */
    void checked(DurableState state, long file) {
        Set<HostName> excused = new HashSet<>(state.absent().keySet());
        excused.addAll(state.hosts().keySet());
        tried.getOrDefault(state.run(), Map.of()).forEach((host, unreached) -> {
            if (!excused.contains(host) && unreached.stream().noneMatch(excused::containsAll)) {
                throw new Violation(
                        Invariant.REACHED_FIRST,
                        "run " + state.run() + " goes on, and " + host + " does not reach the others");
            }
        });
        Map<HostName, Set<Set<String>>> said = looked.getOrDefault(state.run(), Map.of());
        for (HostName host : world.shape.spec(file).hosts().keySet()) {
            Set<String> ignored = state.ignoredChecks().getOrDefault(host, new TreeSet<>());
            boolean well = said.getOrDefault(host, Set.of()).stream().anyMatch(ignored::containsAll);
            if (!excused.contains(host) && !well) {
                throw new Violation(
                        Invariant.CHECKED_FIRST, "run " + state.run() + " goes on, and " + host + " is not well");
            }
            ignored.stream()
                    .filter(check -> !world.operator.hasIgnored(host, check))
                    .forEach(check -> {
                        throw new Violation(Invariant.CHECKED_FIRST, "nobody has ignored " + check + " of " + host);
                    });
        }
    }

    /** Takes note that a component was wanted, or was found running; whether that is new in this run. */
    boolean released(long run, ComponentId id) {
        return released.computeIfAbsent(run, r -> new HashSet<>()).add(id);
    }

    /** Whether this agent's host was stopped, and this very agent told to end. */
    boolean isStopped(SimAgent agent) {
        return agent.incarnation.equals(stopped.get(agent.machine.name));
    }

    boolean needs(ComponentId later, Role earlier) {
        return world.shape.rule(later.role()).after().contains(earlier);
    }
}
