package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.preflight.MachineFacts.Result;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.AgentFacts.JavaHome;
import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineFactsTest {

    @TempDir
    Path directory;

    private FakeSystem system;

    @BeforeEach
    void start() throws IOException {
        system = new FakeSystem(directory);
    }

    private Result collected(Map<String, String> environment, List<String> javas, @Nullable String runAs) {
        return new MachineFacts(system.root, environment, directory.resolve("user"))
                .collect(new MachineSettings(
                        "1.0", directory.resolve("state"), directory.resolve("store"), javas, runAs));
    }

    private AgentFacts facts(Map<String, String> environment, List<String> javas, @Nullable String runAs) {
        return ((Result.Collected) collected(environment, javas, runAs)).facts();
    }

    private Failure failure(String runAs) {
        return ((Result.Failed) collected(Map.of(), List.of(), runAs)).failure();
    }

    @Test
    void theMachineIsDescribedFromTheKernelsFiles() {
        AgentFacts facts = facts(Map.of(), List.of(), null);

        assertThat(facts.machineId()).isEqualTo("7a1e-boot");
        assertThat(facts.memoryBytes()).isEqualTo(16_000_000L * 1024);
        assertThat(facts.openFilesMax()).isEqualTo(4096);
        assertThat(facts.mapCountMax()).isEqualTo(65530);
        assertThat(facts.addresses()).contains("127.0.0.1").isSorted();
        assertThat(facts.stateDirectory()).isEqualTo(directory.resolve("state").toString());
    }

    @Test
    void theContainersLimitCountsWhenItIsLess() throws IOException {
        system.write("/sys/fs/cgroup/memory.max", "1073741824\n");
        assertThat(facts(Map.of(), List.of(), null).memoryBytes()).isEqualTo(1L << 30);
        system.write("/sys/fs/cgroup/memory.max", "max\n");
        assertThat(facts(Map.of(), List.of(), null).memoryBytes()).isEqualTo(16_000_000L * 1024);
    }

    @Test
    void noLimitOfOpenFilesIsALargeOne() throws IOException {
        system.write(
                "/proc/self/limits", "Max open files            1024                 unlimited            files\n");
        assertThat(facts(Map.of(), List.of(), null).openFilesMax()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void javasAreFoundWhereTheyUsuallyAreTheNamedOnesFirstAndEachOnce() throws IOException {
        // As another user cannot reach a test's directory, the components run as our own user here.
        Path named = system.java(directory.resolve("named"), "21.0.1");
        Path home = system.java(directory.resolve("home"), "17.0.15");
        system.java(system.root.resolve("usr/lib/jvm/java-8"), "1.8.0_402");
        Files.createSymbolicLink(system.root.resolve("usr/lib/jvm/default"), home);
        system.java(directory.resolve("user/.sdkman/candidates/java/25-tem"), "25");
        Files.createDirectories(system.root.resolve("opt/other"));
        Files.createDirectories(directory.resolve("path"));
        Files.createSymbolicLink(directory.resolve("path/java"), home.resolve("bin/java"));

        List<JavaHome> javas = facts(
                        Map.of("JAVA_HOME", home.toString(), "PATH", directory.resolve("path") + ":/none:"),
                        List.of(named.toString(), "/nowhere"),
                        "root")
                .javas();

        assertThat(javas).extracting(JavaHome::feature).startsWith(21, 17).contains(8, 25);
        assertThat(javas).extracting(JavaHome::path).doesNotHaveDuplicates();
        assertThat(javas.get(0)).isEqualTo(new JavaHome(named.toRealPath().toString(), 21, "21.0.1"));
        assertThat(javas).extracting(JavaHome::full).contains("1.8.0_402");
    }

    @Test
    void aJavaThatTheComponentsUserCannotReachIsNone() throws IOException {
        Path open = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir")));
        Path home = system.java(Files.createDirectories(directory.resolve("closed/jdk")), "21.0.1");
        Files.setPosixFilePermissions(directory.resolve("closed"), PosixFilePermissions.fromString("rwx------"));

        assertThat(Reach.obstacle(open, new RunAs(54321, 54321))).isEmpty();
        assertThat(facts(Map.of(), List.of(home.toString()), null).javas())
                .extracting(JavaHome::path)
                .doesNotContain(home.toString());
    }

    @Test
    void aReleaseFileFullOfNonsenseIsNoJava() throws IOException {
        Path home = system.java(directory.resolve("odd"), "99999999");
        assertThat(facts(Map.of(), List.of(home.toString()), "root").javas())
                .extracting(JavaHome::path)
                .doesNotContain(home.toString());
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-,54321,54321",
                "1001,1001,1001",
                "1001:1002,1001,1002",
                "spark,1200,1300",
                "spark:data,1200,1400",
                "spark:7,1200,7"
            })
    void rootRunsComponentsAsSomebodyElse(@Nullable String setting, int uid, int gid) {
        assertThat(facts(Map.of(), List.of(), setting).runAs()).isEqualTo(new RunAs(uid, gid));
    }

    @Test
    void rootMayChooseRoot() {
        assertThat(facts(Map.of(), List.of(), "root").runAs()).isNull();
    }

    @Test
    void anUnknownUserIsAFailureThatSaysHowToMakeIt() {
        assertThat(failure("nosuch").code()).isEqualTo("RUN_AS_UNKNOWN");
        assertThat(failure("nosuch").hint()).contains("useradd");
        assertThat(failure("spark:nosuch").code()).isEqualTo("RUN_AS_UNKNOWN");
    }

    @Test
    void whoIsNotRootRunsComponentsAsItself() throws IOException {
        system.write("/proc/self/status", "Uid:\t1200\t1200\t1200\t1200\n");
        assertThat(facts(Map.of(), List.of(), null).runAs()).isNull();
        assertThat(facts(Map.of(), List.of(), "spark").runAs()).isNull();
        assertThat(failure("1001").code()).isEqualTo("RUN_AS_NEEDS_ROOT");
    }

    @Test
    void theRealMachineHasAJavaABootIdAndMemory() {
        MachineFacts.Result result = new MachineFacts(
                        Path.of("/"), System.getenv(), Path.of(System.getProperty("user.home")))
                .collect(new MachineSettings("1.0", directory, directory, List.of(), null));
        AgentFacts facts = ((Result.Collected) result).facts();

        assertThat(facts.machineId()).isNotEmpty();
        assertThat(facts.memoryBytes()).isBetween(1L << 20, 1L << 50);
        assertThat(facts.pid()).isEqualTo(ProcessHandle.current().pid());
    }
}
