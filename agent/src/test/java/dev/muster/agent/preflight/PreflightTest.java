package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.agent.preflight.Preflight.Report;
import dev.muster.agent.preflight.Preflight.Stage;
import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install.ExistingHome;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import dev.muster.common.model.plan.LaunchPlan.Needs;
import dev.muster.common.model.plan.LaunchPlan.Port;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PreflightTest {

    private static final Needs NOTHING = new Needs(0, 0, 0, 0, List.of());
    private static final Preflight REAL = new Preflight(Path.of("/"));

    @TempDir
    Path directory;

    private FakeSystem system;

    @BeforeEach
    void start() throws IOException {
        system = new FakeSystem(directory);
    }

    private LaunchPlan plan(Needs needs, @Nullable RunAs user, String program, Port... ports) {
        return plan(Role.BACKEND, needs, user, program, ports);
    }

    private LaunchPlan plan(Role role, Needs needs, @Nullable RunAs user, String program, Port... ports) {
        return new LaunchPlan(
                role,
                "demo",
                "1",
                new ExistingHome(directory.toString(), List.of()),
                directory.resolve("instances/backend").toString(),
                List.of(),
                List.of(),
                List.of(program),
                new TreeMap<>(),
                user,
                List.of(ports),
                needs,
                List.of(),
                1000,
                new StopPolicy("TERM", 1000),
                new RestartPolicy(1, 1, 1, 1, List.of()),
                List.of(),
                null,
                new PlanHash("0"));
    }

    private static Report check(Preflight preflight, LaunchPlan plan) {
        return preflight.check(plan, List.of(), Set.of());
    }

    private static Failure only(Report report) {
        assertThat(report.failures()).hasSize(1);
        return report.failures().get(0);
    }

    @Test
    void aPlanThatFitsHasNoProblems() {
        Report report = check(REAL, plan(NOTHING, null, "/bin/sh"));
        assertThat(report.warnings()).isEmpty();
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void everythingThatIsLookedAtIsTold() {
        LaunchPlan plan = plan(new Needs(1, 1, 1, 1, List.of()), null, "/bin/sh", new Port("cql", "127.0.0.1", 0));
        assertThat(REAL.look(plan, List.of(), Stage.INSTALLED))
                .allMatch(check ->
                        check.result() == Check.Result.OK && !check.detail().isEmpty())
                .extracting(Check::name)
                .containsExactly(
                        "port 0 (cql)",
                        "open files",
                        "vm.max_map_count",
                        "disk",
                        "program",
                        "memory of all",
                        "memory now");
    }

    @Test
    void portsAndMemoryOfWhatRunsAreItsOwn() throws IOException {
        try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            LaunchPlan plan = plan(NOTHING, null, "/bin/sh", new Port("cql", "127.0.0.1", own.getLocalPort()));
            assertThat(REAL.look(plan, List.of(), Stage.RUNNING))
                    .extracting(Check::name)
                    .containsExactly("disk", "program", "memory of all");
        }
    }

    @Test
    void aPortInUseIsNamedWithItsProcess() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Failure failure = only(
                    check(REAL, plan(NOTHING, null, "/bin/sh", new Port("cql", "127.0.0.1", holder.getLocalPort()))));

            assertThat(failure.code()).isEqualTo("PORT_IN_USE");
            assertThat(failure.message())
                    .contains("127.0.0.1:" + holder.getLocalPort() + " (cql)")
                    .contains("process " + ProcessHandle.current().pid() + " (java ");
            assertThat(failure.hint())
                    .contains("kill " + ProcessHandle.current().pid());
        }
    }

    @Test
    void aPortThatThePreflightItselfHoldsIsFree() throws IOException {
        try (ServerSocket ours = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Port port = new Port("http", "127.0.0.1", ours.getLocalPort());
            LaunchPlan plan = plan(NOTHING, null, "/bin/sh", port);
            assertThat(check(REAL, plan).failures()).extracting(Failure::code).containsExactly("PORT_IN_USE");
            assertThat(check(new Preflight(Path.of("/"), Fixes.ofMachine(Path.of("/"), List.of()), port::equals), plan)
                            .failures())
                    .isEmpty();
        }
    }

    @Test
    void theSamePortOfAnotherAddressIsFree() throws IOException {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Report report =
                    check(REAL, plan(NOTHING, null, "/bin/sh", new Port("cql", "127.0.0.2", holder.getLocalPort())));
            assertThat(report.failures()).isEmpty();
        }
    }

    @Test
    void theHolderIsReadFromTheKernelsTables() throws IOException {
        system.write("/proc/net/tcp", """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1
                   1: 0300007F:2353 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 222 1
                  nonsense
                """);
        system.write(
                "/proc/net/tcp6",
                "   0: 00000000000000000000000000000000:2353 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 333 1\n"
                        + "   1: 0000000000000000FFFF00000200007F:2354 0:0 0A 0:0 0:0 0 0 0 444 1\n");
        process(71, 111, "/usr/bin/java\0-Xmx1g\0-cp\0a:b\0org.apache.spark.Master\0--password\0secret");
        process(72, 333, "/usr/sbin/cassandra\0-f");

        assertThat(holder("127.0.0.1", 8080)).isEqualTo("71 java org.apache.spark.Master");
        assertThat(holder("127.0.0.2", 8080)).isEqualTo("nobody");
        assertThat(holder("0.0.0.0", 8080)).isEqualTo("71 java org.apache.spark.Master");
        assertThat(holder("127.0.0.3", 9043)).isEqualTo("72 cassandra");
        assertThat(holder("127.0.0.2", 9044)).isEqualTo("nobody"); // its process is not ours to see
    }

    private void process(int pid, int inode, String cmdline) throws IOException {
        system.write("/proc/" + pid + "/cmdline", cmdline + "\0");
        Path fd = Files.createDirectories(system.root.resolve("proc/" + pid + "/fd"));
        Files.createSymbolicLink(fd.resolve("7"), Path.of("socket:[" + inode + "]"));
    }

    private String holder(String address, int port) throws IOException {
        return PortHolder.find(new SystemFiles(system.root), InetAddress.getByName(address), port)
                .map(found -> found.pid() + " " + found.command())
                .orElse("nobody");
    }

    @Test
    void anAddressOfAnotherMachineIsRefused() {
        // 192.0.2.0/24 is for documentation: no machine has it.
        assertThat(only(check(REAL, plan(NOTHING, null, "/bin/sh", new Port("cql", "192.0.2.1", 9042))))
                        .code())
                .isEqualTo("ADDRESS_NOT_LOCAL");
    }

    @Test
    void aPortOfRootIsRefusedForOthers() {
        Report report = check(
                new Preflight(system.root),
                plan(NOTHING, new RunAs(54321, 54321), "/bin/sh", new Port("http", "127.0.0.1", 80)));
        assertThat(report.failures()).extracting(Failure::code).contains("PORT_RESERVED");
    }

    @Test
    void limitsAreSaidWithTheCommandThatRaisesThem() {
        Report report = check(
                new Preflight(system.root), plan(new Needs(2L << 30, 0, 65535, 262144, List.of()), null, "/bin/sh"));

        assertThat(report.failures())
                .extracting(Failure::code)
                .containsExactly("OPEN_FILES_TOO_FEW", "MAP_COUNT_TOO_LOW");
        assertThat(report.failures())
                .extracting(Failure::hint)
                .anyMatch(hint -> hint.contains("LimitNOFILE=65535"))
                .anyMatch(hint -> hint.equals("sudo sysctl -w vm.max_map_count=262144"));
        assertThat(report.warnings()).extracting(Failure::code).containsExactly("MEMORY_LOW");
    }

    @Test
    void eachLimitOfAProcessIsSaidWithTheCommandThatRaisesIt() throws IOException {
        system.write("/proc/self/limits", """
                Max open files            1024                 4096                 files
                Max processes             1024                 96365                processes
                Max locked memory         8388608              8388608              bytes
                Max address space         1000000              unlimited            bytes
                Max file size             unlimited            unlimited            bytes
                """);
        Needs needs = new Needs(
                0,
                0,
                0,
                0,
                List.of(
                        new LimitNeed(Limit.OPEN_FILES, 65535, false),
                        new LimitNeed(Limit.PROCESSES, 4096, true),
                        new LimitNeed(Limit.LOCKED_MEMORY, LimitNeed.UNLIMITED, true),
                        new LimitNeed(Limit.ADDRESS_SPACE, 2_000_000, true),
                        new LimitNeed(Limit.FILE_SIZE, LimitNeed.UNLIMITED, true)));
        LaunchPlan plan = plan(needs, null, "/bin/sh");

        Report report = check(new Preflight(system.root), plan);
        assertThat(report.failures())
                .extracting(Failure::code)
                .containsExactly("PROCESSES_TOO_FEW", "LOCKED_MEMORY_TOO_LITTLE", "ADDRESS_SPACE_TOO_SMALL");
        assertThat(report.failures())
                .extracting(Failure::message)
                .containsExactly(
                        "a user may have 1024 processes and threads here, and 4096 are needed",
                        "a process may keep 8388608 bytes of memory from the swap here, and no limit is needed",
                        "a process may have 1000000 bytes of address space here, and 2000000 are needed");
        assertThat(report.failures())
                .extracting(Failure::hint)
                .containsExactly(
                        "before the agent starts: ulimit -u 4096 ; in a systemd unit: LimitNPROC=4096",
                        "before the agent starts: ulimit -l unlimited ; in a systemd unit: LimitMEMLOCK=infinity",
                        "before the agent starts: ulimit -v 1954 ; in a systemd unit: LimitAS=2000000");
        assertThat(report.warnings()).singleElement().satisfies(advice -> assertThat(advice.message())
                .isEqualTo("a process may open 4096 files here, and 65535 are advised by its makers"));
    }

    /** The names of the kernel's table are those of this machine's kernel, too. */
    @Test
    void everyLimitIsFoundInTheKernelsTable() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/limits"));
        for (Limit limit : Limit.values()) {
            String name = ProcessLimit.of(limit).line();
            assertThat(lines).anyMatch(line -> line.matches(name + "\\s+(\\d+|unlimited)\\s+(\\d+|unlimited)\\s.*"));
        }
    }

    @Test
    void whatIsIgnoredByNameIsAWarning() {
        LaunchPlan plan = plan(new Needs(1, 0, 65535, 262144, List.of()), null, "/bin/sh");
        Preflight preflight = new Preflight(system.root);

        Report one = preflight.check(plan, List.of(), Set.of("vm.max_map_count", "disk"));
        assertThat(one.failures()).extracting(Failure::code).containsExactly("OPEN_FILES_TOO_FEW");
        assertThat(one.warnings()).extracting(Failure::code).containsExactly("MAP_COUNT_TOO_LOW");

        Report both = preflight.check(plan, List.of(), Set.of("vm.max_map_count", "open files"));
        assertThat(both.failures()).isEmpty();
        assertThat(both.warnings())
                .extracting(Failure::code)
                .containsExactly("OPEN_FILES_TOO_FEW", "MAP_COUNT_TOO_LOW");
    }

    @Test
    void theComponentsOfAHostAreSummed() {
        Needs tenGigabytes = new Needs(10L << 30, 0, 0, 0, List.of());
        LaunchPlan backend = plan(tenGigabytes, null, "/bin/sh");
        Preflight preflight = new Preflight(system.root);
        assertThat(preflight.check(backend, List.of(backend), Set.of()).failures())
                .isEmpty();

        LaunchPlan index = plan(Role.INDEX, tenGigabytes, null, "/bin/sh");
        Failure failure = only(preflight.check(backend, List.of(backend, index), Set.of()));
        assertThat(failure.code()).isEqualTo("MEMORY_OVERCOMMITTED");
        assertThat(failure.message()).contains("20480 MiB").contains("15625 MiB");
        assertThat(failure.detail()).containsExactly("backend: 10240 MiB", "index: 10240 MiB");
    }

    @Test
    void tooSmallADiskIsRefused() {
        Failure failure = only(check(REAL, plan(new Needs(0, Long.MAX_VALUE, 0, 0, List.of()), null, "/bin/sh")));
        assertThat(failure.code()).isEqualTo("DISK_FULL");
        assertThat(failure.message()).contains(directory.toString());
    }

    @Test
    void aMissingProgramIsRefused() {
        assertThat(only(check(REAL, plan(NOTHING, null, directory + "/none"))).code())
                .isEqualTo("COMMAND_MISSING");
        assertThat(only(check(REAL, plan(NOTHING, null, "sh"))).code()).isEqualTo("COMMAND_MISSING");
    }

    @Test
    void aJavaThatDoesNotRunIsRefusedWithWhatItSaid() throws IOException {
        Path java = system.java(directory.resolve("jdk"), "17").resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\necho 'libjli.so: cannot open'\nexit 127\n");

        Failure failure = only(check(REAL, plan(NOTHING, null, java.toString())));
        assertThat(failure.code()).isEqualTo("JAVA_BROKEN");
        assertThat(failure.detail()).containsExactly("libjli.so: cannot open");
    }

    @Test
    void ourOwnJavaRuns() {
        Report report = check(REAL, plan(NOTHING, null, System.getProperty("java.home") + "/bin/java"));
        assertThat(report.failures()).isEmpty();
    }

    @Test
    void aFolderThatTheUserCannotEnterIsNamed() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        RunAs stranger = new RunAs(54321, 54321);
        assumeTrue((Integer) Files.getAttribute(directory, "unix:uid") != stranger.uid());

        Failure failure = only(check(REAL, plan(NOTHING, stranger, "/bin/sh")));
        assertThat(failure.code()).isEqualTo("RUN_AS_CANNOT_REACH");
        assertThat(failure.hint()).contains("chmod o+x " + directory);
    }
}
