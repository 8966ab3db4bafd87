package dev.muster.rig.world;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** What a row needs of the machine. Where it is missing, the row is skipped, and that is counted. */
public enum Need {
    ROOT("root", () -> Shell.run(java.util.List.of("id", "-u")).output().strip().equals("0")),
    NETWORK(
            "network namespaces (root, ip) and iptables",
            () -> Shell.can("sh", "-c", "ip netns add rigprobe && ip netns del rigprobe && iptables --version")),
    PROCESS_SPACE(
            "PID namespaces (root, unshare, nsenter)",
            () -> Shell.can("unshare", "--pid", "--fork", "--mount-proc", "test", "-w", "/proc/sys/kernel/ns_last_pid")
                    && Shell.can("nsenter", "--version")),
    STRACE(
            "strace that may inject",
            () -> Shell.can("strace", "-qq", "-o", "/dev/null", "-e", "inject=fsync:delay_exit=1", "true")),
    MOUNT("the right to mount", () -> Shell.can("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")),
    MEMORY_CGROUP(
            "a writable version 1 memory cgroup",
            () -> Files.isWritable(Path.of("/sys/fs/cgroup/memory/cgroup.procs"))),
    PIDS_CGROUP(
            "a writable version 1 pids cgroup", () -> Files.isWritable(Path.of("/sys/fs/cgroup/pids/cgroup.procs"))),
    FAKETIME("faketime", () -> Shell.can("faketime", "-f", "+1h", "true"));

    private final String words;
    private final BooleanSupplier probe;

    Need(String words, BooleanSupplier probe) {
        this.words = words;
        this.probe = probe;
    }

    public String words() {
        return words;
    }

    public boolean isMet() {
        return probe.getAsBoolean();
    }
}
