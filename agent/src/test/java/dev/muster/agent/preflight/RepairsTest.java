package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.agent.preflight.Preflight.Stage;
import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Repair.Outcome;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install.ExistingHome;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import dev.muster.common.model.plan.LaunchPlan.Needs;
import dev.muster.common.model.plan.LaunchPlan.RestartPolicy;
import dev.muster.common.model.plan.LaunchPlan.StopPolicy;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repairs in a directory that stands for the system's root, and of a process that is the test's own: nothing of this machine. */
final class RepairsTest {

    private static final String MAP_COUNT = "vm.max_map_count";

    @TempDir
    Path directory;

    private FakeSystem system;
    private Path own;

    @BeforeEach
    void start() throws IOException {
        system = new FakeSystem(directory);
        own = Files.createDirectories(directory.resolve("own"));
    }

    private LaunchPlan plan(Needs needs, @Nullable RunAs user) {
        return new LaunchPlan(
                Role.INDEX,
                "demo",
                "1",
                new ExistingHome("/", List.of()),
                own.resolve("instances/index").toString(),
                List.of(),
                List.of(),
                List.of("/bin/sh"),
                new TreeMap<>(),
                user,
                List.of(),
                needs,
                List.of(),
                1000,
                new StopPolicy("TERM", 1000),
                new RestartPolicy(1, 1, 1, 1, List.of()),
                List.of(),
                null,
                new PlanHash("0"));
    }

    private Preflight preflight(Path... folders) {
        return new Preflight(system.root, Fixes.ofMachine(system.root, List.of(folders)), port -> false);
    }

    private static List<Repair> repair(Preflight preflight, LaunchPlan plan, String... names) {
        return new Repairs(preflight, new Neighbours())
                .repair("127.0.0.1", Map.of(plan, Stage.PLANNED), List.of(names));
    }

    private static Check look(Preflight preflight, LaunchPlan plan, String name) {
        return preflight.look(plan, List.of(plan), Stage.PLANNED).stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aKernelLimitIsRaisedNowAndForLaterBoots() throws IOException {
        LaunchPlan plan = plan(new Needs(0, 0, 0, 262144, List.of()), null);
        Check before = look(preflight(), plan, MAP_COUNT);
        assertThat(before.fix()).isNotNull();
        assertThat(before.fix().what()).contains("from 65530 to 262144", Fixes.SYSCTL_FILE);
        assertThat(before.fix().command()).startsWith("sudo sysctl -w vm.max_map_count=262144 && ");

        assertThat(repair(preflight(), plan, MAP_COUNT))
                .containsExactly(
                        new Repair(MAP_COUNT, Outcome.DONE, before.fix().what(), ""));

        assertThat(look(preflight(), plan, MAP_COUNT)).isEqualTo(Check.ok(MAP_COUNT, Role.INDEX, "262144"));
        assertThat(Files.readString(system.root.resolve(Fixes.SYSCTL_FILE.substring(1))))
                .contains("It was 65530 before")
                .endsWith("\nvm.max_map_count = 262144\n");
    }

    /** Rule 3 of {@link Fixes}: what is enough already is not touched. */
    @Test
    void aLimitIsOnlyEverRaised() throws IOException {
        system.write("/proc/sys/vm/max_map_count", "1048576\n");
        assertThat(repair(preflight(), plan(new Needs(0, 0, 0, 262144, List.of()), null), MAP_COUNT))
                .extracting(Repair::outcome)
                .containsExactly(Outcome.REFUSED);
        assertThat(Files.readString(system.root.resolve("proc/sys/vm/max_map_count")))
                .isEqualTo("1048576\n");
    }

    /** Rules 1 and 2 of {@link Fixes}. */
    @Test
    void whatIsNotInTheTableIsLeftToAPerson() {
        LaunchPlan plan = plan(new Needs(1L << 60, 1L << 60, 1 << 20, 0, List.of()), null);
        List<Repair> repairs = repair(preflight(), plan, "disk", "memory of all", "open files", "rm -rf /");
        assertThat(repairs)
                .extracting(Repair::outcome)
                .containsExactly(Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED, Outcome.REFUSED);
        assertThat(repairs.get(0).command()).contains("du -xh");
        assertThat(repairs.get(3).text()).contains("no check of that name");
        assertThat(look(preflight(), plan, "disk").fix()).isNull();
    }

    @Test
    void whatDidNotWorkIsSaidWithTheCommand() throws IOException {
        system.write("/etc/sysctl.d", "a file where the folder should be");
        LaunchPlan plan = plan(new Needs(0, 0, 0, 262144, List.of()), null);
        Check.Fix offered = look(preflight(), plan, MAP_COUNT).fix();

        assertThat(repair(preflight(), plan, MAP_COUNT)).singleElement().satisfies(repair -> {
            assertThat(repair.outcome()).isEqualTo(Outcome.FAILED);
            assertThat(repair.text()).contains("/etc/sysctl.d");
            assertThat(offered).isNotNull();
            assertThat(repair.command()).isEqualTo(offered.command());
        });
    }

    @Test
    void aProgramThatMayNotSaysSo() {
        assertThatThrownBy(
                        () -> SmallProgram.run(List.of("sh", "-c", "echo 'prlimit: Operation not permitted'; exit 1")))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("not permitted");
        assertThatThrownBy(() -> SmallProgram.run(List.of("sh", "-c", "echo broken; exit 3")))
                .isNotInstanceOf(AccessDeniedException.class)
                .hasMessage("sh: exit code 3: broken");
    }

    /** Rule 4 of {@link Fixes}. */
    @Test
    void onlyOwnFoldersAreOpenedForPassingThrough() throws IOException {
        Path instances = Files.createDirectories(own.resolve("instances"));
        for (Path folder : List.of(own, instances)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        RunAs stranger = new RunAs(54321, 54321);
        LaunchPlan plan = plan(new Needs(0, 0, 0, 0, List.of()), stranger);
        assumeTrue(Preflight.obstacles(plan, stranger).contains(own), "the way to the test's folder is open");

        String name = "folders for user 54321";
        assertThat(look(preflight(), plan, name).fix()).isNull();
        assertThat(repair(preflight(), plan, name)).extracting(Repair::outcome).containsExactly(Outcome.REFUSED);

        assertThat(repair(preflight(own), plan, name))
                .extracting(Repair::outcome)
                .containsExactly(Outcome.DONE);
        assertThat(look(preflight(own), plan, name).result()).isEqualTo(Result.OK);
        assertThat(Files.getPosixFilePermissions(instances))
                .contains(PosixFilePermission.OTHERS_EXECUTE)
                .doesNotContain(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);
    }

    /** Rule 3 of {@link Fixes}: a hard limit that is higher stays. What is only advised, or has no agent, is left to a person. */
    @Test
    void limitsThatAreNeededAreRaisedInTheAgent() throws IOException {
        system.write("/proc/self/limits", """
                Max processes             1024                 96365                processes
                Max locked memory         8388608              8388608              bytes
                """);
        LaunchPlan plan = plan(
                new Needs(
                        0,
                        0,
                        0,
                        0,
                        List.of(
                                new LimitNeed(Limit.PROCESSES, 4096, true),
                                new LimitNeed(Limit.LOCKED_MEMORY, LimitNeed.UNLIMITED, true),
                                new LimitNeed(Limit.ADDRESS_SPACE, 1, false))),
                null);
        Fixes ofAgent = Fixes.ofAgent(system.root, 77, List.of());
        assertThat(command(ofAgent, "processes", plan)).isEqualTo("sudo prlimit --pid 77 --nproc=4096:96365");
        assertThat(command(ofAgent, "locked memory", plan))
                .isEqualTo("sudo prlimit --pid 77 --memlock=unlimited:unlimited");
        assertThat(ofAgent.of("address space", plan)).isEmpty();
        assertThat(Fixes.ofMachine(system.root, List.of()).of("processes", plan))
                .isEmpty();
    }

    private static String command(Fixes fixes, String check, LaunchPlan plan) {
        return fixes.of(check, plan).orElseThrow().told().command();
    }

    @Test
    void aLimitOfARunningProcessIsSet() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")) || Files.isExecutable(Path.of("/bin/prlimit")));
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            Fixes.raise(child.pid(), ProcessLimit.OPEN_FILES, 300, 300)
                    .action()
                    .run(); // lower than the child's own, so that anybody may
            assertThat(Files.readAllLines(Path.of("/proc/" + child.pid() + "/limits")))
                    .anyMatch(line -> line.matches("Max open files\\s+300\\s+300\\s+files\\s*"));
        } finally {
            child.destroyForcibly();
        }
    }
}
