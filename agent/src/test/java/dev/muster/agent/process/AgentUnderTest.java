package dev.muster.agent.process;

import static org.awaitility.Awaitility.await;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/** A runner on a state directory of its own, which ends everything that it started. */
final class AgentUnderTest implements AutoCloseable {

    final Path state;
    final Map<LaunchId, LaunchStatus> ended = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private ProcessRunner runner;

    AgentUnderTest(Path state) throws IOException {
        this(state, OutputLimit.DEFAULT);
    }

    AgentUnderTest(Path state, OutputLimit limit) throws IOException {
        this.state = state.toRealPath();
        // Components of other users must come through.
        Files.setPosixFilePermissions(this.state, PosixFilePermissions.fromString("rwxr-xr-x"));
        runner = new ProcessRunner(state, limit, Clock.system(), threads, ended::put);
    }

    /** Of the cluster whose components these are. */
    static final DataStamp STAMP =
            new DataStamp(new ClusterId("own"), new ClusterName("muster"), HostName.of("host-a"), new Role("mock"));

    static LaunchId id(long sequence) {
        return new LaunchId(new Incarnation(1), sequence);
    }

    ProcessRunner runner() {
        return runner;
    }

    /** A new runner in place of the old one: what a new agent process would do. */
    ProcessRunner restart() throws IOException {
        runner.close();
        runner = new ProcessRunner(state, OutputLimit.DEFAULT, Clock.system(), threads, ended::put);
        return runner;
    }

    Path instance() {
        return state.resolve("instances/mock");
    }

    Path output() {
        return instance().resolve("logs/mock.out");
    }

    LaunchPlan script(String script) {
        return LaunchPlans.script(instance(), script);
    }

    ProcessIdentity launch(LaunchId id, LaunchPlan plan) {
        LaunchResult result = runner.launch(id, plan, STAMP);
        if (result instanceof LaunchResult.Running running) {
            return running.process();
        }
        throw new AssertionError(result.toString());
    }

    LaunchStatus awaitEnd(LaunchId id) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> ended.containsKey(id));
        return ended.get(id);
    }

    void awaitOutput(String text) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() ->
                        Files.exists(output()) && Files.readString(output()).contains(text));
    }

    /** Everything that runs with the marker of this state directory, shims too. */
    List<String> running() {
        ProcessTable table = ProcessTable.system();
        String hash = Marker.stateHash(state);
        return table.all().stream()
                .filter(process -> table.environment(process.pid(), Marker.VARIABLE)
                        .filter(value -> value.endsWith(hash))
                        .isPresent())
                .map(Launches::describe)
                .toList();
    }

    void awaitNothingRuns() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> running().isEmpty());
    }

    @Override
    public void close() throws IOException {
        runner.sweep(Set.of());
        try (Stream<Path> launches = Files.list(state.resolve("launches"))) {
            for (Path launch : launches.filter(Files::isDirectory).toList()) {
                runner.stop(LaunchId.parse(launch.getFileName().toString()), new LaunchPlan.StopPolicy("KILL", 1_000));
            }
        }
        runner.close();
        threads.shutdown();
    }
}
