package dev.muster.simulation;

import dev.muster.common.model.HostName;
import java.util.List;

/** What goes wrong between the machines. */
final class NetworkFaults {

    private final World world;
    private long resets;

    NetworkFaults(World world) {
        this.world = world;
    }

    /** Cuts a host off, one way or both. */
    void partition(HostName host) {
        int ways = world.chance.below(3);
        long forMs = world.chance.between(100, 3 * world.timing.leaseMs());
        world.faults.tell(host + " is cut off for " + forMs + " ms: "
                + List.of("it is not heard", "it hears nothing", "both ways").get(ways));
        cutOff(host, ways != 1, ways != 0, forMs);
    }

    private void cutOff(HostName host, boolean out, boolean in, long forMs) {
        for (HostName other : world.shape.hosts()) {
            if (out) {
                world.network.block(host, other);
            }
            if (in) {
                world.network.block(other, host);
            }
        }
        world.time.after(forMs, () -> world.shape.hosts().forEach(other -> {
            world.network.unblock(host, other);
            world.network.unblock(other, host);
        }));
    }

    /** The network of the leader's own machine goes: every agent but its own vanishes, with an error or in silence. */
    void ownNetwork(SimCoordinator leader) {
        HostName host = leader.machine.name;
        long forMs = world.chance.between(100, 6 * world.timing.leaseMs());
        boolean silent = world.chance.oneIn(2);
        world.faults.tell(
                "the leader's machine " + host + " has no network for " + forMs + " ms" + (silent ? ", silently" : ""));
        cutOff(host, true, true, forMs);
        if (!silent) {
            for (Connection connection : leader.connections()) {
                if (connection.agent.machine != leader.machine) {
                    world.time.after(world.chance.between(0, 500), connection::failAtCoordinator);
                }
            }
        }
    }

    /** One connection is reset by something in between, or so silent that its agent tries another one beside it. */
    void reset() {
        List<Connection> open = world.network.open();
        if (world.faults.isStormy() && !open.isEmpty()) {
            Connection picked = world.chance.pick(open);
            if (++resets % 2 == 0) {
                world.faults.tell(picked.agent.machine.name + " tries a second connection beside a silent one");
                picked.agent.race();
            } else {
                world.faults.tell("a connection is reset");
                picked.resetByNetwork();
            }
        }
    }

    /** An agent has just said Hello: now and then it is on its way for long, while the next agent of its host comes first. */
    void introduced(SimAgent agent, Connection on) {
        if (world.faults.isStormy() && world.chance.oneIn(12)) {
            on.delayHello(world.chance.between(500, 5_000));
            world.time.after(world.chance.between(1, 150), () -> {
                if (agent.isAlive()) {
                    agent.machine.killAgent(false);
                    world.time.after(world.chance.between(10, 300), () -> world.operator.restartAtOnce(agent.machine));
                }
            });
        }
    }
}
