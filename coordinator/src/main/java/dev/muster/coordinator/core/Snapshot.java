package dev.muster.coordinator.core;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns what the core knows into an immutable view. Decides nothing. */
final class Snapshot {

    private final CoordinatorSettings settings;
    private final CoordinatorCore.World world;
    private final DurableState durable;
    private final long nowMs;
    private final List<Checkup.Trouble> troubles;
    private final Set<Member> unwell;

    Snapshot(CoordinatorSettings settings, CoordinatorCore.World world, DurableState durable, long nowMs) {
        this.settings = settings;
        this.world = world;
        this.durable = durable;
        this.nowMs = nowMs;
        this.troubles = world.progress.checkup().troubles(durable, nowMs);
        this.unwell = troubles.stream().map(Checkup.Trouble::member).collect(Collectors.toSet());
    }

    ClusterView view() {
        return new ClusterView(
                world.inForce.members().name(),
                durable.cluster(),
                world.progress.phase(),
                nowMs - world.progress.phaseSinceMs(),
                durable.generation(),
                durable.epoch(),
                settings.self(),
                world.cluster.all().stream().map(m -> host(m)).toList(),
                unrestrained(problems()),
                world.inForce.rules().values().stream()
                        .flatMap(rule -> rule.endpoints().stream())
                        .toList(),
                world.rollout.view(durable, nowMs));
    }

    private HostView host(Member member) {
        return new HostView(
                member.spec.name(),
                durable.restraints().isMaintained(member.spec.name()) ? AgentStatus.MAINTENANCE : member.status,
                nowMs - member.statusSinceMs,
                member.address,
                member.facts == null ? 0 : member.facts.pid(),
                member.spec.roles().keySet().stream()
                        .map(role -> component(member, role))
                        .toList());
    }

    private ComponentView component(Member member, Role role) {
        RoleRules rule = world.inForce.rules().get(role);
        Member.Heard heard = member.heard(role);
        GoalState goal = GoalBook.sent(member, role).orElse(null);
        return new ComponentView(
                role,
                rule == null ? "" : rule.kind(),
                rule == null ? "" : rule.version(),
                goal,
                member.status == AgentStatus.LOST ? unknown(heard.observation()) : heard.observation(),
                nowMs - heard.stateSinceMs(),
                nowMs - heard.atMs(),
                goal == GoalState.RUNNING ? "" : waitsFor(member, role));
    }

    /** What a lost host last said may be untrue by now; all but its state is kept, because it is the best there is. */
    private static Observation unknown(Observation last) {
        return new Observation(
                last.role(),
                ComponentState.UNKNOWN,
                last.launch(),
                last.plan(),
                last.pid(),
                last.evidence(),
                last.failure(),
                last.restarts(),
                last.gaveUp(),
                last.progress());
    }

    /** What ran there when the host was last heard. */
    private static String lastRunning(Member member) {
        String running = member.spec.roles().keySet().stream()
                .map(member::observation)
                .filter(o -> o.state().isAlive())
                .map(o -> o.role() + (o.pid() == 0 ? "" : " (pid " + o.pid() + ")"))
                .collect(Collectors.joining(", "));
        return running.isEmpty()
                ? "nothing ran there when it was last heard"
                : "when it was last heard, this ran there and is left running: " + running;
    }

    private String waitsFor(Member member, Role role) {
        if (durable.intent() != RunIntent.RUNNING) {
            return "";
        }
        if (member.goalsSent == null) {
            return member.isRegistered() ? "all hosts" : "its agent";
        }
        if (Checkup.isOpen(durable)) {
            return waitsForPreflight(member);
        }
        if (world.leases.suspicion().isPresent()) {
            return "the agents that vanished";
        }
        String held = Restrained.waitsFor(durable, member.spec.name());
        return held.isEmpty()
                ? world.order.waitsFor(world.cluster, member, role, durable).orElse("")
                : held;
    }

    /** Whoever is not well itself waits for itself; the others wait for the first who is not. */
    private String waitsForPreflight(Member member) {
        if (troubles.isEmpty() || unwell.contains(member)) {
            return ComponentView.OWN_PREFLIGHT;
        }
        return ComponentView.PREFLIGHT_OF + troubles.get(0).member().spec.name();
    }

    /** What the preflight has found that keeps the run. */
    private List<Problem> findings() {
        List<Problem> problems = new ArrayList<>();
        for (Checkup.Trouble trouble : troubles) {
            HostName host = trouble.member().spec.name();
            if (trouble.silent() && trouble.member().isRegistered()) {
                problems.add(new Problem(
                        host,
                        null,
                        Failure.of(
                                "PREFLIGHT_SILENT",
                                host + " has not said yet whether it can do what it is wanted for",
                                "It is asked again every " + Checkup.AGAIN_MS / 1000
                                        + " s. Its agent's log may tell what takes so long: muster doctor " + host),
                        trouble.ageMs()));
            }
            trouble.findings().stream()
                    .filter(check -> !Checkup.isPlan(check)) // that is a problem at any time, and told as such
                    .forEach(check ->
                            problems.add(new Problem(host, check.role(), ignorable(host, check), trouble.ageMs())));
        }
        return problems;
    }

    private static Failure ignorable(HostName host, Check check) {
        Failure failure = Objects.requireNonNull(check.failure());
        return new Failure(
                failure.code(),
                failure.message(),
                failure.hint() + "\nIt is looked at again every " + Checkup.AGAIN_MS / 1000
                        + " s. To start in spite of it: muster doctor " + host + " --ignore '" + check.name()
                        + "' --reason TEXT",
                failure.detail());
    }

    private static Optional<Problem> clockDiffers(Member member) {
        return member.isRegistered()
                ? ClockDifference.of(member.clockAheadMs)
                        .map(failure -> new Problem(member.spec.name(), null, failure, 0))
                : Optional.empty();
    }

    /** Who is waited for although a start needs fewer, and without whom it went on. */
    private List<Problem> absences() {
        List<Problem> problems = new ArrayList<>();
        Barrier barrier = world.progress.barrier();
        if (barrier.waitedMs(nowMs) >= 0) {
            List<String> missing = Quorum.missing(world.cluster, durable).stream()
                    .map(m -> m.spec.name().value())
                    .toList();
            problems.add(new Problem(
                    null,
                    null,
                    Failure.of(
                            "QUORUM_REACHED",
                            "quorum reached; waits " + (barrier.graceMs() + 999) / 1000 + " s for "
                                    + Progress.named(missing) + ", then goes on without",
                            "To go on at once: muster host skip " + (missing.size() == 1 ? missing.get(0) : "HOST")),
                    barrier.waitedMs(nowMs)));
        }
        durable.absent().forEach((host, absence) -> {
            Member member = world.cluster.member(host);
            long ageMs = member == null ? 0 : nowMs - member.statusSinceMs;
            problems.add(new Problem(host, null, absence(host, absence), ageMs));
        });
        return problems;
    }

    private static Failure absence(HostName host, Absence absence) {
        String start = "It joins by itself when its agent is started: muster start -h " + host;
        return absence.isSkip()
                ? Failure.of(
                        "HOST_SKIPPED",
                        host + " is skipped, asked by " + absence.skippedBy(),
                        start + ". To wait for it again: muster host unskip " + host)
                : Failure.of(
                        "HOST_LEFT_BEHIND",
                        host + " was not there; the file does not require it, so the start went on without it",
                        start);
    }

    /** What is given up is tried again only when somebody says so: what to say comes behind what to repair. */
    private static Failure withRetry(HostName host, Role role, Failure failure) {
        String retry = "Then have it tried again: muster retry " + host + "/" + role;
        return new Failure(
                failure.code(),
                failure.message(),
                failure.hint().isEmpty() ? retry : failure.hint() + "\n" + retry,
                failure.detail());
    }

    /** What is held back is told first; the troubles of a host that is in maintenance are not. */
    private List<Problem> unrestrained(List<Problem> problems) {
        Restraints restraints = durable.restraints();
        List<Problem> all =
                new ArrayList<>(Restrained.notices(restraints, world.drains, world.restraints.wallMs(nowMs)));
        world.rollout.notice(durable).ifPresent(all::add);
        all.addAll(world.queue.notices(world.restraints.wallMs(nowMs)));
        problems.stream()
                .filter(problem -> problem.host() == null || !restraints.isMaintained(problem.host()))
                .forEach(all::add);
        return all;
    }

    private List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        world.leases
                .suspicion()
                .ifPresent(suspicion -> problems.add(new Problem(
                        null,
                        null,
                        Failure.of(
                                "NETWORK_SUSPECTED",
                                suspicion.text(),
                                "See whether " + settings.self()
                                        + " reaches the other machines. Agents that stay away for "
                                        + settings.sessions().vanishPatienceMs() / 1000 + " s count as lost."),
                        nowMs - suspicion.sinceMs())));
        Failure unknown = world.circulation.unknown(durable);
        if (unknown != null) {
            problems.add(new Problem(null, null, unknown, 0));
        }
        problems.addAll(absences());
        problems.addAll(findings());
        for (Member member : world.cluster.all()) {
            HostName host = member.spec.name();
            if (member.status == AgentStatus.LOST) {
                problems.add(new Problem(
                        host,
                        null,
                        Failure.of(
                                "HOST_LOST",
                                host + " is not heard from; " + lastRunning(member),
                                "See whether the machine is up, and start its agent: muster start -h " + host),
                        nowMs - member.statusSinceMs));
            }
            clockDiffers(member).ifPresent(problems::add);
            for (Role role : member.spec.roles().keySet()) {
                Member.Heard heard = member.heard(role);
                Failure failure = heard.observation().failure();
                if (failure != null) {
                    problems.add(new Problem(
                            host,
                            role,
                            heard.observation().gaveUp() ? withRetry(host, role, failure) : failure,
                            nowMs - heard.stateSinceMs()));
                }
            }
        }
        world.goals
                .impossible()
                .forEach((ComponentId id, Failure failure) ->
                        problems.add(new Problem(id.host(), id.role(), failure, 0)));
        for (Role role : world.inForce.rules().keySet()) {
            world.readiness
                    .disagreement(world.cluster, role)
                    .ifPresent(text -> problems.add(new Problem(
                            null,
                            role,
                            Failure.of(
                                    "HOSTS_DISAGREE",
                                    "the hosts of " + role + " are not one cluster: " + text,
                                    "Stop the hosts that are alone, and see whether their data is of another cluster."),
                            0)));
        }
        world.membership
                .strangers()
                .forEach((host, stranger) ->
                        problems.add(new Problem(host, null, stranger.failure(), nowMs - stranger.atMs())));
        return problems;
    }
}
