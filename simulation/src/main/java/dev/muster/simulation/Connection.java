package dev.muster.simulation;

import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection: in order, nothing twice, unless something in between is unruly; but the rest of it may be lost, and either end may believe in it for long
 * after the other has forgotten it.
 */
final class Connection {

    final SimAgent agent;
    final SimCoordinator coordinator;
    final SessionId session;
    private final World world;
    private final Lane up;
    private final Lane down;
    private boolean agentOpen = true;
    private boolean coordinatorOpen = true;

    Connection(World world, SimAgent agent, SimCoordinator coordinator) {
        this.world = world;
        this.agent = agent;
        this.coordinator = coordinator;
        this.session = coordinator.accepted(this);
        this.up = new Lane(agent.machine, coordinator.machine);
        this.down = new Lane(coordinator.machine, agent.machine);
    }

    boolean isOver() {
        return !agentOpen && !coordinatorOpen;
    }

    void toCoordinator(Message.FromAgent message) {
        if (agentOpen) {
            up.send(() -> {
                if (coordinatorOpen) {
                    coordinator.received(this, message);
                } else {
                    reset(down);
                }
            });
        }
    }

    void toAgent(Message.FromCoordinator message) {
        if (coordinatorOpen) {
            down.send(() -> {
                if (agentOpen) {
                    agent.received(this, message);
                } else {
                    reset(up);
                }
            });
        }
    }

    /** The agent's end is closed: what it sent before still arrives, unless {@code restLost}. */
    void closeByAgent(boolean restLost) {
        if (agentOpen) {
            agentOpen = false;
            up.close(restLost, this::coordinatorHearsOfTheEnd);
        }
    }

    void closeByCoordinator(boolean restLost) {
        if (coordinatorOpen) {
            coordinatorOpen = false;
            down.close(restLost, this::agentHearsOfTheEnd);
        }
    }

    /** The agent's machine lost power: nobody says so. */
    void vanishAgent() {
        agentOpen = false;
        up.queue.clear();
    }

    void vanishCoordinator() {
        coordinatorOpen = false;
        down.queue.clear();
    }

    /** The coordinator's own machine gives the connection up; the agent hears nothing of it. */
    void failAtCoordinator() {
        down.queue.clear();
        coordinatorHearsOfTheEnd();
    }

    /** What the agent said first is lost and sent again, for so long. */
    void delayHello(long forMs) {
        up.lastArrivalMs = Math.max(up.lastArrivalMs, world.time.nowMs() + forMs);
    }

    /** Something in between gave the connection up: both ends hear of it, if they can be reached. */
    void resetByNetwork() {
        up.close(true, this::coordinatorHearsOfTheEnd);
        down.close(true, this::agentHearsOfTheEnd);
    }

    void goOn() {
        up.goOn();
        down.goOn();
    }

    private void reset(Lane back) {
        back.close(true, back == down ? this::agentHearsOfTheEnd : this::coordinatorHearsOfTheEnd);
    }

    private void agentHearsOfTheEnd() {
        if (agentOpen) {
            agentOpen = false;
            agent.disconnected(this, "connection reset");
        }
    }

    private void coordinatorHearsOfTheEnd() {
        if (coordinatorOpen) {
            coordinatorOpen = false;
            coordinator.disconnected(this);
        }
    }

    /** One direction. */
    private final class Lane {

        final ArrayDeque<Runnable> queue = new ArrayDeque<>();
        private final Machine from;
        private final Machine to;
        private long lastArrivalMs;

        Lane(Machine from, Machine to) {
            this.from = from;
            this.to = to;
            if (from != to && world.faults.isStormy() && world.chance.oneIn(8)) {
                lastArrivalMs = world.time.nowMs() + world.chance.between(500, 6_000); // its first segments are lost
            }
        }

        void send(Runnable item) {
            queue.add(item);
            arriveLater();
        }

        void close(boolean restLost, Runnable end) {
            if (restLost) {
                queue.clear();
            }
            send(end);
        }

        /** Whatever arrives is the oldest that was sent; so order is kept however arrivals are planned. */
        private void arriveLater() {
            long now = world.time.nowMs();
            lastArrivalMs = Math.max(lastArrivalMs, now + (from == to ? 0 : world.network.latencyMs()));
            world.time.after(lastArrivalMs - now, this::arrive);
        }

        private void arrive() {
            boolean blocked = world.network.isBlocked(from.name, to.name);
            Runnable item = blocked ? null : next();
            if (item != null && to.isUp()) {
                item.run();
            }
        }

        /** The oldest, unless something in between says it twice, or holds it back until others have passed. */
        private @Nullable Runnable next() {
            Runnable oldest = queue.poll();
            if (oldest == null || !world.network.isUnruly()) {
                return oldest;
            }
            if (world.chance.oneIn(6)) {
                world.time.after(world.chance.between(1, 4_000), oldest);
                return world.chance.oneIn(2) ? oldest : null;
            }
            return oldest;
        }

        void goOn() {
            for (int i = queue.size(); i > 0; i--) {
                arriveLater();
            }
        }
    }
}
