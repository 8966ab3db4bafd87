package dev.muster.agent.core;

import dev.muster.agent.core.AgentCommand.End;
import dev.muster.agent.core.AgentCommand.Ending;
import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Observation;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Definition;
import dev.muster.common.model.message.Message.Goals;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.message.Message.Retry;
import dev.muster.common.model.message.Message.Shutdown;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The agent: takes one event at a time and decides. Whom it obeys and what it reports is {@link Session}'s, what is wanted of
 * this host {@link Components}', and how one component gets there {@link ComponentMachine}'s.
 *
 * <p>Safety rules, which the tests and the simulation cite:
 *
 * <ol>
 *   <li>A message of an older epoch than the highest ever obeyed is ignored; so is one of another cluster, and goals that come
 *       after newer ones on the same connection.
 *   <li>Losing the coordinator changes nothing: the last goals stay in force.
 *   <li>After a restart what runs is adopted at once, but nothing is launched before a coordinator has repeated the goals.
 *   <li>Nothing is decided before it is known what became of the launches in the journal.
 *   <li>A launch is in the journal before it is tried (the stepper holds the command until the journal is written).
 *   <li>The copy of the cluster's definition never goes back ({@link DefinitionCopy}); nothing is decided by it.
 * </ol>
 */
public final class AgentCore implements Core<AgentEvent, AgentCommand, AgentDurable> {

    private final Outbox outbox = new Outbox();
    private final TreeMap<String, Long> ignored = new TreeMap<>();
    private final Handler handler = new Handler();
    private final Session session;
    private final Components components;
    private final Definitions definitions;

    private AgentDurable durable;
    private long nowMs;
    private boolean leaving;
    private boolean shuttingDown;
    private boolean booted;
    private boolean ended;

    /**
     * @param journal what the last agent left behind, taken over by this incarnation
     * @param copy of the cluster's definition, that the last agent has kept; null for none
     */
    public AgentCore(AgentIdentity identity, AgentDurable journal, @Nullable DefinitionCopy copy) {
        this.durable = journal;
        this.definitions = new Definitions(identity.host(), copy, outbox, this::ignore);
        this.session = new Session(identity, journal, definitions, outbox, this::ignore);
        this.components =
                new Components(journal, () -> Objects.requireNonNull(session.cluster()), outbox, this::ignore);
    }

    @Override
    public Decision<AgentCommand, AgentDurable> step(long atMs, AgentEvent event) {
        if (!booted && !(event instanceof AgentEvent.Booted)) {
            // nothing is known yet of what runs: whatever would be decided now would forget it
            ignore("event.before-boot");
            return Decision.nothing();
        }
        nowMs = atMs;
        if (!ended) {
            event.accept(handler);
            reconcile();
            components.tellChanges();
            session.report(components, nowMs);
            endWhenDown();
        }
        AgentDurable after = journal();
        boolean changed = !after.equals(durable);
        durable = after;
        return new Decision<>(outbox.drain(), changed ? after : null);
    }

    /** What was ignored, by reason. */
    public SortedMap<String, Long> ignoredCounts() {
        return Collections.unmodifiableSortedMap(ignored);
    }

    /** Every component as it is now. */
    public List<Observation> observations() {
        return components.observations(nowMs);
    }

    /** Everything that is to run here, as far as it is known. */
    public List<Prospect> prospects() {
        return components.prospects();
    }

    private AgentDurable journal() {
        return new AgentDurable(
                durable.incarnation(),
                session.highestEpoch(),
                session.cluster(),
                components.goals(),
                components.liveLaunches(),
                components.memberships());
    }

    private void ignore(String reason) {
        ignored.merge(reason, 1L, Long::sum);
    }

    private void reconcile() {
        if (leaving || shuttingDown) {
            components.reconcileToDown(nowMs);
        } else {
            components.reconcile(nowMs);
        }
    }

    private void endWhenDown() {
        if ((leaving || shuttingDown) && components.isDown()) {
            session.goodbye(leaving ? "stopped there" : "stopped by an operator");
            end(Ending.ASKED, null);
        }
    }

    private void end(Ending ending, @Nullable Failure failure) {
        ended = true;
        outbox.add(new End(ending, failure));
    }

    /** One method an event. */
    private final class Handler implements AgentEvent.Visitor<Boolean> {

        @Override
        public Boolean booted(AgentEvent.Booted event) {
            booted = true;
            components.adopt(event.found(), durable.launches(), nowMs);
            return true;
        }

        @Override
        public Boolean linkUp(AgentEvent.LinkUp event) {
            session.linkUp(event.link(), components, nowMs);
            return true;
        }

        @Override
        public Boolean linkDown(AgentEvent.LinkDown event) {
            session.linkDown(event.link(), event.cause());
            return true;
        }

        @Override
        public Boolean received(AgentEvent.Received event) {
            Message.FromCoordinator message = session.heard(event.link(), event.message());
            if (message instanceof Goals given) {
                if (!components.want(given.goals())) {
                    session.beginAnew("goals.plan-unknown");
                }
            } else if (message instanceof Definition said) {
                definitions.heard(Objects.requireNonNull(session.cluster()), said);
            } else if (message instanceof Retry retry) {
                components.retry(retry.roles());
            } else if (message instanceof Shutdown shutdown) {
                shuttingDown = true;
                outbox.tell(AgentNotice.Type.LEAVING, "CLUSTER: " + shutdown.reason() + "; this agent ends");
            } else if (message instanceof Refused refused && refused.permanent()) {
                end(Ending.REFUSED, refused.failure());
            }
            return true;
        }

        @Override
        public Boolean installed(AgentEvent.Installed event) {
            components.machine(event.role()).installed(event.plan());
            return true;
        }

        @Override
        public Boolean installFailed(AgentEvent.InstallFailed event) {
            components.machine(event.role()).installFailed(event.plan(), event.failure(), nowMs);
            return true;
        }

        @Override
        public Boolean installProgressed(AgentEvent.InstallProgressed event) {
            components.machine(event.role()).installProgressed(event.plan(), event.progress());
            return true;
        }

        @Override
        public Boolean launched(AgentEvent.Launched event) {
            components.machine(event.role()).launched(event.launch(), event.pid());
            return true;
        }

        @Override
        public Boolean launchFailed(AgentEvent.LaunchFailed event) {
            components.machine(event.role()).ended(event.launch(), event.failure(), false, nowMs);
            return true;
        }

        @Override
        public Boolean exited(AgentEvent.Exited event) {
            LaunchRecord known = components.machine(event.role()).liveLaunch();
            boolean fatal = known != null && known.plan().restart().fatalExits().contains(event.code());
            components.machine(event.role()).ended(event.launch(), event.failure(), fatal, nowMs);
            return true;
        }

        @Override
        public Boolean probed(AgentEvent.Probed event) {
            components.machine(event.role()).probed(event.launch(), event.evidence(), nowMs);
            return true;
        }

        @Override
        public Boolean stopDone(AgentEvent.StopDone event) {
            components.machine(event.role()).stopDone(event.launch(), nowMs);
            return true;
        }

        @Override
        public Boolean stopFailed(AgentEvent.StopFailed event) {
            components.machine(event.role()).stopFailed(event.launch(), event.failure());
            return true;
        }

        @Override
        public Boolean left(AgentEvent.Left event) {
            components.machine(event.role()).left(event.launch());
            return true;
        }

        @Override
        public Boolean leaveFailed(AgentEvent.LeaveFailed event) {
            components.machine(event.role()).leaveFailed(event.launch(), event.failure(), nowMs);
            return true;
        }

        @Override
        public Boolean leaveProgressed(AgentEvent.LeaveProgressed event) {
            components.machine(event.role()).leaveProgressed(event.launch(), event.progress());
            return true;
        }

        @Override
        public Boolean leaveClosed(AgentEvent.LeaveClosed event) {
            components.machine(event.role()).leaveClosed(event.failure(), nowMs);
            return true;
        }

        @Override
        public Boolean leaveRequested(AgentEvent.LeaveRequested event) {
            if (event.departure() == Departure.LEAVE_RUNNING) {
                // no goodbye: what runs here goes on running, and the coordinator is to go on counting with it
                end(Ending.ASKED, null);
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
