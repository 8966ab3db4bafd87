package dev.muster.coordinator.core;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Goal;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Observation;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.spec.HostSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the coordinator knows of one host of the definition. Only the core's own thread touches it. */
final class Member {

    HostSpec spec;
    AgentStatus status = AgentStatus.AWAITED;
    long statusSinceMs;
    long heardAtMs;
    String address = "";

    @Nullable
    SessionId session;

    /** Number of the last report that was heard from this incarnation. */
    long lastReport;

    /** How the last session ended. */
    String brokenBy = "";

    @Nullable
    Incarnation incarnation;

    @Nullable
    AgentFacts facts;

    /** Which revision of the definition its host keeps a copy of, as far as it has said so or was told; null for none. */
    @Nullable
    HeldRevision held;

    /** How far its wall clock was ahead of ours when it registered. */
    long clockAheadMs;

    /** Components that this host has been told to run, or that it said to be running: they stay wanted. */
    final Set<Role> released = new HashSet<>();

    /** What was last said to this session; null when nothing was. */
    @Nullable
    List<Goal> goalsSent;

    /** Whether this session was told to end because the cluster is stopped. */
    boolean shutdownSent;

    /** The plan of each role that this session was sent last. */
    final Map<Role, PlanHash> plansSent = new TreeMap<>();

    private final Map<Role, Heard> heard = new TreeMap<>();

    Member(HostSpec spec) {
        this.spec = spec;
        for (Role role : spec.roles().keySet()) {
            heard.put(role, new Heard(Observation.absent(role), 0, 0));
        }
    }

    /** The definition says something else of this host now. Of a role that it has no longer what is known is kept: it may still run. */
    void redefine(HostSpec newSpec, long nowMs) {
        spec = newSpec;
        for (Role role : newSpec.roles().keySet()) {
            heard.putIfAbsent(role, new Heard(Observation.absent(role), nowMs, nowMs));
        }
    }

    /** A leadership begins: nothing has been heard yet, and the wait for this host starts now. */
    void begin(long nowMs) {
        statusSinceMs = nowMs;
        heard.replaceAll((role, last) -> new Heard(last.observation(), nowMs, nowMs));
    }

    boolean isRegistered() {
        return status == AgentStatus.REGISTERED;
    }

    void become(AgentStatus newStatus, long nowMs) {
        status = newStatus;
        statusSinceMs = nowMs;
    }

    /** Takes a full set of observations: a role that it does not name is absent. */
    void observe(List<Observation> observations, long nowMs) {
        Map<Role, Observation> said = new TreeMap<>();
        heard.keySet().forEach(role -> said.put(role, Observation.absent(role)));
        observations.forEach(observation -> said.put(observation.role(), observation));
        observations.stream()
                .filter(Member::isWanted)
                .map(Observation::role)
                .filter(spec::has)
                .forEach(released::add);
        said.forEach((role, now) -> {
            Heard before = heard(role);
            boolean same = before.observation.state() == now.state();
            heard.put(role, new Heard(now, nowMs, same ? before.stateSinceMs : nowMs));
        });
    }

    /** What runs, or failed and is to be started again, was wanted and stays wanted; what was stopped waits for its turn. */
    private static boolean isWanted(Observation observation) {
        boolean failing = observation.state() == ComponentState.FAILED && observation.launch() != null;
        return observation.state().isAlive() || failing;
    }

    Observation observation(Role role) {
        Heard last = heard.get(role);
        return last == null ? Observation.absent(role) : last.observation;
    }

    Heard heard(Role role) {
        return heard.getOrDefault(role, new Heard(Observation.absent(role), 0, 0));
    }

    /** Roles that the agent speaks of, whether the definition knows them or not. */
    Set<Role> observedRoles() {
        return heard.keySet();
    }

    boolean isAnythingAlive() {
        return heard.values().stream().anyMatch(h -> h.observation.state().isAlive());
    }

    /** The last observation, when it was heard, and since when its state has been what it is. */
    record Heard(Observation observation, long atMs, long stateSinceMs) {}
}
