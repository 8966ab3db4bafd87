package dev.muster.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Version 2 control groups, where the machine has them and the agent may make some: below the agent's own group, one for
 * each launch. They need no controller; all that is asked of them is to know and to kill every process of a component. On a
 * machine with version 1 only, or none, or without the right to make one, there are none and the session has to do.
 */
final class Cgroups {

    private static final Logger LOG = LoggerFactory.getLogger(Cgroups.class);
    private static final String KILL = "cgroup.kill";
    private static final String PROCESSES = "cgroup.procs";

    private final Optional<Path> base;

    private Cgroups(Optional<Path> base) {
        this.base = base;
    }

    /** Looks for the agent's own group. {@code name} is that of the folder that all launches of one state directory share. */
    static Cgroups find(Path proc, String name) {
        try {
            return new Cgroups(own(
                            Files.readAllLines(proc.resolve("self/mountinfo")),
                            Files.readAllLines(proc.resolve("self/cgroup")))
                    .map(group -> group.resolve(name)));
        } catch (IOException e) {
            LOG.info("no control groups: {}", e.toString());
            return new Cgroups(Optional.empty());
        }
    }

    /** The directory of the agent's own version 2 group. */
    static Optional<Path> own(List<String> mounts, List<String> groups) {
        Optional<String> mount = mounts.stream()
                .filter(line -> line.contains(" - cgroup2 "))
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length > 5)
                .map(fields -> fields[4])
                .findFirst();
        Optional<String> group = groups.stream()
                .filter(line -> line.startsWith("0::/") && !line.contains("/.."))
                .map(line -> line.substring(4))
                .findFirst();
        return mount.flatMap(root -> group.map(below -> Path.of(root).resolve(below)));
    }

    /** Makes a group of this name; empty when that is not possible here. */
    Optional<Path> create(String name) {
        if (base.isEmpty()) {
            return Optional.empty();
        }
        Path group = base.get().resolve(name);
        try {
            Files.createDirectories(group);
            if (Files.isWritable(group.resolve(KILL)) && Files.isWritable(group.resolve(PROCESSES))) {
                return Optional.of(group);
            }
            remove(group);
        } catch (IOException e) {
            LOG.debug("no control group {}: {}", group, e.toString());
        }
        return Optional.empty();
    }

    /** The processes in it. */
    static List<Long> members(Path group) {
        try {
            return Files.readAllLines(group.resolve(PROCESSES)).stream()
                    .map(Long::valueOf)
                    .toList();
        } catch (IOException | NumberFormatException e) {
            return List.of();
        }
    }

    /** Kills all of it at once: nothing can fork itself out of it. */
    static void kill(Path group) {
        try {
            Files.writeString(group.resolve(KILL), "1");
        } catch (IOException e) {
            LOG.debug("cannot kill control group {}: {}", group, e.toString());
        }
    }

    /** How often the kernel killed in it for want of memory; empty where the machine does not count that. */
    static OptionalLong outOfMemoryKills(Path group) {
        try {
            return Files.readAllLines(group.resolve("memory.events")).stream()
                    .filter(line -> line.startsWith("oom_kill "))
                    .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Takes the folder of all launches away, unless there is one in it. */
    void release() {
        base.ifPresent(Cgroups::remove);
    }

    /** Takes an empty group away; one that is not empty stays. */
    static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException e) {
            LOG.debug("control group {} stays: {}", group, e.toString());
        }
    }
}
