package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed;
import dev.muster.common.model.plan.LaunchPlan.LimitNeed.Limit;
import dev.muster.common.model.plan.LaunchPlan.Needs;
import dev.muster.common.model.plan.LaunchPlan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks, before a component is launched, whether it can work here: all problems at once. What comes with software that is not
 * installed yet is not looked at.
 *
 * <p>May block for a second or two, as it starts {@code java -version}.
 */
public final class Preflight {

    static final String MAP_COUNT = "vm.max_map_count";

    /** What the name of the check of folders that are in a user's way begins with. */
    static final String FOLDERS = "folders for user ";

    private static final long MEBIBYTE = 1 << 20;

    private final SystemFiles system;
    private final Predicate<Port> isOurs;
    private final JavaTrial javaTrial = new JavaTrial();
    private final Fixes fixes;

    /** @param root {@code /} */
    public Preflight(Path root) {
        this(root, Fixes.ofMachine(root, List.of()), port -> false);
    }

    /**
     * @param fixes what the machine may repair itself
     * @param isOurs whether a port is only held for the preflight itself
     */
    public Preflight(Path root, Fixes fixes, Predicate<Port> isOurs) {
        this.system = new SystemFiles(root);
        this.fixes = fixes;
        this.isOurs = isOurs;
    }

    Fixes fixes() {
        return fixes;
    }

    long ownUid() {
        return new RunAsUser(system).ownUid();
    }

    /** How far a component is. */
    public enum Stage {
        /** What it is made of may not be here yet. */
        PLANNED,
        INSTALLED,
        /** Its ports are its own, and its memory is in use by itself. */
        RUNNING
    }

    /**
     * What was found.
     *
     * @param failures the component must not be launched
     * @param warnings it may, and a person should know: also what an operator ignores
     */
    public record Report(List<Failure> failures, List<Failure> warnings) {
        public Report {
            failures = List.copyOf(failures);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Whether a component may be launched now.
     *
     * @param others what else is to run on this host
     * @param ignored names of checks that do not keep it, whatever they find
     */
    public Report check(LaunchPlan plan, Collection<LaunchPlan> others, Set<String> ignored) {
        List<Check> checks = look(plan, others, Stage.INSTALLED).stream()
                .map(check -> ignored.contains(check.name()) ? check.ignored() : check)
                .toList();
        return new Report(
                failures(checks, EnumSet.of(Result.FAILED)),
                failures(checks, EnumSet.of(Result.WARNING, Result.IGNORED)));
    }

    private static List<Failure> failures(List<Check> checks, Set<Result> results) {
        return checks.stream()
                .filter(check -> results.contains(check.result()))
                .map(Check::failure)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Everything that is looked at for a component.
     *
     * @param others what else is to run on this host
     */
    public List<Check> look(LaunchPlan plan, Collection<LaunchPlan> others, Stage stage) {
        Found found = new Found(plan.role());
        if (stage != Stage.RUNNING) {
            lookAtPorts(plan, found);
        }
        lookAtLimits(plan.needs(), found);
        lookAtDisk(plan, found);
        lookAtReach(plan, found);
        lookAtCommand(plan, stage, found);
        lookAtSum(plan, others, found);
        if (stage != Stage.RUNNING) {
            lookAtMemory(plan, found);
        }
        return found.checks.stream().map(check -> offered(check, plan)).toList();
    }

    private Check offered(Check check, LaunchPlan plan) {
        return check.result() == Result.FAILED
                ? fixes.of(check.name(), plan)
                        .map(deed -> check.fixable(deed.told()))
                        .orElse(check)
                : check;
    }

    /** What was found for one role. */
    private static final class Found {
        private final Role role;
        private final List<Check> checks = new ArrayList<>();

        Found(Role role) {
            this.role = role;
        }

        void ok(String name, String detail) {
            checks.add(Check.ok(name, role, detail));
        }

        void warning(String name, Failure failure) {
            checks.add(Check.warning(name, role, failure));
        }

        void failed(String name, Failure failure) {
            checks.add(Check.failed(name, role, failure));
        }

        void either(String name, String detail, Optional<Failure> failure) {
            failure.ifPresentOrElse(wrong -> failed(name, wrong), () -> ok(name, detail));
        }
    }

    private void lookAtPorts(LaunchPlan plan, Found found) {
        PortCheck check = new PortCheck(system);
        boolean privileged = plan.runAs() == null && ownUid() == 0;
        for (Port port : plan.ports()) {
            found.either(
                    "port " + port.number() + " (" + port.name() + ")",
                    "free",
                    isOurs.test(port) ? Optional.empty() : check.check(port, privileged));
        }
    }

    private void lookAtLimits(Needs needs, Found found) {
        Limits limits = new Limits(system);
        for (LimitNeed need : limits(needs)) {
            ProcessLimit limit = ProcessLimit.of(need.limit());
            long is = limits.of(limit);
            if (is >= need.least()) {
                found.ok(limit.check(), ProcessLimit.text(is));
            } else if (need.required()) {
                found.failed(limit.check(), limit.tooLow(is, need));
            } else {
                found.warning(limit.check(), limit.tooLow(is, need));
            }
        }
        long mapCount = limits.mapCountMax();
        if (mapCount > 0 && mapCount < needs.mapCount()) {
            found.failed(
                    MAP_COUNT,
                    Failure.of(
                            "MAP_COUNT_TOO_LOW",
                            "vm.max_map_count is " + mapCount + ", and " + needs.mapCount() + " is needed",
                            "sudo sysctl -w vm.max_map_count=" + needs.mapCount()));
        } else if (needs.mapCount() > 0) {
            found.ok(MAP_COUNT, mapCount > 0 ? Long.toString(mapCount) : "not told by this system");
        }
    }

    /** All limits of a process that matter, in the order in which they are looked at. */
    static List<LimitNeed> limits(Needs needs) {
        List<LimitNeed> limits = new ArrayList<>();
        if (needs.openFiles() > 0) {
            limits.add(new LimitNeed(Limit.OPEN_FILES, needs.openFiles(), true));
        }
        limits.addAll(needs.limits());
        return limits;
    }

    private void lookAtDisk(LaunchPlan plan, Found found) {
        Path existing = existing(Path.of(plan.instance()));
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            if (free < plan.needs().diskBytes()) {
                found.failed(
                        "disk",
                        new FullDisk(system)
                                .failure(existing, free, plan.needs().diskBytes()));
            } else {
                found.ok("disk", free / MEBIBYTE + " MiB free in " + existing);
            }
        } catch (IOException e) {
            found.failed(
                    "disk",
                    Failure.of(
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

    private static void lookAtReach(LaunchPlan plan, Found found) {
        @Nullable RunAs user = plan.runAs();
        if (user == null) {
            return;
        }
        Set<Path> obstacles = obstacles(plan, user);
        String name = FOLDERS + user.uid();
        for (Path obstacle : obstacles) {
            found.failed(
                    name,
                    Failure.of(
                            "RUN_AS_CANNOT_REACH",
                            "user " + user.uid() + ", as which the component runs, may not enter " + obstacle,
                            "chmod o+x " + obstacle
                                    + " , or choose other directories with --dir and the store setting"));
        }
        if (obstacles.isEmpty()) {
            found.ok(name, "may be entered");
        }
    }

    /** The first folders that are closed to the user on the ways that the component needs. */
    static Set<Path> obstacles(LaunchPlan plan, RunAs user) {
        Set<Path> obstacles = new LinkedHashSet<>();
        // The instance's own folder belongs to the user once it is made; the way there must be open.
        Optional.ofNullable(Path.of(plan.instance()).getParent())
                .flatMap(parent -> Reach.obstacle(parent, user))
                .ifPresent(obstacles::add);
        Reach.obstacle(Path.of(plan.install().home()), user).ifPresent(obstacles::add);
        Reach.obstacle(Path.of(plan.argv().get(0)), user).ifPresent(obstacles::add);
        return obstacles;
    }

    private void lookAtCommand(LaunchPlan plan, Stage stage, Found found) {
        Path program = Path.of(plan.argv().get(0));
        if (stage == Stage.PLANNED && comesWithTheSoftware(plan, program)) {
            found.ok("program", "comes with the software, which is being installed");
            return;
        }
        if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            found.failed(
                    "program",
                    Failure.of(
                            "COMMAND_MISSING",
                            program + " is not a program that can be run on this machine",
                            "look at it (ls -l " + program + "); correct the component's home, or its Java"));
            return;
        }
        boolean isJava = program.endsWith(Path.of("bin", "java"));
        found.either(
                isJava ? "java" : "program", program.toString(), isJava ? javaTrial.run(program) : Optional.empty());
    }

    private static boolean comesWithTheSoftware(LaunchPlan plan, Path program) {
        return plan.install() instanceof Install.Assembled
                && program.startsWith(plan.install().home())
                && !Files.exists(program);
    }

    /** All components of a host together: each alone may fit where they do not. */
    private void lookAtSum(LaunchPlan plan, Collection<LaunchPlan> others, Found found) {
        SortedMap<Role, Long> needs = new TreeMap<>();
        others.forEach(other -> needs.put(other.role(), other.needs().memoryBytes()));
        needs.put(plan.role(), plan.needs().memoryBytes());
        long total = new Memory(system).totalBytes();
        long sum = needs.values().stream().mapToLong(Long::longValue).sum();
        if (sum > total) {
            found.failed(
                    "memory of all",
                    new Failure(
                            "MEMORY_OVERCOMMITTED",
                            "the components of this host need " + sum / MEBIBYTE
                                    + " MiB of memory together, and it has " + total / MEBIBYTE + " MiB",
                            "give them smaller heaps (settings of the components), or move a role to another host",
                            needs.entrySet().stream()
                                    .map(need -> need.getKey() + ": " + need.getValue() / MEBIBYTE + " MiB")
                                    .toList()));
        } else {
            found.ok("memory of all", sum / MEBIBYTE + " of " + total / MEBIBYTE + " MiB");
        }
    }

    private void lookAtMemory(LaunchPlan plan, Found found) {
        long available = new Memory(system).availableBytes();
        if (available < plan.needs().memoryBytes()) {
            found.warning(
                    "memory now",
                    Failure.of(
                            "MEMORY_LOW",
                            available / MEBIBYTE + " MiB of memory are available, and about "
                                    + plan.needs().memoryBytes() / MEBIBYTE + " MiB will be used",
                            "free -m shows who uses it; smaller heaps are a setting of the component"));
        } else {
            found.ok("memory now", available / MEBIBYTE + " MiB available");
        }
    }
}
