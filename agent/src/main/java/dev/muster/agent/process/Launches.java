package dev.muster.agent.process;

import dev.muster.agent.process.LaunchStatus.Exited;
import dev.muster.agent.process.LaunchStatus.Gone;
import dev.muster.common.model.LaunchId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The launches that are recorded below a state directory, and the processes that belong to them. */
final class Launches {

    private static final Logger LOG = LoggerFactory.getLogger(Launches.class);

    /** How long a killed tree may take to vanish. */
    private static final long KILL_MS = 5_000;

    private final Path directory;
    private final String stateHash;
    private final Machine machine;

    Launches(Path directory, String stateHash, Machine machine) {
        this.directory = directory;
        this.stateHash = stateHash;
        this.machine = machine;
    }

    LaunchDirectory of(LaunchId id) {
        return new LaunchDirectory(directory, id);
    }

    Marker marker(LaunchId id) {
        return new Marker(id, stateHash);
    }

    /** The launch's record. When there is none yet, the start is taken away from the shim, and there never will be. */
    Optional<LaunchRecord> settledRecord(LaunchDirectory launch) throws IOException {
        Optional<LaunchRecord> record = launch.record();
        if (record.isPresent() || !launch.exists() || launch.claim()) {
            return record;
        }
        return launch.record();
    }

    /** The launch's record, when it is of this run of the machine: only then do its pids mean anything. */
    Optional<LaunchRecord> currentRecord(LaunchDirectory launch) {
        String bootId = machine.table().bootId();
        return launch.record()
                .filter(record -> !bootId.isEmpty() && record.bootId().equals(bootId));
    }

    /** How a launch ended that does not run. */
    static LaunchStatus end(LaunchDirectory launch) {
        OptionalInt code = launch.exitCode();
        return code.isPresent() ? new Exited(code.getAsInt()) : new Gone();
    }

    /**
     * Kills whatever belongs to the launch, then lets the shim record the end, then clears up.
     *
     * @return what could not be killed
     */
    List<ProcessStat> endTree(LaunchDirectory launch) {
        Optional<LaunchRecord> record = currentRecord(launch);
        Optional<Path> cgroup = launch.cgroup();
        List<ProcessStat> left = new ProcessTree(machine, marker(launch.id()), launch, record, cgroup).kill(KILL_MS);
        if (record.isPresent() && left.isEmpty()) {
            ProcessIdentity shim = record.get().shim();
            if (!machine.await(LaunchWatch.RECORD_MS, () -> !machine.table().isAlive(shim))) {
                machine.signals().kill(shim);
            }
        }
        if (cgroup.isPresent()) {
            noteOutOfMemory(launch, cgroup.get());
            Cgroups.remove(cgroup.get());
        }
        return left;
    }

    /** See {@link ProcessRunner#survivors}. */
    List<Survivor> survivors() throws IOException {
        for (LaunchDirectory launch : LaunchDirectory.all(directory)) {
            // What has not come to run yet never will.
            settledRecord(launch);
        }
        machine.await(LaunchWatch.RECORD_MS, () -> unrecorded().isEmpty());
        List<Survivor> survivors = new ArrayList<>(unrecorded());
        for (LaunchDirectory launch : LaunchDirectory.all(directory)) {
            currentRecord(launch)
                    .map(LaunchRecord::component)
                    .filter(machine.table()::isAlive)
                    .ifPresent(process -> survivors.add(
                            new Survivor(launch.id(), launch.plan().orElse(null), process)));
        }
        return survivors;
    }

    /** Launches of which something runs, and no record says what. */
    private List<Survivor> unrecorded() {
        Map<LaunchId, Survivor> found = new TreeMap<>();
        for (ProcessStat process : machine.table().all()) {
            markedLaunch(process)
                    .filter(launch -> currentRecord(of(launch)).isEmpty())
                    .ifPresent(launch -> found.put(launch, new Survivor(launch, null, process.identity())));
        }
        return List.copyOf(found.values());
    }

    /** The launch of this state directory whose marker a process bears. */
    private Optional<LaunchId> markedLaunch(ProcessStat process) {
        return machine.table()
                .environment(process.pid(), Marker.VARIABLE)
                .flatMap(value -> Marker.parse(value, stateHash))
                .map(Marker::launch);
    }

    /** See {@link ProcessRunner#sweep}. */
    List<String> sweep(Set<LaunchId> known) {
        List<ProcessStat> strays = new ArrayList<>();
        for (ProcessStat process : machine.table().all()) {
            markedLaunch(process).filter(launch -> !known.contains(launch)).ifPresent(launch -> strays.add(process));
        }
        strays.forEach(stray -> machine.signals().kill(stray.identity()));
        try {
            for (LaunchDirectory launch : LaunchDirectory.all(directory)) {
                if (!known.contains(launch.id())) {
                    settledRecord(launch);
                    if (endTree(launch).isEmpty()) {
                        launch.delete();
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("cannot clear {}: {}", directory, e.toString());
        }
        return strays.stream().map(Launches::describe).toList();
    }

    static String describe(ProcessStat process) {
        return "pid " + process.pid() + " (" + process.command() + "), state " + process.state();
    }

    private static void noteOutOfMemory(LaunchDirectory launch, Path cgroup) {
        OptionalLong kills = Cgroups.outOfMemoryKills(cgroup);
        if (kills.orElse(0) > 0) {
            launch.noteOutOfMemory(kills.getAsLong());
        }
    }
}
