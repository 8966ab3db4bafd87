package dev.muster.simulation;

import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What machines lack: their agents find it in the preflight. Some of it is repaired, some is there for ever and has to be ignored. */
final class Ailments {

    private static final String PASSING = "port 9042 (cql)";
    private static final String LASTING = "disk";

    /** All of them. */
    static final SortedSet<String> NAMES = new TreeSet<>(List.of(PASSING, LASTING));

    private final World world;
    private final TreeMap<HostName, List<String>> lacking = new TreeMap<>();

    private final Set<HostName> walled = new TreeSet<>();

    Ailments(World world) {
        this.world = world;
    }

    /** Some machines are not well from the beginning, others fall ill later. */
    void begin(long stormMs) {
        if (!world.chance.oneIn(3)) {
            return; // most clusters start at once, so that there is time for other faults
        }
        for (Machine machine : world.machines()) {
            List<String> names = lacking.computeIfAbsent(machine.name, name -> new ArrayList<>());
            if (world.chance.oneIn(4)) {
                long fromMs = world.chance.oneIn(2) ? 0 : world.chance.between(0, stormMs);
                world.time.after(fromMs, () -> befall(machine));
            }
            if (world.chance.oneIn(6)) {
                long fromMs = world.chance.oneIn(2) ? 0 : world.chance.between(0, stormMs);
                world.time.after(fromMs, () -> wall(machine));
            }
            if (world.chance.oneIn(8)) {
                long fromMs = world.chance.oneIn(2) ? 0 : world.chance.between(0, stormMs);
                world.time.after(fromMs, () -> names.add(LASTING));
                world.operator.willIgnore(machine.name, LASTING, fromMs + world.chance.between(0, stormMs));
            }
        }
    }

    private void befall(Machine machine) {
        if (world.faults.isStormy()) {
            world.transcript.line("WORLD", () -> "somebody takes a port on " + machine.name);
            lacking.computeIfAbsent(machine.name, name -> new ArrayList<>()).add(PASSING);
            world.time.after(world.chance.between(500, 20_000), () -> repair(machine.name));
        }
    }

    /** A firewall keeps others from what a machine offers for a while. */
    private void wall(Machine machine) {
        if (world.faults.isStormy()) {
            world.transcript.line("WORLD", () -> "a firewall comes up on " + machine.name);
            walled.add(machine.name);
            world.time.after(world.chance.between(500, 20_000), () -> walled.remove(machine.name));
        }
    }

    /** Whether a machine lets nobody connect to its components. */
    boolean isWalled(HostName host) {
        return walled.contains(host);
    }

    private void repair(HostName host) {
        lacking.getOrDefault(host, new ArrayList<>()).remove(PASSING);
    }

    /** All faults are over. */
    void calm() {
        lacking.keySet().forEach(this::repair);
        walled.clear();
    }

    /** What an agent finds there now. */
    List<Check> look(HostName host) {
        List<Check> checks = new ArrayList<>(List.of(Check.ok("open files", null, "65536")));
        for (String name : lacking.getOrDefault(host, List.of())) {
            checks.add(Check.failed(name, null, Failure.of("LACKING", host + " lacks: " + name, "")));
        }
        return checks;
    }
}
