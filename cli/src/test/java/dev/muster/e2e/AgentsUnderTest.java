package dev.muster.e2e;

import dev.muster.agent.core.AgentIdentity;
import dev.muster.agent.core.AgentNotice;
import dev.muster.agent.install.InstallSettings;
import dev.muster.agent.node.AgentNode;
import dev.muster.agent.preflight.MachineFacts;
import dev.muster.agent.preflight.MachineSettings;
import dev.muster.agent.process.OutputLimit;
import dev.muster.common.component.CatalogLoad;
import dev.muster.common.component.ClusterFacts;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.Renderer;
import dev.muster.common.component.Rendering;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Authorities;
import dev.muster.common.model.message.Message.AuthorityHeld;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Server;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.Session;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Real agents of one role, each with a real component, that are given their goals by the test. */
final class AgentsUnderTest implements AutoCloseable {

    private static final ClusterId CLUSTER = new ClusterId("under-test");

    private final Path folder;
    private final Role role;
    private final EventLoops loops = new EventLoops(1);
    private final Server server;
    private final ComponentCatalog catalog;
    private final Map<HostName, AgentNode> agents = new ConcurrentHashMap<>();
    private final Map<SessionId, Session<Message.FromCoordinator>> opened = new ConcurrentHashMap<>();
    private final Map<HostName, Session<Message.FromCoordinator>> sessions = new ConcurrentHashMap<>();
    private final Map<HostName, Observation> seen = new ConcurrentHashMap<>();
    private final Map<SessionId, HostName> hosts = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();

    AgentsUnderTest(Path folder, Role role) throws IOException {
        this.folder = folder;
        this.role = role;
        this.catalog = ((CatalogLoad.Loaded) ComponentCatalog.load(List.of(Path.of("../components")))).catalog();
        this.server = Server.listen(loops, new InetSocketAddress("127.0.0.1", 0), Limits.DEFAULT, new Handler());
    }

    /** Each host of the role is given its goal. */
    void want(ClusterSpec spec, ClusterFacts facts, HostName host, GoalState state) throws IOException {
        want(spec, facts, host, role, state);
    }

    /** A host of another role, which must be its only one. */
    void want(ClusterSpec spec, ClusterFacts facts, HostName host, Role other, GoalState state) throws IOException {
        AgentNode agent = agents.get(host);
        if (agent == null) {
            agents.put(host, start(spec, host));
        }
        Rendering rendering = new Renderer(catalog, spec, facts).render(host, other, facts(host));
        LaunchPlan plan = ((Rendering.Rendered) rendering).plan();
        await(host, o -> sessions.containsKey(host), Duration.ofMinutes(1));
        sessions.get(host)
                .send(new Message.Goals(
                        new Epoch(1),
                        versions.incrementAndGet(),
                        List.of(new Goal(other, state, new Generation(1), plan.hash(), plan, new TreeSet<>()))));
    }

    /** The agent dies and another one comes. */
    void restart(ClusterSpec spec, HostName host) throws IOException {
        agents.remove(host).close();
        sessions.remove(host);
        agents.put(host, start(spec, host));
    }

    void awaitJoined(HostName host) {
        await(host, o -> o != null && o.isJoined(), Duration.ofMinutes(8));
    }

    void awaitAbsent(HostName host) {
        await(host, o -> o != null && o.state() == ComponentState.ABSENT, Duration.ofMinutes(8));
    }

    /** What is seen of it once that satisfies {@code wanted}. */
    Observation await(HostName host, Predicate<Observation> wanted, Duration patience) {
        long endNs = System.nanoTime() + patience.toNanos();
        while (!wanted.test(seen.get(host))) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError(host + ": " + seen.get(host));
            }
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        return seen.get(host);
    }

    static ClusterSpec spec(String json) {
        SpecResult result = SpecParser.parse(
                "cluster.json",
                json.getBytes(StandardCharsets.UTF_8),
                java.util.Set.of(Role.MASTER, Role.BACKEND, Role.INDEX, Role.COMPUTE));
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        throw new AssertionError(String.join("\n", result.text()));
    }

    static ClusterFacts unformed() {
        return ClusterFacts.unformed(CLUSTER);
    }

    /** Once all are joined. */
    ClusterFacts formed(List<HostName> seeds) {
        return new ClusterFacts(
                CLUSTER,
                new TreeMap<>(Map.of(role, seeds)),
                new java.util.TreeSet<>(List.of(role)),
                new java.util.TreeSet<>(),
                new TreeMap<>());
    }

    private Path directory(HostName host) {
        return folder.resolve(host.value());
    }

    private AgentFacts facts(HostName host) {
        MachineFacts.Result result = new MachineFacts(
                        Path.of("/"), System.getenv(), Path.of(System.getProperty("user.home")))
                .collect(new MachineSettings("1", directory(host), folder.resolve("store"), List.of(), null));
        return ((MachineFacts.Result.Collected) result).facts();
    }

    private AgentNode start(ClusterSpec spec, HostName host) throws IOException {
        return AgentNode.start(
                new AgentNode.Settings(
                        new AgentIdentity(spec.name(), host, facts(host), SpecParser.hash(new byte[] {1}), ""),
                        directory(host),
                        new Client.Endpoint(
                                List.of(new Client.Place(
                                        "127.0.0.1", server.address().getPort())),
                                Backoff.forCluster(4),
                                null),
                        Limits.DEFAULT,
                        new InstallSettings(
                                folder.resolve("store"),
                                null,
                                null,
                                Path.of(System.getProperty("user.home")),
                                System.getenv(),
                                InstallSettings.Timing.stallingAtMost(60_000)),
                        2,
                        OutputLimit.DEFAULT,
                        new NoCertificates()),
                new Silent());
    }

    @Override
    public void close() {
        agents.values().forEach(AgentNode::close);
        server.close();
        loops.close();
    }

    /** Nothing of it matters here. */
    private static final class NoCertificates implements AgentNode.Certificates {
        @Override
        public void authorities(Authorities now, Consumer<AuthorityHeld> answer) {
            throw new AssertionError("nobody asks");
        }
    }

    /** Says nothing. */
    private static final class Silent implements AgentNode.Listener {
        @Override
        public void notice(AgentNotice notice) {
            System.out.println(notice.message());
        }

        @Override
        public void unreachable(ConnectFailure failure) {
            System.out.println(failure);
        }
    }

    /** Welcomes everybody, and remembers what is seen. */
    private final class Handler implements ServerHandler {
        @Override
        public void opened(Session<Message.FromCoordinator> session) {
            opened.put(session.id(), session);
        }

        @Override
        public void message(SessionId id, Message.FromAgent message) {
            if (message instanceof Message.Hello hello) {
                Session<Message.FromCoordinator> session = opened.get(id);
                hosts.put(id, hello.host());
                hello.observations().forEach(o -> seen.put(hello.host(), o));
                session.send(new Message.Welcome(1, CLUSTER, new Epoch(1), 1_000, 60_000, List.of()));
                sessions.put(hello.host(), session);
            } else if (message instanceof Message.Report report) {
                report.observations().forEach(o -> seen.put(hosts.get(id), o));
            }
        }

        @Override
        public void heartbeat(SessionId session) {
            // is answered
        }

        @Override
        public void closed(SessionId session, CloseReason reason) {
            opened.remove(session);
        }
    }
}
