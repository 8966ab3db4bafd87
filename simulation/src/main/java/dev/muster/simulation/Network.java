package dev.muster.simulation;

import dev.muster.common.model.HostName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which machine reaches which, how fast, and every connection. Blocking works one way only; two make a partition. */
final class Network {

    private final World world;
    private final Set<Way> blocked = new LinkedHashSet<>();
    private final List<Connection> connections = new ArrayList<>();
    private final boolean hasMeddler;
    private long slowUntilMs;

    Network(World world) {
        this.world = world;
        this.hasMeddler = world.chance.oneIn(3);
    }

    /** Whether something in between repeats and reorders what is said on one connection. */
    boolean isUnruly() {
        return hasMeddler && world.faults.isStormy();
    }

    void block(HostName from, HostName to) {
        if (!from.equals(to)) {
            blocked.add(new Way(from, to));
        }
    }

    boolean isBlocked(HostName from, HostName to) {
        return blocked.contains(new Way(from, to));
    }

    void unblock(HostName from, HostName to) {
        if (blocked.remove(new Way(from, to))) {
            goOn();
        }
    }

    void slow(long forMs) {
        slowUntilMs = world.time.nowMs() + forMs;
    }

    /** Everything heals. */
    void calm() {
        blocked.clear();
        slowUntilMs = 0;
        goOn();
    }

    /** What TCP has held back goes on, in no particular order between connections. */
    private void goOn() {
        connections.removeIf(Connection::isOver);
        List<Connection> waiting = new ArrayList<>(connections);
        while (!waiting.isEmpty()) {
            waiting.remove(world.chance.below(waiting.size())).goOn();
        }
    }

    long latencyMs() {
        if (world.faults.isStormy() && world.chance.oneIn(60)) {
            return world.chance.between(1_000, 8_000); // lost a few times, and sent again
        }
        boolean slow = world.time.nowMs() < slowUntilMs;
        return world.chance.between(1, slow ? 1_500 : 8);
    }

    Connection connect(SimAgent agent, SimCoordinator coordinator) {
        if (connections.size() > 64) {
            connections.removeIf(Connection::isOver);
        }
        Connection connection = new Connection(world, agent, coordinator);
        connections.add(connection);
        return connection;
    }

    List<Connection> open() {
        return connections.stream().filter(c -> !c.isOver()).toList();
    }

    private record Way(HostName from, HostName to) {}
}
