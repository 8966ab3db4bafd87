package dev.muster.benchmarks.page;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Many hosts with three roles each, from the first one that is awaited to the last that is lost and back. One thread moves it. */
final class BigCluster {

    private static final List<Role> ROLES = List.of(Role.COMPUTE, Role.BACKEND, Role.INDEX);
    private static final List<ComponentState> COMING_UP =
            List.of(ComponentState.INSTALLING, ComponentState.STOPPED, ComponentState.STARTING, ComponentState.READY);

    private final List<Host> hosts = new ArrayList<>();
    private final Consumer<ClusterEvent> events;
    private final Random random = new Random(1);
    private ClusterPhase phase = ClusterPhase.AWAITING_HOSTS;
    private volatile ClusterView view;

    private static final class Host {
        private final HostName name;
        private AgentStatus status = AgentStatus.AWAITED;
        private ComponentState state = ComponentState.ABSENT;
        private String progress = "";
        private @Nullable Failure failure;

        Host(int number) {
            name = HostName.of("host-" + number + ".example");
        }
    }

    BigCluster(int count, Consumer<ClusterEvent> events) {
        this.events = events;
        for (int i = 0; i < count; i++) {
            hosts.add(new Host(i));
        }
        this.view = look();
    }

    ClusterView view() {
        return view;
    }

    /** What happens, step by step; each is one look of the page, or more. */
    List<Runnable> steps() {
        List<Runnable> steps = new ArrayList<>();
        int group = Math.max(1, hosts.size() / 10);
        for (int from = 0; from < hosts.size(); from += group) {
            List<Host> these = hosts.subList(from, Math.min(from + group, hosts.size()));
            steps.add(() -> these.forEach(host -> become(host, AgentStatus.REGISTERED, Type.HOST_READY, "is ready")));
        }
        for (int i = 0; i < 15; i++) {
            steps.add(() -> hosts.forEach(this::comeUp));
        }
        steps.add(() -> {
            phase = ClusterPhase.STARTED;
            hosts.forEach(host -> {
                host.state = ComponentState.READY;
                host.progress = "";
                host.failure = null;
            });
            events.accept(ClusterEvent.cluster(Type.CLUSTER_STARTED, "CLUSTER: started"));
        });
        for (int i = 0; i < 4; i++) {
            boolean lost = i % 2 == 0;
            steps.add(() -> hosts.stream().limit(hosts.size() / 2).forEach(host -> {
                phase = lost ? ClusterPhase.DEGRADED : ClusterPhase.STARTED;
                become(
                        host,
                        lost ? AgentStatus.LOST : AgentStatus.REGISTERED,
                        lost ? Type.HOST_LOST : Type.HOST_BACK,
                        lost ? "is lost" : "is back");
                host.state = lost ? ComponentState.UNKNOWN : ComponentState.READY;
            }));
        }
        return steps.stream()
                .<Runnable>map(step -> () -> {
                    step.run();
                    view = look();
                })
                .toList();
    }

    private void become(Host host, AgentStatus status, Type type, String words) {
        host.status = status;
        events.accept(ClusterEvent.host(type, host.name, "CLUSTER: host " + host.name + " " + words));
    }

    /** Each host in a state of its own: what looks different cannot share a row. */
    private void comeUp(Host host) {
        phase = ClusterPhase.STARTING;
        host.state = random.nextInt(20) == 0 ? ComponentState.FAILED : COMING_UP.get(random.nextInt(COMING_UP.size()));
        host.progress = host.state == ComponentState.INSTALLING ? "installing " + random.nextInt(100) + " %" : "";
        host.failure = host.state == ComponentState.FAILED
                ? new Failure(
                        "DISK_FULL",
                        "the disk of " + host.name + " is full",
                        "free space on " + host.name,
                        List.of("No space left on device"))
                : null;
        if (random.nextInt(5) == 0) {
            events.accept(new ClusterEvent(
                    Type.COMPONENT_CHANGED, host.name, Role.INDEX, host.state, host.name + "/index is " + host.state));
        }
    }

    private ClusterView look() {
        List<Problem> problems = new ArrayList<>();
        for (Host host : hosts) {
            Failure failure = host.failure;
            if (failure != null) {
                problems.add(new Problem(host.name, Role.INDEX, failure, 1_000));
            }
            if (host.status == AgentStatus.LOST) {
                problems.add(new Problem(
                        host.name,
                        null,
                        Failure.of("HOST_LOST", host.name + " is not heard from", "muster start"),
                        500));
            }
        }
        return new ClusterView(
                new ClusterName("bench"),
                new ClusterId("bench"),
                phase,
                60_000,
                new Generation(1),
                new Epoch(1),
                hosts.get(0).name,
                hosts.stream().map(BigCluster::look).toList(),
                problems,
                List.of());
    }

    private static HostView look(Host host) {
        return new HostView(
                host.name,
                host.status,
                30_000,
                "10.0.0.1",
                4711,
                ROLES.stream().map(role -> look(host, role)).toList());
    }

    private static ComponentView look(Host host, Role role) {
        boolean ready = host.state == ComponentState.READY;
        List<Evidence> evidence = List.of(
                new Evidence("alive", ProbeLevel.OWN, ready, false, "status ALIVE", new TreeMap<>(), 500),
                new Evidence("joined", ProbeLevel.JOINED, ready, false, "seen by its peers", new TreeMap<>(), 500));
        Observation seen = new Observation(
                role,
                host.state,
                new LaunchId(new Incarnation(1_700_000_000_000L), 1),
                null,
                ready ? 4712 : 0,
                evidence,
                role.equals(Role.INDEX) ? host.failure : null,
                0,
                false,
                host.progress);
        return new ComponentView(role, "mock", "1.0.0", GoalState.RUNNING, seen, 10_000, 400, "");
    }
}
