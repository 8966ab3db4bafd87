package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentCommand.Ending;
import dev.muster.agent.core.AgentCore;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.agent.core.AgentIdentity;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One agent process: the product's core, in shells of simulated disk, network and processes. */
final class SimAgent extends Daemon {

    final Machine machine;
    final Incarnation incarnation;
    final long file;
    private final AgentCore core;
    private final Driver<AgentEvent, AgentCommand, AgentDurable> driver;
    private final ComponentShell components;
    private final TestListening testListening;
    private @Nullable Connection connection;
    private @Nullable Connection retired;
    private long link;
    private long lastHeardMs;
    private int triesInVain;
    private int nextCoordinator;
    private long heartbeats;
    private long copyWrittenMs;
    private boolean welcomed;
    private boolean leaveRequested;
    private boolean interrupted;

    SimAgent(World world, Machine machine) {
        super(world);
        this.machine = machine;
        AgentDurable journal = machine.takeOverJournal();
        this.incarnation = journal.incarnation();
        this.components = new ComponentShell(this);
        this.testListening = new TestListening(this);
        this.file = machine.file;
        AgentIdentity identity =
                new AgentIdentity(world.shape.spec(file).name(), machine.name, machine.facts(), World.hash(file), "{}");
        this.core = new AgentCore(identity, journal, machine.copy);
        AgentChecks checks = new AgentChecks(world, this, journal);
        this.driver = new Driver<>(
                new Observed<>(world.variation.agent(core), "the agent of " + machine.name, checks::decided),
                this::carryOut,
                (state, stored) -> machine.write(this, state, stored));
        world.transcript.line(who(), () -> "starts, incarnation " + incarnation);
        accept(new AgentEvent.Booted(components.find(journal)));
        tick();
        post(world.chance.between(0, 100), this::connect);
    }

    String who() {
        return machine.name.value();
    }

    List<Observation> observations() {
        return core.observations();
    }

    /** Whether an operator, or the coordinator on an operator's word, wants this agent to end its components. */
    boolean isLeaving() {
        return leaveRequested;
    }

    /** Whether somebody has pressed Ctrl-C at this very agent. */
    boolean isInterrupted() {
        return interrupted;
    }

    void accept(AgentEvent event) {
        if (isAlive()) {
            driver.accept(clockMs(), event);
        }
    }

    void leave(Departure departure) {
        interrupted |= departure == Departure.STOP_COMPONENTS;
        post(0, () -> {
            world.transcript.line(who(), () -> "is asked to leave: " + departure);
            leaveRequested |= departure == Departure.STOP_COMPONENTS;
            accept(new AgentEvent.LeaveRequested(departure));
        });
    }

    private void tick() {
        accept(new AgentEvent.Tick());
        Connection current = connection;
        if (current != null && clockMs() - lastHeardMs > world.timing.leaseMs()) {
            current.closeByAgent(false);
            disconnected(current, "nothing heard for a lease");
        }
        post(world.timing.tickMs(), this::tick);
    }

    private void heartbeat(Connection on) {
        if (connection == on || retired == on) {
            on.toCoordinator(new Message.Heartbeat(++heartbeats));
            post(world.timing.heartbeatMs(), () -> heartbeat(on));
        }
    }

    // --- connecting

    private void connect() {
        if (connection != null) {
            return;
        }
        Machine there = world.machine(world.shape
                .coordinators()
                .get(nextCoordinator++ % world.shape.coordinators().size()));
        boolean reachable = there.isUp()
                && !world.network.isBlocked(machine.name, there.name)
                && !world.network.isBlocked(there.name, machine.name);
        SimCoordinator listening = there.coordinator;
        if (!reachable) {
            post(Timing.CONNECT_MS, this::connectLater);
        } else if (listening == null) {
            connectLater();
        } else {
            Connection made = open(listening);
            world.faults.network.introduced(this, made);
        }
    }

    private Connection open(SimCoordinator listening) {
        Connection made = world.network.connect(this, listening);
        connection = made;
        welcomed = false;
        lastHeardMs = clockMs();
        link++;
        accept(new AgentEvent.LinkUp(link));
        return made;
    }

    /** As {@code common.net.Client} does when nothing comes: a second connection, and the first goes on until it is welcomed. */
    void race() {
        post(0, () -> {
            Connection silent = connection;
            if (silent == null || !welcomed || retired != null) {
                return;
            }
            Machine there = silent.coordinator.machine;
            boolean reachable = there.isUp()
                    && there.coordinator == silent.coordinator
                    && !world.network.isBlocked(machine.name, there.name)
                    && !world.network.isBlocked(there.name, machine.name);
            if (reachable) {
                retired = silent;
                open(silent.coordinator);
            }
        });
    }

    private void endRetired() {
        Connection last = retired;
        retired = null;
        if (last != null) {
            last.closeByAgent(false);
        }
    }

    private void connectLater() {
        long waitMs = Math.min(world.timing.reconnectMaxMs(), 100L << Math.min(triesInVain++, 10));
        post(world.chance.between(waitMs / 2, waitMs), this::connect);
    }

    void received(Connection on, Message.FromCoordinator message) {
        post(0, () -> {
            if (on != connection) {
                return;
            }
            lastHeardMs = clockMs();
            if (message instanceof Message.Welcome && !welcomed) {
                welcomed = true;
                triesInVain = 0;
                endRetired();
                heartbeat(on);
            }
            world.transcript.line(who(), () -> "<- " + Words.of(message));
            if (message instanceof Message.CheckRequest question) {
                look(on, question);
                return;
            }
            if (message instanceof Message.ListenRequest request) {
                testListening.listen(request, on);
                return;
            }
            if (message instanceof Message.ReachRequest request) {
                testListening.reach(request, on);
                return;
            }
            leaveRequested |= message instanceof Message.Shutdown;
            accept(new AgentEvent.Received(link, message));
        });
    }

    /** Looks at its machine, which takes a while; now and then nothing comes of it. */
    private void look(Connection asked, Message.CheckRequest question) {
        boolean stormy = world.faults.isStormy();
        if (stormy && world.chance.oneIn(40)) {
            return;
        }
        post(world.chance.between(1, stormy && world.chance.oneIn(8) ? 3_000 : 100), () -> {
            if (asked == connection) {
                asked.toCoordinator(
                        new Message.CheckReply(question.request(), world.ailments.look(machine.name), 0, null));
            }
        });
    }

    void disconnected(Connection on, String cause) {
        post(0, () -> {
            if (on == retired) {
                retired = null;
            }
            if (on == connection) {
                connection = null;
                world.transcript.line(who(), () -> "connection lost: " + cause);
                accept(new AgentEvent.LinkDown(link, cause));
                connectLater();
            }
        });
    }

    void closeConnection(boolean restLost) {
        endRetired();
        Connection last = connection;
        if (last != null) {
            last.closeByAgent(restLost);
        }
    }

    void vanishConnection() {
        Connection older = retired;
        if (older != null) {
            older.vanishAgent();
        }
        Connection last = connection;
        if (last != null) {
            last.vanishAgent();
        }
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    // --- components

    void exited(Role role, LaunchId launch, int code) {
        components.exited(role, launch, code);
    }

    /** The process is about to be killed: what it was just starting has come to be, or has not. */
    void settleLaunches() {
        components.settleLaunches();
    }

    // --- commands

    private void carryOut(AgentCommand command) {
        if (!isAlive()) {
            return;
        }
        if (!(command instanceof AgentCommand.Watch)) {
            world.transcript.line(who(), () -> Words.of(command));
        }
        if (command instanceof AgentCommand.Send send) {
            Connection current = connection;
            if (current != null && send.link() == link) {
                current.toCoordinator(send.message());
            }
        } else if (command instanceof AgentCommand.Disconnect disconnect && disconnect.link() == link) {
            Connection current = connection;
            if (current != null) {
                current.closeByAgent(false);
                disconnected(current, disconnect.reason());
            }
        } else if (command instanceof AgentCommand.End end) {
            end(end.ending());
        } else if (command instanceof AgentCommand.Keep keep) {
            keep(keep.copy());
        } else {
            if (command instanceof AgentCommand.Launch) {
                testListening.release();
            }
            components.carryOut(command);
        }
    }

    TestListening testListening() {
        return testListening;
    }

    /** One write after the other, as {@code agent.journal.DefinitionFile} does. */
    private void keep(DefinitionCopy copy) {
        long nowMs = world.time.nowMs();
        copyWrittenMs = Math.max(copyWrittenMs + 1, nowMs + world.faults.diskMs());
        post(copyWrittenMs - nowMs, () -> {
            if (!machine.keep(copy)) {
                keep(copy);
            }
        });
    }

    private void end(Ending ending) {
        closeConnection(false);
        machine.agent = null;
        die();
        world.operator.agentEnded(machine, ending);
    }
}
