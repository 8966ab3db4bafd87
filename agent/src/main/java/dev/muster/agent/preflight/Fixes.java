package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Check.Fix;
import dev.muster.common.model.plan.LaunchPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The table of what a machine may repair by itself, by the name of the check that found it.
 *
 * <p>Safety rules, which the tests cite:
 *
 * <ol>
 *   <li>What is not in the table is left to a person: above all processes of others and data; of names only the machine's own ({@link OwnName}).
 *   <li>Only a check's name comes from elsewhere. What is done, and with which numbers, comes from this table and from the plans of
 *       this host.
 *   <li>Everything can be taken back, and says how: a limit is only ever raised, a folder is only opened for passing through.
 *   <li>Of folders only Muster's own are touched.
 * </ol>
 */
public final class Fixes {

    /** Read last of all such files, so that no other one takes it back at the next boot. */
    static final String SYSCTL_FILE = "/etc/sysctl.d/zz-muster.conf";

    private static final String MAP_COUNT_FILE = "/proc/sys/vm/max_map_count";
    private static final int FOLDERS_MAX = 100;

    private final SystemFiles system;
    private final OptionalLong agent;
    private final List<Path> own;

    private Fixes(Path root, OptionalLong agent, List<Path> own) {
        this.system = new SystemFiles(root);
        this.agent = agent;
        this.own =
                own.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
    }

    /**
     * What an agent may do.
     *
     * @param root {@code /}
     * @param pid of the agent, from which its components have their limits
     * @param own folders that are Muster's alone, with what is in them
     */
    public static Fixes ofAgent(Path root, long pid, List<Path> own) {
        return new Fixes(root, OptionalLong.of(pid), own);
    }

    /** What can be done before there is an agent. */
    public static Fixes ofMachine(Path root, List<Path> own) {
        return new Fixes(root, OptionalLong.empty(), own);
    }

    /** What repairs one finding. */
    record Deed(Fix told, Action action) {}

    /** Does it; blocks for some seconds at most. */
    interface Action {
        void run() throws IOException;
    }

    /** What repairs the check of that name for that component; empty when it is left to a person. */
    Optional<Deed> of(String check, LaunchPlan plan) {
        if (check.equals(Preflight.MAP_COUNT)) {
            return Optional.of(mapCount(plan.needs().mapCount()));
        }
        Optional<ProcessLimit> limit = ProcessLimit.ofCheck(check);
        if (limit.isPresent()) {
            return limit.flatMap(known -> raised(known, plan));
        }
        return check.startsWith(Preflight.FOLDERS) ? folders(plan) : Optional.empty();
    }

    private Deed mapCount(long needed) {
        long before = new Limits(system).mapCountMax();
        String setting = "vm.max_map_count = " + needed;
        return new Deed(
                new Fix(
                        "raises vm.max_map_count from " + before + " to " + needed + ", now and in " + SYSCTL_FILE
                                + " for later boots",
                        "sudo sysctl -w vm.max_map_count=" + needed + " && echo '" + setting + "' | sudo tee "
                                + SYSCTL_FILE),
                () -> {
                    Files.writeString(system.at(MAP_COUNT_FILE), needed + "\n");
                    write(
                            system.at(SYSCTL_FILE),
                            "# By muster doctor --fix: OpenSearch and others need it. It was " + before
                                    + " before; to take it back, delete this file and boot.\n" + setting + "\n");
                });
    }

    /** Whole or not at all: a boot must not find half of it. */
    static void write(Path file, String text) throws IOException {
        Path folder = Files.createDirectories(file.getParent());
        Path temporary = Files.createTempFile(folder, ".muster", ".tmp");
        try {
            Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** The limits of an agent are those of what it launches; before there is one, there is nothing to raise. */
    private Optional<Deed> raised(ProcessLimit limit, LaunchPlan plan) {
        return Preflight.limits(plan.needs()).stream()
                .filter(need -> agent.isPresent() && need.required() && need.limit() == limit.limit())
                .findFirst()
                .map(need -> raise(
                        agent.orElseThrow(),
                        limit,
                        need.least(),
                        new Limits(system).pair(limit).hard()));
    }

    /** @param hard the hard limit that is there: one that is higher stays */
    static Deed raise(long pid, ProcessLimit limit, long needed, long hard) {
        List<String> command = List.of("prlimit", "--pid", Long.toString(pid), limit.prlimit(needed, hard));
        return new Deed(
                new Fix(
                        "raises the limit \"" + limit.check() + "\" of the agent (pid " + pid
                                + ") and of what it launches to " + ProcessLimit.text(needed)
                                + ", until the agent ends; for good it is " + limit.inUnit() + " in its systemd unit",
                        "sudo " + String.join(" ", command)),
                () -> SmallProgram.run(command));
    }

    private Optional<Deed> folders(LaunchPlan plan) {
        RunAs user = plan.runAs();
        if (user == null) {
            return Optional.empty();
        }
        Set<Path> obstacles = Preflight.obstacles(plan, user);
        if (obstacles.isEmpty() || !obstacles.stream().allMatch(this::isOwn)) {
            return Optional.empty();
        }
        return Optional.of(new Deed(
                new Fix(
                        "lets other users pass through " + words(obstacles)
                                + ", which are Muster's own; they still cannot list"
                                + " them (chmod o-x takes it back)",
                        "sudo chmod o+x " + words(obstacles)),
                () -> open(plan, user)));
    }

    private static String words(Set<Path> folders) {
        return String.join(" ", folders.stream().map(Path::toString).toList());
    }

    /** Behind a folder that is opened there may be another one. */
    private void open(LaunchPlan plan, RunAs user) throws IOException {
        Set<Path> opened = new LinkedHashSet<>();
        for (Set<Path> closed = Preflight.obstacles(plan, user);
                !closed.isEmpty() && opened.size() < FOLDERS_MAX;
                closed = Preflight.obstacles(plan, user)) {
            for (Path folder : closed) {
                if (!isOwn(folder) || !opened.add(folder)) {
                    throw new IOException(folder + " stays closed for user " + user.uid());
                }
                Set<PosixFilePermission> bits = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
                bits.add(PosixFilePermission.OTHERS_EXECUTE);
                Files.setPosixFilePermissions(folder, bits);
            }
        }
    }

    private boolean isOwn(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        return own.stream().anyMatch(path::startsWith) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
