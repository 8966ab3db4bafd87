package dev.muster.simulation;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SpecHash;
import dev.muster.coordinator.core.DurableState;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Everything of one run. Made from a seed and nothing else. */
final class World {

    private static final String SPEC_HASH = "spec-";

    final Timeline time = new Timeline();
    final Chance chance;
    final Shape shape;
    final Latecomers late;

    /** Whether the operator now and then skips hosts that are away for a moment, too. */
    final boolean skipsAnybody;

    final Timing timing;
    final Variation variation;
    final Transcript transcript;
    final Coverage coverage;
    final Network network;
    final SimStore store;
    final Election election;
    final Components components;
    final Operator operator;
    final Changer changer;
    final SimBalancer balancer;
    final Restrainer restrainer;
    final Faults faults;
    final Ailments ailments;
    final Checks checks;
    /** The pid of the last process of each component, as an agent of old would have written it down. */
    final Map<ComponentId, Long> lastPids = new HashMap<>();

    private final Map<HostName, Machine> machines = new LinkedHashMap<>();

    World(long seed, Variation variation, Coverage coverage, boolean talkative) {
        this.chance = new Chance(seed);
        Chance changing = new Chance(seed * 31 + 7);
        Shape plain = Shape.of(chance).tuned(changing).paired(new Chance(seed * 41 + 13));
        // Of its own, so that worlds without late hosts are what they were before there were any.
        Chance apart = new Chance(~seed);
        this.late = Latecomers.of(apart, plain);
        this.shape = plain.requiring(late.require());
        this.skipsAnybody = apart.oneIn(3);
        this.timing = Timing.of(chance);
        this.variation = variation;
        this.coverage = coverage;
        this.transcript = new Transcript(talkative, time);
        this.network = new Network(this);
        this.store = new SimStore(this);
        this.election = new Election(this);
        this.components = new Components(this);
        this.operator = new Operator(this);
        this.faults = new Faults(this);
        this.ailments = new Ailments(this);
        this.changer = new Changer(this, changing);
        this.balancer = new SimBalancer(this, changing);
        this.restrainer = new Restrainer(this, new Chance(seed * 37 + 11), new Chance(seed * 43 + 17));
        this.checks = new Checks(this);
        shape.hosts().forEach(host -> machines.put(host, new Machine(this, host)));
        machines.values().stream()
                .filter(machine -> chance.oneIn(8))
                .forEach(machine -> machine.file = chance.between(1, Shape.FILES));
    }

    /** Which cluster.json is in force: that of the coordinator that wrote last. */
    long file() {
        DurableState state = store.state();
        return state == null ? 1 : file(state);
    }

    static long file(DurableState state) {
        return Long.parseLong(state.revision().hash().value().substring(SPEC_HASH.length()));
    }

    /** The text of a cluster.json. */
    static String text(long file) {
        return Long.toString(file);
    }

    /** Which cluster.json that text is. */
    static long file(String text) {
        return Long.parseLong(text);
    }

    /** The hash of a cluster.json. */
    static SpecHash hash(long file) {
        return new SpecHash(SPEC_HASH + file);
    }

    Machine machine(HostName host) {
        return Objects.requireNonNull(machines.get(host));
    }

    List<Machine> machines() {
        return List.copyOf(machines.values());
    }

    /** How old what a coordinator knows may be: as old as a lease lets it get, and what delays a report or its reading. */
    long evidenceAgeMaxMs(SimCoordinator reader) {
        long slownessMs = 3_000;
        return 2 * timing.leaseMs()
                + 2 * timing.tickMs()
                + 10 * timing.probeMs()
                + slownessMs
                + reader.pausedMs(timing.leaseMs());
    }
}
