package dev.muster.agent.core;

import dev.muster.agent.core.AgentCommand.Disconnect;
import dev.muster.agent.core.AgentCommand.End;
import dev.muster.agent.core.AgentCommand.Ending;
import dev.muster.agent.core.AgentCommand.Send;
import dev.muster.agent.core.AgentCommand.Tell;
import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Goals;
import dev.muster.common.model.message.Message.Goodbye;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.message.Message.Report;
import dev.muster.common.model.message.Message.Shutdown;
import dev.muster.common.model.message.Message.Waiting;
import dev.muster.common.model.message.Message.Welcome;
import dev.muster.common.model.plan.LaunchPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The agent: obeys the newest coordinator, runs one {@link ComponentMachine} a role, and reports.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>A message of an older epoch than the highest ever obeyed is ignored; so is one of another cluster.
 *   <li>Losing the coordinator changes nothing: the last goals stay in force.
 *   <li>After a restart what runs is adopted at once, but nothing is launched before a coordinator has repeated the goals.
 *   <li>Nothing is decided before it is known what became of the launches in the journal.
 *   <li>A launch is in the journal before it is tried (the stepper holds the command until the journal is written).
 * </ol>
 */
public final class AgentCore implements Core<AgentEvent, AgentCommand, AgentDurable> {

    /** The protocol version that this build speaks. */
    static final int PROTOCOL = 1;

    /** A report without news, so that the age of the evidence is known. */
    static final long REPORT_EVERY_MS = 30_000;

    private final AgentIdentity identity;
    private final Incarnation incarnation;
    private final Map<Role, ComponentMachine> machines = new TreeMap<>();
    private final TreeMap<String, Long> ignored = new TreeMap<>();
    private final Handler handler = new Handler();

    private AgentDurable durable;
    private SortedMap<Role, Goal> goals = new TreeMap<>();
    private Epoch highestEpoch;
    private @Nullable ClusterId cluster;
    private List<AgentCommand> commands = new ArrayList<>();
    private long nowMs;
    private long launches;
    private long reports;
    private long lastReportMs;
    private List<Observation> lastReported = List.of();
    private long link = -1;
    private boolean welcomed;
    private boolean goalsConfirmed;
    private boolean proceedTold;
    private boolean leaving;
    private boolean shuttingDown;
    private boolean booted;
    private boolean ended;

    /**
     * @param journal what the last agent left behind, taken over by this incarnation
     */
    public AgentCore(AgentIdentity identity, AgentDurable journal) {
        this.identity = identity;
        this.incarnation = journal.incarnation();
        this.durable = journal;
        this.highestEpoch = journal.highestEpoch();
        this.cluster = journal.cluster();
        journal.goals().forEach(goal -> goals.put(goal.role(), goal));
    }

    @Override
    public Decision<AgentCommand, AgentDurable> step(long atMs, AgentEvent event) {
        if (!booted && !(event instanceof AgentEvent.Booted)) {
            // nothing is known yet of what runs: whatever would be decided now would forget it
            ignore("event.before-boot");
            return Decision.nothing();
        }
        nowMs = atMs;
        commands = new ArrayList<>();
        if (!ended) {
            List<Observation> before = observations();
            event.accept(handler);
            reconcile();
            tellChanges(before);
            report();
            endWhenDown();
        }
        AgentDurable after = journal();
        boolean changed = !after.equals(durable);
        durable = after;
        return new Decision<>(commands, changed ? after : null);
    }

    /** What was ignored, by reason. */
    public SortedMap<String, Long> ignoredCounts() {
        return Collections.unmodifiableSortedMap(ignored);
    }

    /** Every component as it is now. */
    public List<Observation> observations() {
        return machines.values().stream().map(m -> m.observation(nowMs)).toList();
    }

    private AgentDurable journal() {
        TreeMap<Role, LaunchRecord> live = new TreeMap<>();
        machines.forEach((role, machine) -> {
            LaunchRecord launch = machine.liveLaunch();
            if (launch != null) {
                live.put(role, launch);
            }
        });
        return new AgentDurable(incarnation, highestEpoch, cluster, List.copyOf(goals.values()), live);
    }

    private ComponentMachine machine(Role role) {
        return machines.computeIfAbsent(
                role,
                r -> new ComponentMachine(
                        r, () -> new LaunchId(incarnation, ++launches), c -> commands.add(c), this::ignore));
    }

    private void ignore(String reason) {
        ignored.merge(reason, 1L, Long::sum);
    }

    private void reconcile() {
        for (Map.Entry<Role, ComponentMachine> entry : machines.entrySet()) {
            Goal goal = goals.get(entry.getKey());
            if (leaving || shuttingDown) {
                if (entry.getValue().state().isAlive()) {
                    entry.getValue().reconcile(nowMs, GoalState.STOPPED);
                }
            } else if (goal != null && goalsConfirmed) {
                entry.getValue().reconcile(nowMs, goal.state());
            }
        }
    }

    private void tellChanges(List<Observation> before) {
        Map<Role, Observation> old = before.stream().collect(Collectors.toMap(Observation::role, o -> o));
        for (Observation now : observations()) {
            Observation was = old.get(now.role());
            if (was != null ? was.state() == now.state() : now.state() == ComponentState.ABSENT) {
                continue;
            }
            Failure failure = now.state() == ComponentState.FAILED ? now.failure() : null;
            String text = now.role() + " " + now.state().name().toLowerCase(Locale.ROOT);
            tell(
                    failure == null ? AgentNotice.Type.COMPONENT_CHANGED : AgentNotice.Type.COMPONENT_FAILED,
                    now.role(),
                    failure == null ? text : text + ": " + failure.message());
        }
    }

    private void tell(AgentNotice.Type type, @Nullable Role role, String message) {
        commands.add(new Tell(new AgentNotice(type, role, message)));
    }

    private void report() {
        if (!welcomed) {
            return;
        }
        List<Observation> ageless =
                observations().stream().map(Observation::ageless).toList();
        if (!ageless.equals(lastReported) || nowMs - lastReportMs >= REPORT_EVERY_MS) {
            lastReported = ageless;
            lastReportMs = nowMs;
            commands.add(new Send(link, new Report(incarnation, ++reports, observations())));
        }
    }

    private void endWhenDown() {
        boolean down = observations().stream().noneMatch(o -> o.state().isAlive());
        if ((leaving || shuttingDown) && down) {
            end(Ending.ASKED, null);
        }
    }

    private void end(Ending ending, @Nullable Failure failure) {
        if (welcomed && ending == Ending.ASKED) {
            commands.add(
                    new Send(link, new Goodbye(incarnation, leaving ? "stopped there" : "stopped by an operator")));
        }
        ended = true;
        commands.add(new End(ending, failure));
    }

    /** Whether a message of this epoch is to be obeyed (rule 1). */
    private boolean obeys(Epoch epoch) {
        if (epoch.compareTo(highestEpoch) < 0) {
            ignore("message.old-epoch");
            return false;
        }
        highestEpoch = epoch;
        return true;
    }

    /** One method an event. */
    private final class Handler implements AgentEvent.Visitor<Boolean> {

        @Override
        public Boolean booted(AgentEvent.Booted event) {
            booted = true;
            goals.values().forEach(goal -> machine(goal.role()).want(goal, goal.plan()));
            for (AgentEvent.Found found : event.found()) {
                LaunchRecord known = durable.launches().get(found.role());
                if (known != null && known.launch().equals(found.launch())) {
                    machine(found.role()).adopt(known, found.pid(), found.failure(), nowMs);
                }
            }
            return true;
        }

        @Override
        public Boolean linkUp(AgentEvent.LinkUp event) {
            link = event.link();
            welcomed = false;
            tell(AgentNotice.Type.SENDING_READY, null, "CLUSTER: Sending ready signal to master");
            commands.add(new Send(
                    link,
                    new Hello(
                            PROTOCOL,
                            PROTOCOL,
                            identity.cluster(),
                            identity.host(),
                            incarnation,
                            identity.facts(),
                            identity.specHash(),
                            identity.specText(),
                            highestEpoch,
                            observations())));
            lastReported = observations().stream().map(Observation::ageless).toList();
            lastReportMs = nowMs;
            return true;
        }

        @Override
        public Boolean linkDown(AgentEvent.LinkDown event) {
            if (event.link() != link) {
                return false;
            }
            if (welcomed) {
                tell(
                        AgentNotice.Type.DISCONNECTED,
                        null,
                        "CLUSTER: lost the coordinator: " + event.cause() + "; what runs here goes on running");
            }
            welcomed = false;
            return true;
        }

        @Override
        public Boolean received(AgentEvent.Received event) {
            if (event.link() != link) {
                ignore("message.old-link");
                return false;
            }
            Message.FromCoordinator message = event.message();
            if (message instanceof Welcome welcome) {
                welcome(welcome);
            } else if (message instanceof Refused refused) {
                refused(refused);
            } else if (!welcomed) {
                ignore("message.before-welcome");
            } else if (message instanceof Goals given) {
                obey(given);
            } else if (message instanceof Waiting waiting && obeys(waiting.epoch())) {
                tell(
                        AgentNotice.Type.WAITING,
                        null,
                        "CLUSTER: waiting for the other hosts: " + waiting.ready() + " of "
                                + waiting.of() + " ready, missing "
                                + waiting.missing().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(", ")));
            } else if (message instanceof Shutdown shutdown && obeys(shutdown.epoch())) {
                shuttingDown = true;
                tell(AgentNotice.Type.LEAVING, null, "CLUSTER: " + shutdown.reason() + "; this agent ends");
            }
            return true;
        }

        private void welcome(Welcome welcome) {
            if (cluster != null && !cluster.equals(welcome.cluster())) {
                ignore("welcome.other-cluster");
                tell(
                        AgentNotice.Type.REFUSED,
                        null,
                        "CLUSTER: the coordinator leads another cluster (" + welcome.cluster()
                                + ") than this agent belongs to (" + cluster
                                + "): its store was wiped, or this folder is of"
                                + " another cluster. Nothing is touched; start with another --dir to join the new one.");
                commands.add(new Disconnect(link, "another cluster"));
                return;
            }
            if (!obeys(welcome.epoch())) {
                commands.add(new Disconnect(link, "an old coordinator"));
                return;
            }
            cluster = welcome.cluster();
            welcomed = true;
            proceedTold = false;
            if (!welcome.differences().isEmpty()) {
                tell(
                        AgentNotice.Type.DIFFERS,
                        null,
                        "CLUSTER: this host's cluster.json differs from the coordinator's, which is used: "
                                + String.join("; ", welcome.differences()));
            }
        }

        private void refused(Refused refused) {
            Failure failure = refused.failure();
            tell(
                    AgentNotice.Type.REFUSED,
                    null,
                    "CLUSTER: refused by the coordinator: " + failure.message() + ". " + failure.hint());
            if (refused.permanent()) {
                end(Ending.REFUSED, failure);
            }
        }

        private void obey(Goals given) {
            if (!obeys(given.epoch())) {
                return;
            }
            if (!proceedTold) {
                proceedTold = true;
                tell(AgentNotice.Type.PROCEED, null, "CLUSTER: Master proceed signal received...");
            }
            goalsConfirmed = true;
            TreeMap<Role, Goal> next = new TreeMap<>();
            for (Goal goal : given.goals()) {
                Goal whole = withPlan(goal);
                next.put(goal.role(), whole);
                machine(goal.role()).want(whole, whole.plan());
            }
            goals = next;
        }

        /** A repeated goal comes without the plan that this agent has already. */
        private Goal withPlan(Goal goal) {
            Goal known = goals.get(goal.role());
            if (goal.plan() != null || known == null) {
                return goal;
            }
            LaunchPlan plan = known.plan();
            boolean same =
                    goal.planHash() == null || plan != null && plan.hash().equals(goal.planHash());
            return same
                    ? new Goal(goal.role(), goal.state(), goal.generation(), plan == null ? null : plan.hash(), plan)
                    : goal;
        }

        @Override
        public Boolean installed(AgentEvent.Installed event) {
            machine(event.role()).installed(event.plan());
            return true;
        }

        @Override
        public Boolean installFailed(AgentEvent.InstallFailed event) {
            machine(event.role()).installFailed(event.plan(), event.failure(), nowMs);
            return true;
        }

        @Override
        public Boolean installProgressed(AgentEvent.InstallProgressed event) {
            machine(event.role()).installProgressed(event.plan(), event.progress());
            return true;
        }

        @Override
        public Boolean launched(AgentEvent.Launched event) {
            machine(event.role()).launched(event.launch(), event.pid());
            return true;
        }

        @Override
        public Boolean launchFailed(AgentEvent.LaunchFailed event) {
            machine(event.role()).ended(event.launch(), event.failure(), false, nowMs);
            return true;
        }

        @Override
        public Boolean exited(AgentEvent.Exited event) {
            LaunchRecord known = machine(event.role()).liveLaunch();
            boolean fatal = known != null && known.plan().restart().fatalExits().contains(event.code());
            machine(event.role()).ended(event.launch(), event.failure(), fatal, nowMs);
            return true;
        }

        @Override
        public Boolean probed(AgentEvent.Probed event) {
            machine(event.role()).probed(event.launch(), event.evidence(), nowMs);
            return true;
        }

        @Override
        public Boolean stopDone(AgentEvent.StopDone event) {
            machine(event.role()).stopDone(event.launch(), nowMs);
            return true;
        }

        @Override
        public Boolean stopFailed(AgentEvent.StopFailed event) {
            machine(event.role()).stopFailed(event.launch(), event.failure());
            return true;
        }

        @Override
        public Boolean leaveRequested(AgentEvent.LeaveRequested event) {
            if (event.departure() == Departure.LEAVE_RUNNING) {
                // no goodbye: what runs here goes on running, and the coordinator is to go on counting with it
                ended = true;
                commands.add(new End(Ending.ASKED, null));
            } else {
                leaving = true;
            }
            return true;
        }

        @Override
        public Boolean tick(AgentEvent.Tick event) {
            return true;
        }
    }
}
