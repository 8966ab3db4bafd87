package dev.muster.common.model.plan;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything an agent needs to run one component, with nothing left to decide. Made by {@code common.component} from the
 * definition, the cluster's spec and the host's facts.
 *
 * @param role which role it serves
 * @param kind name of the component definition
 * @param version that will run
 * @param install the software
 * @param instance directory of this instance, absolute; all other directories lie below it unless a setting moved them
 * @param directories to be made before the launch, owned by {@code runAs}
 * @param files to be written before the launch, where their content differs
 * @param argv the command; the first is an absolute path. Never passed through a shell
 * @param environment the whole environment: nothing is inherited
 * @param runAs the user to run as; null for the agent's own
 * @param ports that must be free before the launch, and are listened on after it
 * @param needs of the machine, checked before the launch
 * @param probes all of level OWN must pass for READY, all of level JOINED for the cluster start
 * @param startTimeoutMs milliseconds from launch to READY after which the start counts as failed
 * @param stop how it is ended
 * @param restart what follows an exit that nobody asked for
 * @param causes how to read its last log lines
 * @param leave how it leaves its cluster; null when it needs to do nothing for that
 * @param hash of all of the above
 */
public record LaunchPlan(
        Role role,
        String kind,
        String version,
        Install install,
        String instance,
        List<String> directories,
        List<RenderedFile> files,
        List<String> argv,
        SortedMap<String, String> environment,
        @Nullable RunAs runAs,
        List<Port> ports,
        Needs needs,
        List<Probe> probes,
        long startTimeoutMs,
        StopPolicy stop,
        RestartPolicy restart,
        List<CauseRule> causes,
        @Nullable Leave leave,
        PlanHash hash) {

    public LaunchPlan {
        directories = List.copyOf(directories);
        files = List.copyOf(files);
        argv = List.copyOf(argv);
        environment = Collections.unmodifiableSortedMap(new TreeMap<>(environment));
        ports = List.copyOf(ports);
        probes = List.copyOf(probes);
        causes = List.copyOf(causes);
    }

    /** Whether {@code other} runs the same in the same way, and is only looked at, or leaves, differently. */
    public boolean runsLike(LaunchPlan other) {
        return with(files, other.probes, other.leave, other.hash).equals(other);
    }

    public LaunchPlan withFiles(List<RenderedFile> newFiles) {
        return with(newFiles, probes, leave, hash);
    }

    public LaunchPlan withHash(PlanHash newHash) {
        return with(files, probes, leave, newHash);
    }

    private LaunchPlan with(
            List<RenderedFile> newFiles, List<Probe> newProbes, @Nullable Leave newLeave, PlanHash newHash) {
        return new LaunchPlan(
                role,
                kind,
                version,
                install,
                instance,
                directories,
                newFiles,
                argv,
                environment,
                runAs,
                ports,
                needs,
                newProbes,
                startTimeoutMs,
                stop,
                restart,
                causes,
                newLeave,
                newHash);
    }

    /**
     * A file of the instance.
     *
     * @param path absolute, below the instance directory
     * @param content the whole content
     * @param mode POSIX permission bits, for example 0640
     */
    public record RenderedFile(String path, String content, int mode) {

        /** Without the content: there may be secrets in it. */
        @Override
        public String toString() {
            return path + " (" + content.length() + " characters, mode " + Integer.toOctalString(mode) + ")";
        }
    }

    /**
     * A port that the component listens on.
     *
     * @param name for people, for example {@code cql}
     * @param address that it binds
     * @param number 1 to 65535
     */
    public record Port(String name, String address, int number) {}

    /**
     * What the machine must offer; 0 where it does not matter.
     *
     * @param memoryBytes that the component will use when idle
     * @param diskBytes that must be free below the instance directory
     * @param openFiles least hard limit of open files
     * @param mapCount least {@code vm.max_map_count}
     * @param limits further limits of a process, each named at most once
     */
    public record Needs(long memoryBytes, long diskBytes, long openFiles, long mapCount, List<LimitNeed> limits) {

        /** A coordinator of an older version names no further limits. */
        public Needs(
                long memoryBytes, long diskBytes, long openFiles, long mapCount, @Nullable List<LimitNeed> limits) {
            this.memoryBytes = memoryBytes;
            this.diskBytes = diskBytes;
            this.openFiles = openFiles;
            this.mapCount = mapCount;
            this.limits = limits == null ? List.of() : List.copyOf(limits);
        }
    }

    /**
     * A limit that the kernel sets to a process, as {@code getrlimit(2)} knows it.
     *
     * @param limit which one
     * @param least that it must be; {@link #UNLIMITED} when there must be none
     * @param required whether the component does not work with less; otherwise its makers advise it
     */
    public record LimitNeed(Limit limit, long least, boolean required) {

        /** No number is enough. */
        public static final long UNLIMITED = Long.MAX_VALUE;

        /** Limits of processes. */
        public enum Limit {
            /** Files and sockets; the hard limit, as every Java raises the soft one to it. */
            OPEN_FILES,
            /** Processes and threads of the user; the soft limit. */
            PROCESSES,
            /** Bytes of memory that are kept from the swap; the soft limit. */
            LOCKED_MEMORY,
            /** Bytes of virtual memory; the soft limit. */
            ADDRESS_SPACE,
            /** Bytes of one file; the soft limit. */
            FILE_SIZE
        }
    }

    /**
     * How a component is ended: first politely, then completely.
     *
     * @param signal sent to the component's own process, for example {@code TERM}
     * @param graceMs milliseconds until the whole tree is killed
     */
    public record StopPolicy(String signal, long graceMs) {}

    /**
     * What follows an exit that nobody asked for. Any exit is one, even with code 0.
     *
     * @param backoffMinMs wait before the first restart; doubles with each
     * @param backoffMaxMs longest wait
     * @param flapMax restarts within {@code flapWindowMs} after which the agent gives up
     * @param flapWindowMs a component that ran longer than this starts counting anew
     * @param fatalExits exit codes that no retry cures
     */
    public record RestartPolicy(
            long backoffMinMs, long backoffMaxMs, int flapMax, long flapWindowMs, List<Integer> fatalExits) {

        public RestartPolicy {
            fatalExits = List.copyOf(fatalExits);
        }
    }

    /**
     * How to read a log: when a line matches, the cause is known.
     *
     * @param pattern a regular expression, searched for in the last lines
     * @param code stable code of the failure, for example {@code DISK_FULL}
     * @param cause in words
     * @param fix what to do about it
     */
    public record CauseRule(String pattern, String code, String cause, String fix) {}
}
