package dev.muster.agent.leave;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.process.DataStamp;
import dev.muster.agent.process.LaunchResult;
import dev.muster.agent.process.OutputLimit;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Leave.Action;
import dev.muster.common.model.plan.Leave.Deed;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Check;
import dev.muster.common.model.plan.Probe.Match;
import dev.muster.common.model.plan.Probe.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes that leave, and the management beans of a real JVM. */
@Timeout(120)
final class LeavesTest {

    private static final Role ROLE = Role.BACKEND;
    private static final LaunchId LAUNCH = new LaunchId(new Incarnation(1), 1);
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final LaunchPlan.StopPolicy STOP = new LaunchPlan.StopPolicy("TERM", 5_000);

    @TempDir
    private Path folder;

    private final ExecutorService blocking = Executors.newCachedThreadPool();
    private final BlockingQueue<AgentEvent> events = new LinkedBlockingQueue<>();
    private ProcessRunner processes;
    private Leaves leaves;

    @BeforeEach
    void start() throws IOException {
        processes = new ProcessRunner(
                folder, new OutputLimit(1 << 20, 2), Clock.system(), blocking, (launch, status) -> {});
        leaves = new Leaves(processes, blocking, Clock.system(), events::add);
    }

    @AfterEach
    void stop() {
        leaves.close();
        processes.stop(LAUNCH, STOP);
        processes.close();
        blocking.shutdownNow();
    }

    @Test
    void aScriptIsToldAndHasLeftWhenItSaysSo() throws Exception {
        String script = "trap 'echo has left' USR2; echo up; while :; do sleep 0.1; done";
        run(List.of("/bin/sh", "-c", script));
        Leave leave = leave(new Action.Signal("USR2"), probe(new Target.Log("^has left$")));
        leaves.begin(new AgentCommand.Leave(ROLE, LAUNCH, plan(List.of("/bin/true"), leave)));
        assertThat(outcome()).isEqualTo(new AgentEvent.Left(ROLE, LAUNCH));
    }

    @Test
    void aBeanOfAJvmIsToldAndSaysThatItHasLeft() throws Exception {
        runJvm();
        leaves.begin(leaving("true"));
        assertThat(outcome()).isEqualTo(new AgentEvent.Left(ROLE, LAUNCH));
    }

    @Test
    void whatABeanRefusesIsToldInItsWords() throws Exception {
        runJvm();
        leaves.begin(leaving("false"));
        assertThat(outcome()).isInstanceOfSatisfying(AgentEvent.LeaveFailed.class, failed -> assertThat(
                        failed.failure().message())
                .isEqualTo("backend has not left its cluster: step: Not enough live nodes"));
        leaves.begin(leaving("true"));
        assertThat(outcome()).isEqualTo(new AgentEvent.Left(ROLE, LAUNCH));
    }

    @Test
    void whatTakesTooLongHasFailedAndSaysHowFarItIs() throws Exception {
        run(List.of("/bin/sh", "-c", "trap '' USR2; echo up; sleep 600"));
        Probe never = probe(new Target.Exec(List.of("/bin/sh", "-c", "echo '{\"left\": 3}'")));
        Probe none = new Probe(
                "shards",
                ProbeLevel.OWN,
                never.target(),
                List.of(new Check("/left", Match.EQUALS, "0")),
                new TreeMap<>(),
                100,
                5_000,
                null);
        Leave leave = new Leave(List.of(), List.of(none), List.of(), 1_500, List.of(), null);
        leaves.begin(new AgentCommand.Leave(ROLE, LAUNCH, plan(List.of("/bin/true"), leave)));
        assertThat(events.poll(60, TimeUnit.SECONDS))
                .isEqualTo(new AgentEvent.LeaveProgressed(ROLE, LAUNCH, "leaving: shards: left is 3, expected 0"));
        assertThat(outcome()).isInstanceOfSatisfying(AgentEvent.LeaveFailed.class, failed -> assertThat(
                        failed.failure().message())
                .contains("longer than 1 s; shards: left is 3"));
    }

    @Test
    void whatHoldsNothingHasLeftWhenItsTimeIsUp() throws Exception {
        run(List.of("/bin/sh", "-c", "trap '' USR2; echo up; sleep 600"));
        Probe never = probe(new Target.Exec(List.of("/bin/false")));
        Leave leave = new Leave(List.of(), List.of(never), List.of(), 1_500, List.of(), Leave.Overdue.STOP);
        leaves.begin(new AgentCommand.Leave(ROLE, LAUNCH, plan(List.of("/bin/true"), leave)));
        assertThat(outcome()).isEqualTo(new AgentEvent.Left(ROLE, LAUNCH));
    }

    @Test
    void aStepThatFailsIsAFailureForWhatHoldsNothingToo() throws Exception {
        run(List.of("/bin/sh", "-c", "echo up; sleep 600"));
        Deed fails = new Deed("step", new Action.Exec(List.of("/bin/false")), 5_000);
        Probe never = probe(new Target.Exec(List.of("/bin/false")));
        Leave leave = new Leave(List.of(fails), List.of(never), List.of(), 600_000, List.of(), Leave.Overdue.STOP);
        leaves.begin(new AgentCommand.Leave(ROLE, LAUNCH, plan(List.of("/bin/true"), leave)));
        assertThat(outcome()).isInstanceOf(AgentEvent.LeaveFailed.class);
    }

    @Test
    void whatIsToBeDoneAfterwardsIsTriedWithEachHost() {
        Action request = new Action.Http("PUT", List.of("http://127.0.0.1:1/a", "http://127.0.0.1:1/b"), "{}");
        Leave leave =
                new Leave(List.of(), List.of(), List.of(new Deed("tidy", request, 5_000)), 5_000, List.of(), null);
        leaves.close(new AgentCommand.CloseLeave(ROLE, plan(List.of("/bin/true"), leave)));
        assertThat(events.poll()).isInstanceOfSatisfying(AgentEvent.LeaveClosed.class, closed -> assertThat(
                        String.valueOf(closed.failure()))
                .contains("tidy: http://127.0.0.1:1/b"));
    }

    private AgentCommand.Leave leaving(String force) {
        Probe gone = new Probe(
                "mode",
                ProbeLevel.OWN,
                new Target.Mbean("test:type=Node", List.of("Mode")),
                List.of(new Check("/Mode", Match.EQUALS, "LEFT")),
                new TreeMap<>(),
                100,
                5_000,
                null);
        Leave leave = leave(new Action.Mbean("test:type=Node", "leave", List.of(force)), gone);
        return new AgentCommand.Leave(ROLE, LAUNCH, plan(List.of("/bin/true"), leave));
    }

    private static Leave leave(Action step, Probe done) {
        return new Leave(List.of(new Deed("step", step, 60_000)), List.of(done), List.of(), 60_000, List.of(), null);
    }

    private static Probe probe(Target target) {
        return new Probe("left", ProbeLevel.OWN, target, List.of(), new TreeMap<>(), 100, 5_000, null);
    }

    private AgentEvent outcome() throws InterruptedException {
        AgentEvent next = events.poll(100, TimeUnit.SECONDS);
        while (next instanceof AgentEvent.LeaveProgressed) {
            next = events.poll(100, TimeUnit.SECONDS);
        }
        return java.util.Objects.requireNonNull(next);
    }

    private void runJvm() throws Exception {
        String classes = Path.of("target/test-classes").toAbsolutePath().toString();
        run(List.of(JAVA, "-Xmx64m", "-XX:+UseSerialGC", "-cp", classes, BeanNode.class.getName()));
    }

    private void run(List<String> argv) throws Exception {
        DataStamp stamp = new DataStamp(new ClusterId("c"), new ClusterName("demo"), HostName.of("127.0.0.1"), ROLE);
        assertThat(processes.launch(LAUNCH, plan(argv, null), stamp)).isInstanceOf(LaunchResult.Running.class);
        Path output = processes.output(LAUNCH).orElseThrow().path();
        while (!Files.exists(output) || !Files.readString(output).contains("up")) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private LaunchPlan plan(List<String> argv, @org.jspecify.annotations.Nullable Leave leave) {
        return new LaunchPlan(
                ROLE,
                "test",
                "1",
                new Install.ExistingHome("/", List.of()),
                folder.resolve("instance").toString(),
                List.of(),
                List.of(),
                argv,
                new TreeMap<>(java.util.Map.of("PATH", "/usr/bin:/bin")),
                null,
                List.of(),
                new LaunchPlan.Needs(0, 0, 0, 0, List.of()),
                List.of(),
                60_000,
                STOP,
                new LaunchPlan.RestartPolicy(1_000, 1_000, 1, 1_000, List.of()),
                List.of(),
                leave,
                new PlanHash("p"));
    }
}
