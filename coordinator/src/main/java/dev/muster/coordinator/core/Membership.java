package dev.muster.coordinator.core;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.message.Message.Shutdown;
import dev.muster.common.model.message.Message.Welcome;
import dev.muster.common.model.message.Protocol;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.HelloReceived;
import dev.muster.coordinator.core.DurableState.HostStop;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who belongs, who is there and who has gone.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>A host has at most one live session. A newer incarnation of the same agent takes it over at once; another agent of
 *       the same name is refused while the first one's lease lives.
 *   <li>An agent whose connection ends without a goodbye may come back before its host is lost, which {@link Leases} judges.
 *   <li>Losing a host changes nothing but its status.
 *   <li>Who may not speak for a host changes nothing of it, and is told why.
 *   <li>An agent that belongs to another cluster is not registered: it would count as there, and obey nothing.
 * </ol>
 */
final class Membership {

    /** Of hosts that are awaited, in the hint to whoever has taken another's name. */
    private static final int NAMES_MAX = 4;

    private static final int STRANGERS_MAX = 20;
    private static final int HOSTS_NAMED_MAX = 4;

    private final CoordinatorSettings settings;
    private final InForce inForce;
    private final Cluster cluster;
    private final Map<SessionId, Member> bySession = new HashMap<>();
    private final Map<HostName, Stranger> strangers = new LinkedHashMap<>();
    private final Counters ignored;

    Membership(CoordinatorSettings settings, InForce inForce, Cluster cluster, Counters ignored) {
        this.settings = settings;
        this.inForce = inForce;
        this.cluster = cluster;
        this.ignored = ignored;
    }

    /** Refused agents of hosts that the definition does not name, the last {@value #STRANGERS_MAX}. */
    Map<HostName, Stranger> strangers() {
        return strangers;
    }

    /**
     * The member that speaks on this session; null for a session that was refused, replaced or given up. Such a session is
     * closed (again: the order to close it may have been dropped with a lost lead), so that its agent introduces itself anew.
     */
    @Nullable
    Member speaking(Turn turn, SessionId session) {
        Member member = bySession.get(session);
        if (member == null) {
            ignored.count("message.no-session");
            turn.close(session, "nobody is registered on this session");
        }
        return member;
    }

    /** Welcomes or refuses an agent; the member when it was welcomed. */
    @Nullable
    Member hello(Turn turn, HelloReceived event) {
        if (bySession.containsKey(event.session())) {
            ignored.count("hello.repeated");
            return null;
        }
        Hello hello = event.hello();
        Member member = cluster.member(hello.host());
        Refused refusal = refusal(turn, event, member);
        if (refusal != null || member == null) {
            if (refusal != null) {
                turn.send(event.session(), refusal);
                turn.close(event.session(), refusal.failure().code());
            }
            return null;
        }
        strangers.remove(hello.host());
        replaceSession(turn, member);
        register(turn, member, event);
        return member;
    }

    private static OptionalInt version(Hello hello) {
        return Protocol.negotiate(hello.protocolMin(), hello.protocolMax());
    }

    private @Nullable Refused refusal(Turn turn, HelloReceived event, @Nullable Member member) {
        Hello hello = event.hello();
        Failure objection = event.objection();
        if (objection != null) {
            return refuse(turn, event, objection.code(), objection.message(), objection.hint(), true);
        }
        if (version(hello).isEmpty()) {
            return refuse(
                    turn,
                    event,
                    "OTHER_VERSION",
                    "the agent speaks message versions " + hello.protocolMin() + " to " + hello.protocolMax()
                            + ", this coordinator " + Protocol.OLDEST + " to " + Protocol.NEWEST,
                    "Install the same Muster version on both.",
                    true);
        }
        if (!hello.cluster().equals(inForce.members().name())) {
            return refuse(
                    turn,
                    event,
                    "OTHER_CLUSTER",
                    "the agent's file is about cluster \"" + hello.cluster() + "\", this coordinator leads \""
                            + inForce.members().name() + "\"",
                    "Start the agent with this cluster's file.",
                    true);
        }
        if (member == null) {
            return unknownHost(turn, event);
        }
        if (hello.clusterId() != null
                && !hello.clusterId().equals(turn.durable().cluster())) {
            return otherCluster(turn, event, hello.clusterId());
        }
        if (hello.highestEpoch().compareTo(turn.durable().epoch()) > 0) {
            return refuse(
                    turn,
                    event,
                    "STALE_COORDINATOR",
                    "the agent has obeyed epoch " + hello.highestEpoch() + ", this coordinator is of epoch "
                            + turn.durable().epoch(),
                    "Its store is older than the cluster: restore the store, or wipe the agents' journals.",
                    false);
        }
        if (member.session != null && isOther(member, event)) {
            return refuse(
                    turn,
                    event,
                    "HOST_TAKEN",
                    hello.host() + " is already joined from " + member.address + "; the agent at " + event.address()
                            + " was refused: two agents use the same -h",
                    ownName(),
                    true);
        }
        if (member.incarnation != null && hello.incarnation().compareTo(member.incarnation) < 0) {
            ignored.count("hello.old-incarnation");
            return new Refused(Failure.of("OLD_INCARNATION", "a newer agent of this host is known", ""), false);
        }
        return null;
    }

    /** Whoever has taken another's name is most likely one of those that are awaited. */
    private String ownName() {
        List<HostName> awaited = cluster.all().stream()
                .filter(each -> !each.isRegistered())
                .map(each -> each.spec.name())
                .limit(NAMES_MAX)
                .toList();
        String head = "Stop one of them, or give it its own name with -h";
        if (awaited.isEmpty()) {
            return head + ".";
        }
        List<String> others =
                awaited.subList(1, awaited.size()).stream().map(HostName::value).toList();
        return head + ":\nmuster start -h " + awaited.get(0)
                + (others.isEmpty() ? "" : "   (or " + String.join(", ", others) + ")");
    }

    /**
     * Rule 5. Retryable: the store may be put back, and then the agent is right.
     */
    private Refused otherCluster(Turn turn, HelloReceived event, ClusterId theirs) {
        Hello hello = event.hello();
        return refuse(
                turn,
                event,
                "OTHER_CLUSTER_ID",
                "the coordinator leads another cluster (" + turn.durable().cluster() + ") than the agent of "
                        + hello.host() + " belongs to (" + theirs
                        + "), though their names are the same; nothing is touched",
                "If the coordinator's store was wiped, bring it back" + copy(hello) + ". To let " + hello.host()
                        + " join this cluster, stop it there and move its folder away: "
                        + hello.facts().stateDirectory(),
                false);
    }

    /** What a coordinator can be rebuilt from that has lost its store. */
    private static String copy(Hello hello) {
        HeldRevision held = hello.held();
        return held == null
                ? ""
                : "; or rebuild it: " + hello.host() + " keeps revision " + held.number() + " by " + held.author()
                        + " (there: muster export --local --rebuild -o copy.json ; here: muster start --rebuild copy.json)";
    }

    private Refused unknownHost(Turn turn, HelloReceived event) {
        HostName host = event.hello().host();
        String known = cluster.all().stream()
                .limit(HOSTS_NAMED_MAX)
                .map(m -> m.spec.name().value())
                .collect(Collectors.joining(", "));
        String more = cluster.size() > HOSTS_NAMED_MAX ? ", ... (" + cluster.size() + " hosts)" : "";
        return refuse(
                turn,
                event,
                "HOST_UNKNOWN",
                "host '" + host + "' (" + event.address() + ") is not in the coordinator's cluster.json: " + known
                        + more,
                "Add it to the coordinator's file, or start it with one of these names as -h.",
                true);
    }

    /** Refuses, and tells the operator once for each host and cause. */
    private Refused refuse(
            Turn turn, HelloReceived event, String code, String message, String hint, boolean permanent) {
        ignored.count("hello." + code);
        Failure failure = Failure.of(code, message, hint);
        HostName host = event.hello().host();
        Stranger before = strangers.put(host, new Stranger(event.address(), failure, turn.nowMs));
        if (before == null || !before.failure.code().equals(code)) {
            turn.tell(ClusterEvent.host(Type.HOST_REFUSED, host, "CLUSTER: refused " + host + ": " + message)
                    .because(failure));
        }
        if (strangers.size() > STRANGERS_MAX) {
            strangers.remove(strangers.keySet().iterator().next());
        }
        return new Refused(failure, permanent);
    }

    /**
     * Another agent than the one that holds the host: of another state folder, or of another machine. A machine that was
     * started anew has a new identity too, and may be back before its last session is given up: its address tells.
     */
    private static boolean isOther(Member member, HelloReceived event) {
        if (member.facts == null) {
            return false;
        }
        AgentFacts said = event.hello().facts();
        boolean otherMachine = !member.facts.machineId().equals(said.machineId());
        boolean otherAddress = !member.address.equals(event.address());
        return otherMachine && otherAddress || !member.facts.stateDirectory().equals(said.stateDirectory());
    }

    private void replaceSession(Turn turn, Member member) {
        if (member.session != null) {
            bySession.remove(member.session);
            turn.close(member.session, "replaced by a newer session of the same host");
            member.session = null;
        }
    }

    private void register(Turn turn, Member member, HelloReceived event) {
        Hello hello = event.hello();
        final AgentStatus before = member.status;
        final long awayMs = turn.nowMs - member.statusSinceMs;
        bySession.put(event.session(), member);
        member.session = event.session();
        member.address = event.address();
        member.incarnation = hello.incarnation();
        member.facts = hello.facts();
        member.clockAheadMs = event.aheadMs();
        member.heardAtMs = turn.nowMs;
        member.goalsSent = null;
        member.held = hello.held();
        member.lastReport = hello.reports();
        member.plansSent.clear();
        member.shutdownSent = false;
        member.observe(hello.observations(), turn.nowMs);
        if (before != AgentStatus.REGISTERED) {
            member.become(AgentStatus.REGISTERED, turn.nowMs);
        }
        startAfterStop(turn, hello);
        turn.send(
                event.session(),
                new Welcome(
                        version(hello).orElseThrow(),
                        turn.durable().cluster(),
                        turn.durable().epoch(),
                        settings.sessions().heartbeatMs(),
                        settings.sessions().leaseMs(),
                        event.differences()));
        tellRegistered(turn, member, before, awayMs, event);
        endAbsence(turn, hello.host());
        repeatShutdown(turn, hello, event.session());
    }

    /** An agent that is newer than the one that was stopped was started on purpose: its host takes part again. */
    private static void startAfterStop(Turn turn, Hello hello) {
        HostStop stop = turn.durable().hosts().get(hello.host());
        Incarnation stopped = stop == null ? null : stop.stopped();
        if (stopped != null && hello.incarnation().compareTo(stopped) > 0) {
            turn.change(d -> d.withoutHost(hello.host()));
        }
    }

    /** The run went on without it; now that it is here, it takes part like any other. */
    private static void endAbsence(Turn turn, HostName host) {
        Absence absence = turn.durable().absent().get(host);
        if (absence == null) {
            return;
        }
        turn.change(d -> d.withoutAbsence(host));
        if (turn.durable().intent() == RunIntent.RUNNING) {
            String late = absence.isSkip() ? ", which was skipped by " + absence.skippedBy() + "," : "";
            turn.tell(Type.HOST_LATE, host, "CLUSTER: " + host + late + " has come late, and joins by itself");
        }
    }

    /** An agent that was to end and is still there has not heard it. */
    private static void repeatShutdown(Turn turn, Hello hello, SessionId session) {
        HostStop stop = turn.durable().hosts().get(hello.host());
        if (stop != null && stop.isDone()) {
            turn.send(session, new Shutdown(turn.durable().epoch(), "stopped by an operator"));
        }
    }

    private void tellRegistered(Turn turn, Member member, AgentStatus before, long awayMs, HelloReceived event) {
        HostName host = member.spec.name();
        if (before == AgentStatus.AWAITED) {
            turn.tell(
                    Type.HOST_READY,
                    host,
                    "CLUSTER(" + cluster.registered() + "/" + cluster.size() + "): Host '" + host
                            + "' ready signal received.");
        } else if (before == AgentStatus.REGISTERED) {
            turn.tell(Type.HOST_BACK, host, "CLUSTER: " + host + " has connected again");
        } else {
            turn.tell(Type.HOST_BACK, host, "CLUSTER: " + host + " is back after " + awayMs / 1000 + " s");
        }
        if (!event.differences().isEmpty()) {
            turn.tell(
                    Type.HOST_DIFFERS,
                    host,
                    "CLUSTER: " + host
                            + " was started with another cluster.json. The coordinator's file is used. Difference: "
                            + String.join("; ", event.differences()));
        }
    }

    void left(Turn turn, Member member, String reason) {
        drop(member);
        member.become(AgentStatus.LEFT, turn.nowMs);
        if (member.shutdownSent) {
            return; // everybody leaves now, on our own word
        }
        turn.tell(Type.HOST_LEFT, member.spec.name(), "CLUSTER: " + member.spec.name() + " left: " + reason);
    }

    /** A connection ended; its agent may be back at once. */
    void closed(Turn turn, SessionId session, String reason) {
        Member member = bySession.get(session);
        if (member != null) {
            drop(member);
            member.heardAtMs = turn.nowMs;
            member.brokenBy = reason;
        }
    }

    /** A host that is there no longer. */
    void lost(Turn turn, Member member, String reason) {
        if (member.session != null) {
            turn.close(member.session, "lease ran out");
        }
        drop(member);
        member.become(AgentStatus.LOST, turn.nowMs);
        turn.tell(
                Type.HOST_LOST,
                member.spec.name(),
                "CLUSTER: lost " + member.spec.name() + ": " + reason + "; what runs there goes on running");
    }

    /** A host that the definition has no longer: nothing of it is left there, and its agent has nothing left to do. */
    void removed(Turn turn, Member member) {
        SessionId session = member.session;
        drop(member);
        if (session != null) {
            turn.send(session, new Shutdown(turn.durable().epoch(), "the cluster has this host no longer"));
        }
        turn.tell(
                Type.HOST_REMOVED,
                member.spec.name(),
                "CLUSTER: " + member.spec.name() + " is no part of the cluster any more");
    }

    private void drop(Member member) {
        if (member.session != null) {
            bySession.remove(member.session);
            member.session = null;
        }
    }

    /** An agent that was refused. */
    record Stranger(String address, Failure failure, long atMs) {}
}
