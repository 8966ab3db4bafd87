package dev.muster.simulation;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorCore;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorSettings;
import dev.muster.coordinator.core.Definer.Definition;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.SessionSettings;
import dev.muster.coordinator.store.KnownCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One coordinator process: the product's core, in shells of simulated leadership, store and sessions. */
final class SimCoordinator extends Daemon {

    private static final long CANDIDATE_EVERY_MS = 250;

    final Machine machine;
    private final CoordinatorCore core;
    private final Driver<CoordinatorEvent, CoordinatorCommand, DurableState> driver;
    private final TreeMap<SessionId, Connection> sessions = new TreeMap<>();
    private final CoordinatorChecks checks;
    private final long startedFor;
    final long file;
    private SimStore.@Nullable Lead lead;
    private SimStore.@Nullable Lead storing;
    private long sessionsMade;

    SimCoordinator(World world, Machine machine) {
        super(world);
        this.machine = machine;
        this.startedFor = DurableState.runOfStart(world.store.state());
        this.file = machine.file;
        this.core = new CoordinatorCore(
                new CoordinatorSettings(
                        definition(file),
                        World.hash(file),
                        World.text(file),
                        machine.name,
                        new SessionSettings(
                                world.timing.heartbeatMs(),
                                world.timing.leaseMs(),
                                world.variation.vanishShare(),
                                world.timing.patienceMs()),
                        Timing.QUORUM_GRACE_MS,
                        null),
                text -> definition(World.file(text)),
                new SimPlanner(world.timing));
        this.checks = new CoordinatorChecks(world, this);
        this.driver = new Driver<>(
                new Observed<>(world.variation.coordinator(core), who(), checks::decided), this::carryOut, this::write);
        world.transcript.line(who(), () -> "starts");
        tick();
        post(world.chance.between(0, CANDIDATE_EVERY_MS), this::runForLead);
    }

    private Definition definition(long number) {
        return new Definition(
                world.variation.spec(world.shape.spec(number)), world.variation.rules(world.shape.rules(number)));
    }

    String who() {
        return machine.name + " COORD";
    }

    boolean isLeading() {
        return lead != null;
    }

    /** Whether it leads on a store that is not the cluster's own: nothing that it says may be obeyed. */
    boolean isForeign() {
        SimStore.Lead current = lead;
        return current != null && current.foreign;
    }

    ClusterPhase phase() {
        return core.phase();
    }

    @Nullable
    ClusterView view() {
        return core.view(clockMs());
    }

    @Nullable
    Connection connection(SessionId session) {
        return sessions.get(session);
    }

    List<Connection> connections() {
        return new ArrayList<>(sessions.values());
    }

    void accept(CoordinatorEvent event) {
        if (isAlive()) {
            driver.accept(clockMs(), event);
        }
    }

    private void tick() {
        accept(new CoordinatorEvent.Tick());
        post(world.timing.tickMs(), this::tick);
    }

    // --- leadership

    private void runForLead() {
        if (lead == null && world.election.mayLead(this)) {
            if (isStoreForeignToUs()) {
                refuse();
                return;
            }
            world.store.takeLead(
                    () -> isAlive() && lead == null && !isStoreForeignToUs() && world.election.claim(this),
                    this::leads);
        }
        post(CANDIDATE_EVERY_MS, this::runForLead);
    }

    private boolean isStoreForeignToUs() {
        KnownCluster known = machine.known;
        return known != null
                && world.variation.recognisesStores()
                && known.objectionTo(world.store.read()).isPresent();
    }

    /** The store is not the one that this machine knows: this process ends and touches nothing. */
    private void refuse() {
        world.transcript.line(who(), () -> "does not know this store, and ends");
        machine.killCoordinator();
    }

    private void leads(SimStore.Lead taken) {
        post(0, () -> {
            checks.leads(taken, machine.known);
            machine.met(taken.known());
            DurableState found = taken.found;
            lead = taken;
            world.transcript.line(who(), () -> "leads with epoch " + taken.epoch);
            accept(new CoordinatorEvent.BecameLeader(taken.epoch, found, taken.id, startedFor, world.time.nowMs()));
        });
    }

    /** The lead is lost, and this process hears of it after a while. */
    void losesLead(long heardAfterMs) {
        SimStore.Lead lost = lead;
        post(heardAfterMs, () -> {
            if (lost != null && lost == lead) {
                stepDown("the session with the store is gone");
            }
        });
    }

    private void stepDown(String why) {
        lead = null;
        world.election.giveUp(this);
        world.transcript.line(who(), () -> "leads no longer: " + why);
        driver.abandon(clockMs(), new CoordinatorEvent.LostLeadership(why));
    }

    /** Whether a decision of this leadership has not been answered by the store. */
    boolean isStoring() {
        return lead != null && storing == lead;
    }

    private void write(DurableState state, Runnable stored) {
        SimStore.Lead current = Objects.requireNonNull(lead, "only a leader writes");
        storing = current;
        world.store.write(
                current,
                state,
                done -> post(0, () -> {
                    if (current == lead && done) {
                        storing = null;
                        machine.met(current.known());
                        stored.run();
                    } else if (current == lead) {
                        stepDown("the store refused a write");
                    }
                }));
    }

    // --- sessions

    SessionId accepted(Connection connection) {
        SessionId session = new SessionId(++sessionsMade);
        sessions.put(session, connection);
        return session;
    }

    void received(Connection on, Message.FromAgent message) {
        post(0, () -> {
            world.transcript.line(who(), () -> "<- " + on.agent.machine.name + " " + Words.of(message));
            SessionId session = on.session;
            if (message instanceof Message.Hello hello) {
                world.checks.introduced(checks.run(), on.agent.machine.name);
                accept(new CoordinatorEvent.HelloReceived(
                        session, on.agent.machine.name.value(), hello, differences(hello)));
            } else if (message instanceof Message.Report report) {
                accept(new CoordinatorEvent.ReportReceived(session, report));
            } else if (message instanceof Message.CheckReply reply) {
                accept(new CoordinatorEvent.ChecksReceived(session, reply.request(), reply.checks()));
            } else if (message instanceof Message.ListenReply reply) {
                accept(new CoordinatorEvent.ListeningReceived(
                        session, reply.request(), reply.places(), reply.firewall()));
            } else if (message instanceof Message.ReachReply reply) {
                accept(new CoordinatorEvent.ReachReceived(session, reply.request(), reply.unreached()));
            } else if (message instanceof Message.Heartbeat heartbeat) {
                on.toAgent(heartbeat);
                accept(new CoordinatorEvent.HeartbeatReceived(session));
            } else if (message instanceof Message.Goodbye goodbye) {
                accept(new CoordinatorEvent.GoodbyeReceived(session, goodbye));
            }
        });
    }

    private List<String> differences(Message.Hello hello) {
        return checks.knows(hello.specHash()) ? List.of() : List.of("another file");
    }

    void disconnected(Connection on) {
        post(0, () -> {
            if (sessions.remove(on.session) != null) {
                accept(new CoordinatorEvent.SessionClosed(on.session, "connection closed"));
            }
        });
    }

    // --- commands

    private void carryOut(CoordinatorCommand command) {
        if (!isAlive()) {
            return;
        }
        world.transcript.line(who(), () -> words(command));
        if (command instanceof CoordinatorCommand.Send send) {
            Connection connection = sessions.get(send.session());
            if (connection != null) {
                connection.toAgent(send.message());
            }
        } else if (command instanceof CoordinatorCommand.CloseSession close) {
            Connection connection = sessions.remove(close.session());
            if (connection != null) {
                connection.closeByCoordinator(false);
            }
        } else if (command instanceof CoordinatorCommand.Tell tell) {
            checks.told(tell.event());
        } else if (command instanceof CoordinatorCommand.Balance asked) {
            world.balancer.begin(
                    asked, failure -> post(0, () -> accept(new CoordinatorEvent.BalanceEnded(asked, failure))));
        } else if (command instanceof CoordinatorCommand.Finish) {
            world.operator.finished(machine);
        }
    }

    private String words(CoordinatorCommand command) {
        if (command instanceof CoordinatorCommand.Send send) {
            Connection to = sessions.get(send.session());
            return "-> " + (to == null ? "nobody" : to.agent.machine.name) + " " + Words.of(send.message());
        }
        return Words.of(command);
    }
}
