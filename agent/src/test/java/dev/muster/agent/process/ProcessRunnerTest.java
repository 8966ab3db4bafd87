package dev.muster.agent.process;

import static dev.muster.agent.process.AgentUnderTest.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes. Fault rows A1, A2, A4 to A8, A10, A12, A16 and A18. */
final class ProcessRunnerTest {

    private static final StopPolicy POLITE = new StopPolicy("TERM", 60_000);
    private static final StopPolicy IMPATIENT = new StopPolicy("TERM", 200);

    @TempDir
    Path directory;

    private AgentUnderTest agent;

    @BeforeEach
    void start() throws IOException {
        agent = new AgentUnderTest(directory);
    }

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        agent.close();
        assertThat(agent.running()).isEmpty();
    }

    @Test
    void exitCodesAreReportedAsTheyAre() {
        agent.launch(id(1), agent.script("exit 0"));
        agent.launch(id(2), agent.script("exit 78"));
        agent.launch(id(3), agent.script("kill -KILL $$"));
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(0));
        assertThat(agent.awaitEnd(id(2))).isEqualTo(new LaunchStatus.Exited(78));
        assertThat(agent.awaitEnd(id(3))).isEqualTo(new LaunchStatus.Exited(137));
    }

    @Test
    void anEndIsNoticedSoon() throws IOException {
        agent.launch(id(1), agent.script("read -r up idle </proc/uptime; echo $up"));
        agent.awaitEnd(id(1));
        double endedAt = Double.parseDouble(Files.readString(agent.output()).strip());
        double now =
                Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
        assertThat(now - endedAt).as("seconds; 0.2 on an idle machine").isLessThan(20.0);
    }

    @Test
    void theEnvironmentIsThePlansAndTheMarkerAndNothingElse() {
        LaunchPlan plan = LaunchPlans.of(
                agent.instance(),
                List.of("/usr/bin/env"),
                Map.of("A", "1 2\n3", "PATH", "/bin", "odd.name", "x", "LD_LIBRARY_PATH", "/none", "IFS", ":"),
                List.of(),
                null);
        agent.launch(id(1), plan);
        agent.awaitEnd(id(1));
        assertThat(agent.output()).content().satisfies(text -> assertThat(
                        text.lines().sorted())
                .containsExactly(
                        "3",
                        "A=1 2",
                        "IFS=:",
                        "LD_LIBRARY_PATH=/none",
                        "MUSTER_LAUNCH=1-1." + Marker.stateHash(agent.state),
                        "PATH=/bin",
                        "odd.name=x"));
    }

    @Test
    void anEmptyEnvironmentHoldsOnlyTheMarker() {
        agent.launch(id(1), LaunchPlans.of(agent.instance(), List.of("/usr/bin/env"), Map.of(), List.of(), null));
        agent.awaitEnd(id(1));
        assertThat(agent.output()).content().isEqualTo("MUSTER_LAUNCH=1-1." + Marker.stateHash(agent.state) + "\n");
    }

    @Test
    void argumentsPassNoShell() {
        List<String> odd = List.of("$(id)", "a b", "", "*", "'\"\\", "-n", "x=y", "--");
        List<String> argv = new ArrayList<>(List.of("/usr/bin/printf", "<%s>"));
        argv.addAll(odd);
        agent.launch(id(1), LaunchPlans.of(agent.instance(), argv, Map.of(), List.of(), null));
        agent.awaitEnd(id(1));
        assertThat(agent.output()).content().isEqualTo("<" + String.join("><", odd) + ">");
    }

    @Test
    void aComponentHasItsOwnSessionItsInstanceAsDirectoryAndNoInput() {
        ProcessIdentity process =
                agent.launch(id(1), agent.script("pwd; umask; read -r line || echo no input; echo up; exec sleep 300"));
        agent.awaitOutput("up\n");
        assertThat(agent.output()).content().isEqualTo(agent.instance() + "\n0027\nno input\nup\n");
        long session = ProcessTable.system().find(process.pid()).orElseThrow().session();
        long own = ProcessTable.system()
                .find(ProcessHandle.current().pid())
                .orElseThrow()
                .session();
        assertThat(session).isNotEqualTo(own);
        assertThat(agent.runner().stop(id(1), POLITE)).isEqualTo(new StopResult.Stopped(false));
    }

    @Test
    void aPoliteComponentIsNotForced() {
        agent.launch(id(1), agent.script("trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.05; done"));
        agent.awaitOutput("up");
        assertThat(agent.runner().stop(id(1), POLITE)).isEqualTo(new StopResult.Stopped(false));
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(3));
        assertThat(agent.output()).content().contains("bye");
    }

    @Test
    void aComponentThatIgnoresTermIsKilledAfterTheGrace() {
        agent.launch(id(1), agent.script("trap '' TERM; echo up; while :; do sleep 0.05; done"));
        agent.awaitOutput("up");
        assertThat(agent.runner().stop(id(1), IMPATIENT)).isEqualTo(new StopResult.Stopped(true));
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(137));
        assertThat(agent.running()).isEmpty();
    }

    @Test
    void aStoppedComponentIsContinuedSoThatItCanEnd() throws IOException {
        ProcessIdentity process =
                agent.launch(id(1), agent.script("trap 'exit 4' TERM; echo up; while :; do sleep 0.05; done"));
        agent.awaitOutput("up");
        assertThat(new Signals(ProcessTable.system()).send("STOP", process)).isTrue();
        assertThat(agent.runner().stop(id(1), POLITE)).isEqualTo(new StopResult.Stopped(false));
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(4));
    }

    @Test
    void grandchildrenInSessionsOfTheirOwnAreStoppedToo() {
        agent.launch(id(1), agent.script(DAEMONS + "echo up; sleep 300"));
        agent.awaitOutput("up");
        await().atMost(Duration.ofSeconds(60)).until(() -> agent.running().size() >= 5);
        agent.runner().stop(id(1), IMPATIENT);
        assertThat(agent.running()).isEmpty();
    }

    @Test
    void anEndByItselfLeavesNoGrandchildren() {
        agent.launch(id(1), agent.script(DAEMONS + "exit 9"));
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(9));
        assertThat(agent.running()).isEmpty();
    }

    /** Three deep, with sessions of their own, deaf to TERM and HUP. */
    private static final String DAEMONS = """
        (setsid sh -c 'trap "" TERM HUP; (setsid sh -c "trap \\"\\" TERM HUP; while :; do sleep 1; done" &) ; \
        while :; do sleep 1; done' &)
        """;

    @Test
    void aRestartedAgentAdoptsWhatRuns() throws IOException {
        ProcessIdentity process = agent.launch(id(1), agent.script("echo up; exec sleep 300"));
        agent.awaitOutput("up");
        ProcessRunner restarted = agent.restart();
        assertThat(restarted.adopt(id(1))).isEqualTo(new LaunchStatus.Alive(process));
        assertThat(restarted.stop(id(1), POLITE)).isEqualTo(new StopResult.Stopped(false));
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(143));
    }

    @Test
    void anEndWhileNoAgentRanIsFoundWithItsCode() throws IOException {
        agent.launch(id(1), agent.script("mkfifo go; echo up; read -r word < go; exit $word"));
        agent.awaitOutput("up");
        ProcessRunner restarted = agent.restart();
        Files.writeString(agent.instance().resolve("go"), "5\n");
        agent.awaitNothingRuns();
        assertThat(restarted.adopt(id(1))).isEqualTo(new LaunchStatus.Exited(5));
    }

    @Test
    void anUnknownLaunchIsGone() {
        assertThat(agent.runner().adopt(id(77))).isEqualTo(new LaunchStatus.Gone());
        assertThat(agent.runner().stop(id(77), POLITE)).isEqualTo(new StopResult.Stopped(false));
    }

    @Test
    void aPidThatWasGivenOutAgainIsNeitherAdoptedNorSignalled() throws Exception {
        Process canary = new ProcessBuilder("sleep", "300").start();
        try {
            String boot = ProcessTable.system().bootId();
            writeRecord(id(1), boot, canary.pid(), 1);
            ProcessIdentity real =
                    ProcessTable.system().find(canary.pid()).orElseThrow().identity();
            writeRecord(id(2), "another-boot", canary.pid(), real.startTicks());
            for (long launch = 1; launch <= 2; launch++) {
                assertThat(agent.runner().adopt(id(launch))).isEqualTo(new LaunchStatus.Gone());
                assertThat(agent.runner().stop(id(launch), IMPATIENT)).isEqualTo(new StopResult.Stopped(false));
            }
            agent.runner().sweep(Set.of());
            assertThat(canary.isAlive()).isTrue();
        } finally {
            canary.destroyForcibly().waitFor();
        }
    }

    private void writeRecord(LaunchId id, String boot, long pid, long start) throws IOException {
        Path launch = Files.createDirectories(agent.state.resolve("launches").resolve(id.toString()));
        String process = pid + " " + start;
        Files.writeString(
                launch.resolve("process"), "boot " + boot + "\nshim " + process + "\ncomponent " + process + "\n");
    }

    @Test
    void aStartThatAnAgentGaveUpNeverHappens() throws Exception {
        // What a crash between the intent and the record leaves: a directory, and perhaps a shim that is about to come.
        Path launch = Files.createDirectories(agent.state.resolve("launches/1-9"));
        Files.createDirectories(agent.instance());
        assertThat(agent.runner().adopt(id(9))).isEqualTo(new LaunchStatus.Gone());
        Process late = new ProcessBuilder(
                        "setsid",
                        "/bin/sh",
                        agent.state.resolve("launches/shim.sh").toString(),
                        launch.toString(),
                        agent.instance().toString(),
                        "",
                        "/dev/null",
                        "1000",
                        "",
                        "/usr/bin/touch",
                        "started")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(late.waitFor()).isZero();
        assertThat(agent.instance().resolve("started")).doesNotExist();
        assertThat(launch.resolve("exit")).content().startsWith("125 ");
    }

    @Test
    void aLaunchIsCarriedOutOnce() {
        agent.launch(id(1), agent.script("echo up; exec tail -f /dev/null"));
        agent.awaitOutput("up");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> agent.running().stream().anyMatch(line -> line.contains("(tail)")));
        assertThat(agent.runner().launch(id(1), agent.script("echo again"), AgentUnderTest.STAMP))
                .isInstanceOf(LaunchResult.Failed.class);
        assertThat(agent.output()).hasContent("up");
        assertThat(agent.running().stream().filter(line -> line.contains("(tail)")))
                .hasSize(1);
    }

    @Test
    void withoutAControlGroupTheWholeTreeIsFoundToo() throws IOException {
        agent.launch(id(1), agent.script(DAEMONS + "echo up; sleep 300"));
        agent.awaitOutput("up");
        await().atMost(Duration.ofSeconds(60)).until(() -> agent.running().size() >= 5);
        Path named = agent.state.resolve("launches/1-1/cgroup");
        Path group = Files.exists(named) ? Path.of(Files.readString(named).strip()) : agent.state.resolve("none");
        Files.deleteIfExists(named);
        assertThat(agent.runner().stop(id(1), IMPATIENT)).isInstanceOf(StopResult.Stopped.class);
        assertThat(agent.running()).isEmpty();
        Cgroups.remove(group);
        assertThat(group).doesNotExist();
    }

    @Test
    void whatRunsIsKnownByItsOwnRecords() throws IOException {
        LaunchPlan plan = agent.script("exec sleep 300");
        ProcessIdentity process = agent.launch(id(1), plan);
        agent.launch(id(2), agent.script("exit 0"));
        agent.awaitEnd(id(2));
        assertThat(agent.restart().survivors()).containsExactly(new Survivor(id(1), plan, process));
    }

    @Test
    void whatRunsWithoutReadableRecordsIsNotTakenForNothing() throws IOException {
        agent.launch(id(1), agent.script("exec sleep 300"));
        ProcessIdentity second = agent.launch(id(2), agent.script("exec sleep 300"));
        Files.writeString(agent.state.resolve("launches/1-1/process"), "boot x");
        Files.writeString(agent.state.resolve("launches/1-2/plan.json"), "{");
        assertThat(agent.restart().survivors())
                .hasSize(2)
                .anyMatch(survivor -> survivor.launch().equals(id(1)) && survivor.plan() == null)
                .contains(new Survivor(id(2), null, second));
    }

    @Test
    void theOutputIsCappedWithoutAnAgentToo() throws IOException {
        agent.close();
        agent = new AgentUnderTest(directory, new OutputLimit(1 << 20, 2));
        agent.launch(id(1), agent.script("while :; do head -c 100000 /dev/zero; sleep 0.01; done"));
        agent.runner().close();
        Path earlier = agent.output().resolveSibling("mock.out.1");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> Files.exists(earlier) && Files.size(agent.output()) < 1 << 20);
        agent.restart();
    }

    @Test
    void aZombieIsDead() throws Exception {
        // The shell starts a child and becomes a program that never asks for it.
        Process parent = new ProcessBuilder("/bin/sh", "-c", "sleep 0.01 & echo $!; exec sleep 300").start();
        try {
            long pid = Long.parseLong(parent.inputReader().readLine());
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.readString(Path.of("/proc/" + pid + "/stat"))
                    .contains(") Z "));
            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(ProcessTable.system().find(pid)).isEmpty();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSweepEndsWhatNoJournalKnows() throws IOException {
        agent.launch(id(1), agent.script("echo up; exec sleep 300"));
        ProcessIdentity kept = agent.launch(id(2), agent.script("echo up; exec sleep 300"));
        ProcessRunner restarted = agent.restart();
        assertThat(restarted.sweep(Set.of(id(2)))).isNotEmpty();
        assertThat(agent.state.resolve("launches/1-1")).doesNotExist();
        assertThat(restarted.adopt(id(1))).isEqualTo(new LaunchStatus.Gone());
        assertThat(restarted.adopt(id(2))).isEqualTo(new LaunchStatus.Alive(kept));
    }

    @Test
    void aKilledShimStillMeansThatTheComponentIsWatchedAndCleared() {
        ProcessIdentity process = agent.launch(id(1), agent.script("(sleep 300 &) ; echo up; exec sleep 300"));
        agent.awaitOutput("up");
        ProcessTable table = ProcessTable.system();
        Signals signals = new Signals(table);
        signals.kill(table.find(table.find(process.pid()).orElseThrow().parent())
                .orElseThrow()
                .identity());
        signals.kill(process);
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Gone());
        assertThat(agent.running()).isEmpty();
    }

    @Test
    void aMissingCommandIsRefusedBeforeAnythingStarts() {
        LaunchPlan plan = LaunchPlans.of(agent.instance(), List.of("/no/such/command"), Map.of(), List.of(), null);
        assertThat(agent.runner().launch(id(1), plan, AgentUnderTest.STAMP))
                .isInstanceOfSatisfying(
                        LaunchResult.Failed.class,
                        failed -> assertThat(failed.failure().code()).isEqualTo("COMMAND_NOT_FOUND"));
    }

    @Test
    void filesAreWrittenWhereTheyDifferAndNowhereElse() throws IOException {
        Path file = agent.instance().resolve("conf/a.yaml");
        LaunchPlan plan = LaunchPlans.of(
                agent.instance(),
                List.of("/usr/bin/env"),
                Map.of(),
                List.of(new RenderedFile(file.toString(), "a: 1\n", 0640)),
                null);
        agent.launch(id(1), plan);
        assertThat(file).hasContent("a: 1\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
        Object before = Files.getAttribute(file, "unix:ino");
        agent.launch(id(2), plan);
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(before);
        Files.writeString(file, "a: 2\n");
        agent.launch(id(3), plan);
        assertThat(file).hasContent("a: 1\n");
    }

    @Test
    void aFileOutsideTheInstanceIsRefused() {
        Path outside = agent.instance().resolve("../../escaped");
        LaunchPlan plan = LaunchPlans.of(
                agent.instance(),
                List.of("/usr/bin/env"),
                Map.of(),
                List.of(new RenderedFile(outside.toString(), "", 0644)),
                null);
        assertThat(agent.runner().launch(id(1), plan, AgentUnderTest.STAMP)).isInstanceOf(LaunchResult.Failed.class);
        assertThat(outside).doesNotExist();
    }

    @Test
    void asRootAComponentRunsAsItsOwnUser() throws IOException {
        Assumptions.assumeTrue(OwnUser.uid() == 0, "needs root");
        makeReachable(agent.state);
        LaunchPlan plan = LaunchPlans.of(
                agent.instance(),
                List.of("/bin/sh", "-c", "id -u; id -g; id -G; : > data/written && echo ok"),
                Map.of("PATH", "/usr/bin:/bin"),
                List.of(new RenderedFile(agent.instance().resolve("conf/x").toString(), "x", 0600)),
                new RunAs(54321, 54322));
        agent.launch(id(1), plan);
        assertThat(agent.awaitEnd(id(1))).isEqualTo(new LaunchStatus.Exited(0));
        assertThat(agent.output()).content().isEqualTo("54321\n54322\n54322\nok\n");
        assertThat(Files.getAttribute(agent.instance().resolve("conf/x"), "unix:uid"))
                .isEqualTo(54321);
        assertThat(Files.getAttribute(agent.state.resolve("launches/1-1"), "unix:uid"))
                .isEqualTo(0);
    }

    private static void makeReachable(Path path) throws IOException {
        for (Path above = path; above != null && !above.equals(Path.of("/tmp")); above = above.getParent()) {
            Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    @Test
    void asRootAFolderThatTheUserCannotPassIsNamed() throws IOException {
        Assumptions.assumeTrue(OwnUser.uid() == 0, "needs root");
        Files.setPosixFilePermissions(agent.state, PosixFilePermissions.fromString("rwx------"));
        LaunchPlan plan =
                LaunchPlans.of(agent.instance(), List.of("/usr/bin/env"), Map.of(), List.of(), new RunAs(54321, 54321));
        assertThat(agent.runner().launch(id(1), plan, AgentUnderTest.STAMP))
                .isInstanceOfSatisfying(LaunchResult.Failed.class, failed -> assertThat(failed.failure())
                        .satisfies(failure -> assertThat(failure.code()).isEqualTo("DIRECTORY_NOT_REACHABLE"))
                        .satisfies(failure -> assertThat(failure.message()).contains(agent.state.toString())));
    }
}
