package dev.muster.simulation;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.Needs;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Leave.Deed;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Check;
import dev.muster.common.model.plan.Probe.Match;
import dev.muster.common.model.plan.Probe.Target;
import dev.muster.common.model.plan.Probe.Unjoined;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.Setting;
import dev.muster.coordinator.core.Planner;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Small plans with one probe of each level. A role's plan changes when the role is formed, as that of a bootstrapped system does. */
final class SimPlanner implements Planner {

    /** Exits in a row after which an agent gives up; faults stay below it. */
    static final int FLAP_MAX = 10;

    /** An exit after which an agent gives up at once. */
    static final int FATAL_EXIT = 66;

    private static final int PORT = 7000;
    private static final long FLAP_WINDOW_MS = 60_000;

    /** How many nodes of its role a joined one must see. */
    static final String PEERS = "/peers";

    private final Timing timing;

    SimPlanner(Timing timing) {
        this.timing = timing;
    }

    @Override
    public Planned plan(ClusterSpec spec, HostName host, Role role, AgentFacts facts, Formation formation) {
        boolean formed = formation.formed().contains(role);
        long members = spec.hostsWith(role).stream()
                .filter(member -> !formation.absent().contains(member.name()))
                .count();
        Check peers = new Check(PEERS, Match.AT_LEAST, Long.toString(members));
        String directory = facts.stateDirectory() + "/instances/" + role;
        return new Ready(new LaunchPlan(
                role,
                "sim",
                "1",
                new Install.ExistingHome("/opt/sim", List.of()),
                directory,
                List.of(),
                List.of(),
                List.of("/opt/sim/run", settings(spec, host, role)),
                new TreeMap<>(),
                null,
                List.of(new Port("sim", host.value(), PORT)),
                new Needs(0, 0, 0, 0, List.of()),
                List.of(
                        probe("own", ProbeLevel.OWN, List.of(), null),
                        probe("joined", ProbeLevel.JOINED, List.of(peers), unjoined(role)),
                        probe("settled", ProbeLevel.SETTLED, List.of(), null)),
                timing.startTimeoutMs(),
                new StopPolicy("TERM", timing.graceMs()),
                new RestartPolicy(200, timing.backoffMaxMs(), FLAP_MAX, FLAP_WINDOW_MS, List.of(FATAL_EXIT)),
                List.of(),
                leave(role),
                new PlanHash(host + "-" + role + (formed ? "-formed" : "-first") + "-" + settings(spec, host, role)
                        + "-" + members)));
    }

    private static String settings(ClusterSpec spec, HostName host, Role role) {
        return spec.settings(spec.host(host).orElseThrow(), role).values().values().stream()
                .map(Setting::value)
                .collect(Collectors.joining(","));
    }

    /** Whether nodes of a role hold what others may not hold, and must leave before they are stopped. */
    static boolean leaves(Role role) {
        return role.equals(Role.BACKEND) || role.equals(Role.INDEX);
    }

    /** What is done for it, and how long that takes, is the simulated node's own matter. */
    private @Nullable Leave leave(Role role) {
        if (!leaves(role)) {
            return null;
        }
        Deed deed = new Deed("deed", new Leave.Action.Signal("USR2"), 1_000);
        List<Deed> afterwards = role.equals(Role.INDEX) ? List.of(deed) : List.of();
        Probe left = probe("left", ProbeLevel.OWN, List.of(), null);
        return new Leave(List.of(deed), List.of(left), afterwards, 3_600_000, List.of(), Leave.Overdue.FAIL);
    }

    private @Nullable Unjoined unjoined(Role role) {
        return role.equals(Role.COMPUTE) ? new Unjoined(timing.unjoinedMs(), List.of()) : null;
    }

    private Probe probe(String name, ProbeLevel level, List<Check> checks, @Nullable Unjoined unjoined) {
        return new Probe(
                name,
                level,
                new Target.Tcp("127.0.0.1", 1),
                checks,
                new TreeMap<>(),
                timing.probeMs(),
                1_000,
                unjoined);
    }
}
