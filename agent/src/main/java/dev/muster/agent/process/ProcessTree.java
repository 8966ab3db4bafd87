package dev.muster.agent.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * All processes of one launch, wherever they went. A process belongs to it when one of these holds:
 *
 * <ol>
 *   <li>it is in the launch's control group;
 *   <li>it is in the session that the shim leads;
 *   <li>it descends from a process that belonged to it at an earlier look;
 *   <li>it was started with the launch's marker in its environment, which survives {@code setsid} and double forks.
 * </ol>
 *
 * The shim itself is left out as long as it may still have an exit to record.
 */
final class ProcessTree {

    private final Machine machine;
    private final ProcessTable table;
    private final String marker;
    private final LaunchDirectory launch;
    private final Optional<LaunchRecord> record;
    private final Optional<Path> cgroup;
    private final Set<ProcessIdentity> seen = new HashSet<>();

    /** {@code record} is empty when there is none, or when it is of an earlier run of the machine. */
    ProcessTree(
            Machine machine,
            Marker marker,
            LaunchDirectory launch,
            Optional<LaunchRecord> record,
            Optional<Path> cgroup) {
        this.machine = machine;
        this.table = machine.table();
        this.marker = marker.toString();
        this.launch = launch;
        this.record = record;
        this.cgroup = cgroup;
    }

    /** Those that run now, without the shim. */
    List<ProcessStat> members() {
        Set<Long> grouped = new HashSet<>(cgroup.map(Cgroups::members).orElse(List.of()));
        List<ProcessStat> rest = new ArrayList<>(table.all());
        rest.removeIf(this::isExempt);
        List<ProcessStat> members = new ArrayList<>();
        take(
                rest,
                members,
                process -> grouped.contains(process.pid())
                        || seen.contains(process.identity())
                        || isInSession(process)
                        || isMarked(process));
        Set<Long> parents = new HashSet<>();
        int known = -1;
        while (known != members.size()) {
            known = members.size();
            members.forEach(member -> parents.add(member.pid()));
            take(rest, members, process -> parents.contains(process.parent()));
        }
        members.forEach(member -> seen.add(member.identity()));
        return members;
    }

    /**
     * Kills all of them, again and again until none is left or the time is up.
     *
     * @return those that could not be killed
     */
    List<ProcessStat> kill(long timeoutMs) {
        List<ProcessStat> left = new ArrayList<>();
        machine.await(timeoutMs, () -> {
            left.clear();
            left.addAll(members());
            if (!left.isEmpty()) {
                cgroup.ifPresent(Cgroups::kill);
                left.forEach(member -> machine.signals().kill(member.identity()));
            }
            return left.isEmpty();
        });
        return left;
    }

    private static void take(List<ProcessStat> from, List<ProcessStat> to, Predicate<ProcessStat> wanted) {
        from.removeIf(process -> {
            boolean taken = wanted.test(process);
            if (taken) {
                to.add(process);
            }
            return taken;
        });
    }

    private boolean isExempt(ProcessStat process) {
        boolean isShim =
                record.filter(known -> process.identity().equals(known.shim())).isPresent();
        return isShim || process.pid() == ProcessHandle.current().pid() || process.pid() == 1;
    }

    /**
     * The number of a session is not given out again as long as anybody is in it. So who is in the session, and was so when the
     * shim lived, belongs to the launch; who came later may be in a new session of that number.
     */
    private boolean isInSession(ProcessStat process) {
        return record.isPresent()
                && process.session() == record.get().shim().pid()
                && (table.isAlive(record.get().shim())
                        || process.identity().startTicks() <= launch.endTicks().orElse(0));
    }

    private boolean isMarked(ProcessStat process) {
        return table.environment(process.pid(), Marker.VARIABLE)
                .filter(marker::equals)
                .isPresent();
    }
}
