package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.Needs;
import dev.muster.common.model.plan.LaunchPlan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks, after the software is installed and before a component is launched, whether it can work here: all problems at once.
 *
 * <p>May block for a second or two, as it starts {@code java -version}.
 */
public final class Preflight {

    private static final long MEBIBYTE = 1 << 20;

    private final SystemFiles system;

    /** @param root {@code /} */
    public Preflight(Path root) {
        this.system = new SystemFiles(root);
    }

    /**
     * What was found.
     *
     * @param failures the component must not be launched
     * @param warnings it may, and a person should know
     */
    public record Report(List<Failure> failures, List<Failure> warnings) {
        public Report {
            failures = List.copyOf(failures);
            warnings = List.copyOf(warnings);
        }
    }

    /** @param others what else is to run on this host */
    public Report check(LaunchPlan plan, Collection<LaunchPlan> others) {
        List<Failure> failures = new ArrayList<>();
        checkPorts(plan, failures::add);
        checkLimits(plan.needs(), failures::add);
        checkDisk(plan, failures::add);
        checkReach(plan, failures::add);
        checkCommand(plan, failures::add);
        checkSum(plan, others, failures::add);
        List<Failure> warnings = new ArrayList<>();
        checkMemory(plan, warnings::add);
        return new Report(failures, warnings);
    }

    private void checkPorts(LaunchPlan plan, Consumer<Failure> failures) {
        PortCheck check = new PortCheck(system);
        boolean privileged = plan.runAs() == null && new RunAsUser(system).ownUid() == 0;
        for (Port port : plan.ports()) {
            check.check(port, privileged).ifPresent(failures);
        }
    }

    private void checkLimits(Needs needs, Consumer<Failure> failures) {
        Limits limits = new Limits(system);
        long openFiles = limits.openFilesMax();
        if (openFiles < needs.openFiles()) {
            failures.accept(Failure.of(
                    "OPEN_FILES_TOO_FEW",
                    "a process may open " + openFiles + " files here, and " + needs.openFiles() + " are needed",
                    "before the agent starts: ulimit -n " + needs.openFiles() + " ; in a systemd unit: LimitNOFILE="
                            + needs.openFiles()));
        }
        long mapCount = limits.mapCountMax();
        if (mapCount > 0 && mapCount < needs.mapCount()) {
            failures.accept(Failure.of(
                    "MAP_COUNT_TOO_LOW",
                    "vm.max_map_count is " + mapCount + ", and " + needs.mapCount() + " is needed",
                    "sudo sysctl -w vm.max_map_count=" + needs.mapCount()));
        }
    }

    private static void checkDisk(LaunchPlan plan, Consumer<Failure> failures) {
        Path existing = existing(Path.of(plan.instance()));
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < plan.needs().diskBytes()) {
                failures.accept(Failure.of(
                        "DISK_FULL",
                        free / MEBIBYTE + " MiB are free in " + existing + ", and "
                                + plan.needs().diskBytes() / MEBIBYTE + " MiB are needed",
                        "make room (df -h " + existing + "), or keep the data elsewhere with --dir"));
            }
        } catch (IOException e) {
            failures.accept(Failure.of(
                    "DISK_UNKNOWN", "cannot look at the disk of " + existing + ": " + e, "df -h " + existing));
        }
    }

    private static Path existing(Path path) {
        Path found = path.toAbsolutePath();
        while (!Files.exists(found)) {
            Path parent = found.getParent();
            if (parent == null) {
                return found;
            }
            found = parent;
        }
        return found;
    }

    private static void checkReach(LaunchPlan plan, Consumer<Failure> failures) {
        @Nullable RunAs user = plan.runAs();
        if (user == null) {
            return;
        }
        Set<Path> obstacles = new LinkedHashSet<>();
        // The instance's own folder belongs to the user once it is made; the way there must be open.
        Optional.ofNullable(Path.of(plan.instance()).getParent())
                .flatMap(parent -> Reach.obstacle(parent, user))
                .ifPresent(obstacles::add);
        Reach.obstacle(Path.of(plan.install().home()), user).ifPresent(obstacles::add);
        Reach.obstacle(Path.of(plan.argv().get(0)), user).ifPresent(obstacles::add);
        for (Path obstacle : obstacles) {
            failures.accept(Failure.of(
                    "RUN_AS_CANNOT_REACH",
                    "user " + user.uid() + ", as which the component runs, may not enter " + obstacle,
                    "chmod o+x " + obstacle + " , or choose other directories with --dir and the store setting"));
        }
    }

    private static void checkCommand(LaunchPlan plan, Consumer<Failure> failures) {
        Path program = Path.of(plan.argv().get(0));
        if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            failures.accept(Failure.of(
                    "COMMAND_MISSING",
                    program + " is not a program that can be run on this machine",
                    "look at it (ls -l " + program + "); correct the component's home, or its Java"));
            return;
        }
        if (program.endsWith(Path.of("bin", "java"))) {
            JavaTrial.run(program).ifPresent(failures);
        }
    }

    /** All components of a host together: each alone may fit where they do not. */
    private void checkSum(LaunchPlan plan, Collection<LaunchPlan> others, Consumer<Failure> failures) {
        SortedMap<Role, Long> needs = new TreeMap<>();
        others.forEach(other -> needs.put(other.role(), other.needs().memoryBytes()));
        needs.put(plan.role(), plan.needs().memoryBytes());
        long total = new Memory(system).totalBytes();
        long sum = needs.values().stream().mapToLong(Long::longValue).sum();
        if (sum > total) {
            failures.accept(new Failure(
                    "MEMORY_OVERCOMMITTED",
                    "the components of this host need " + sum / MEBIBYTE + " MiB of memory together, and it has "
                            + total / MEBIBYTE + " MiB",
                    "give them smaller heaps (settings of the components), or move a role to another host",
                    needs.entrySet().stream()
                            .map(need -> need.getKey() + ": " + need.getValue() / MEBIBYTE + " MiB")
                            .toList()));
        }
    }

    private void checkMemory(LaunchPlan plan, Consumer<Failure> warnings) {
        long available = new Memory(system).availableBytes();
        if (available < plan.needs().memoryBytes()) {
            warnings.accept(Failure.of(
                    "MEMORY_LOW",
                    available / MEBIBYTE + " MiB of memory are available, and about "
                            + plan.needs().memoryBytes() / MEBIBYTE + " MiB will be used",
                    "free -m shows who uses it; smaller heaps are a setting of the component"));
        }
    }
}
