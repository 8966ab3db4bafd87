package dev.muster.coordinator.core;

import dev.muster.common.engine.Core;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.core.CoordinatorEvent.ApplyRequested;
import dev.muster.coordinator.core.CoordinatorEvent.BalanceEnded;
import dev.muster.coordinator.core.CoordinatorEvent.BecameLeader;
import dev.muster.coordinator.core.CoordinatorEvent.ChecksReceived;
import dev.muster.coordinator.core.CoordinatorEvent.GoodbyeReceived;
import dev.muster.coordinator.core.CoordinatorEvent.HeartbeatReceived;
import dev.muster.coordinator.core.CoordinatorEvent.HeedCheckRequested;
import dev.muster.coordinator.core.CoordinatorEvent.HelloReceived;
import dev.muster.coordinator.core.CoordinatorEvent.IgnoreCheckRequested;
import dev.muster.coordinator.core.CoordinatorEvent.LeaveQueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.ListeningReceived;
import dev.muster.coordinator.core.CoordinatorEvent.LostLeadership;
import dev.muster.coordinator.core.CoordinatorEvent.QueueRequested;
import dev.muster.coordinator.core.CoordinatorEvent.ReachReceived;
import dev.muster.coordinator.core.CoordinatorEvent.ReportReceived;
import dev.muster.coordinator.core.CoordinatorEvent.RestartRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RestrainRequested;
import dev.muster.coordinator.core.CoordinatorEvent.RetryRequested;
import dev.muster.coordinator.core.CoordinatorEvent.SessionClosed;
import dev.muster.coordinator.core.CoordinatorEvent.SkipHostRequested;
import dev.muster.coordinator.core.CoordinatorEvent.SteerRequested;
import dev.muster.coordinator.core.CoordinatorEvent.StopClusterRequested;
import dev.muster.coordinator.core.CoordinatorEvent.StopHostRequested;
import dev.muster.coordinator.core.CoordinatorEvent.Tick;
import dev.muster.coordinator.core.CoordinatorEvent.TokenRequested;
import dev.muster.coordinator.core.CoordinatorEvent.TokenRevocationRequested;
import dev.muster.coordinator.core.CoordinatorEvent.UnskipHostRequested;
import dev.muster.coordinator.core.Definer.Definition;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator: takes one event at a time and decides. Who is there is {@link Membership}'s, who has gone
 * {@link Leases}', whose turn it is {@link StartOrder}'s, what each host is told {@link GoalBook}'s, whether it all fits together {@link Readiness}'s, and how
 * the run goes from phase to phase {@link Progress}'s.
 */
public final class CoordinatorCore implements Core<CoordinatorEvent, CoordinatorCommand, DurableState> {

    private static final Refused NOT_LEADING = new Refused(
            Failure.of(
                    "NOT_LEADING",
                    "this coordinator does not lead, or not yet",
                    "The agent asks the coordinators in turn, until one leads."),
            false);

    private static final Failure NOT_NOW =
            Failure.of("NOT_LEADING", "this coordinator does not lead now", "Try again in a few seconds.");

    private final CoordinatorSettings settings;
    private final Definer definer;
    private final Planner planner;
    private final Counters ignored = new Counters();
    private @Nullable DurableState durable;
    private World world;
    private long lastTickMs = Long.MIN_VALUE;
    private long lastReconcileMs;
    private boolean dirty;

    /**
     * @param definer says what a revision means
     * @param planner renders components
     */
    public CoordinatorCore(CoordinatorSettings settings, Definer definer, Planner planner) {
        this.settings = settings;
        this.definer = definer;
        this.planner = planner;
        this.world = newWorld();
    }

    private World newWorld() {
        return new World(settings, definer, planner, ignored);
    }

    @Override
    public Decision<CoordinatorCommand, DurableState> step(long nowMs, CoordinatorEvent event) {
        Turn turn = new Turn(nowMs, durable);
        if (durable == null && event instanceof CoordinatorEvent.Request asked) {
            turn.answer(asked.request(), NOT_NOW);
        } else {
            event.accept(new Handler(turn));
        }
        if (durable != null && dirty && isDue(nowMs, event)) {
            dirty = false;
            lastReconcileMs = nowMs;
            world.advance(turn);
        }
        Decision<CoordinatorCommand, DurableState> decision =
                turn.decision(durable == null ? null : world.progress.phase());
        if (decision.write() != null) {
            durable = decision.write();
        }
        return decision;
    }

    /** The whole cluster as it is known now; null while another coordinator leads. */
    public @Nullable ClusterView view(long nowMs) {
        return durable == null ? null : new Snapshot(settings, world, durable, nowMs).view();
    }

    /** Where components of other hosts than {@code except} listen that are READY; empty while another coordinator leads. */
    public List<Place> listening(HostName except) {
        return durable == null ? List.of() : world.goals.listening(world.cluster, except);
    }

    /** Hosts whose agent is away though nobody has stopped or skipped it, in the order of the file; empty while another coordinator leads. */
    public List<AwayHost> away() {
        return durable == null || durable.intent() != RunIntent.RUNNING
                ? List.of()
                : world.cluster.all().stream()
                        .filter(m -> m.status == AgentStatus.AWAITED || m.status == AgentStatus.LOST)
                        .filter(m -> !durable.hosts().containsKey(m.spec.name()) && !durable.isSkipped(m.spec.name()))
                        .filter(m -> !durable.restraints().isMaintained(m.spec.name()))
                        .map(m -> new AwayHost(m.spec, m.status))
                        .toList();
    }

    /** What {@code text} would do as cluster.json; null while another coordinator leads. Nothing is changed. */
    public Definer.@Nullable Defined define(String text) {
        return durable == null ? null : definer.define(text);
    }

    /**
     * What a definition would do to the cluster when {@code who} applies it, with {@code words} for what two definitions say differently; null while another coordinator leads. Nothing is changed.
     */
    public @Nullable ChangePlan plan(
            Definition target,
            SpecHash hash,
            Strategy strategy,
            String who,
            BiFunction<ClusterSpec, ClusterSpec, List<String>> words) {
        return durable == null
                ? null
                : Locked.heeding(durable, who, new Planning(world, planner, durable, words).of(target, hash, strategy));
    }

    /** What speaks against stopping these hosts together by {@code who}; null while another coordinator leads. Nothing is changed. */
    public @Nullable List<Failure> canStop(Set<HostName> hosts, String who) {
        return durable == null ? null : new CanStop(world, durable, hosts, who).reasons();
    }

    /** Who waits to change the cluster, in their order; null while another coordinator leads. */
    public @Nullable Waiting waiting() {
        return durable == null ? null : Waiting.of(world.queue.places(), durable.change());
    }

    /** What operators hold back; null while another coordinator leads. */
    public @Nullable Restraints restraints() {
        return durable == null ? null : durable.restraints();
    }

    /** What is known here of the checks of a host. */
    public CheckNotes checkNotes(HostName host) {
        return durable == null
                ? new CheckNotes(new TreeSet<>(), List.of())
                : new CheckNotes(
                        durable.ignoredChecksOf(host), world.progress.checkup().own(host));
    }

    /** What can be counted now; of a coordinator that does not lead, too. */
    public CoreFigures figures(long nowMs) {
        return new CoreFigures(
                view(nowMs),
                durable == null ? Map.of() : world.progress.phaseMs(nowMs),
                world.cluster.silenceMaxMs(nowMs),
                new TreeMap<>(ignored.counts()));
    }

    /** What was ignored or refused, by reason. */
    public SortedMap<String, Long> ignoredCounts() {
        return ignored.counts();
    }

    /**
     * Looking at every host after every message would cost the square of the hosts; so large clusters look less often: 0 ms
     * apart below 50 hosts, 200 ms for 10,000. The message that completes the cluster is never made to wait.
     */
    private boolean isDue(long nowMs, CoordinatorEvent event) {
        return nowMs - lastReconcileMs >= world.cluster.size() / 50
                || event instanceof HelloReceived && durable != null && world.progress.isBarrierReached(durable);
    }

    /** Everything volatile: thrown away with the leadership. */
    static final class World {
        final InForce inForce;
        final Cluster cluster;
        final Membership membership;
        final Leases leases;
        final StartOrder order;
        final GoalBook goals;
        final Readiness readiness;
        final Quorum quorum;
        final Rollout rollout;
        final Circulation circulation;
        final RestraintDesk restraints = new RestraintDesk();
        final BalancerTalk balancer;
        final HostDrain drains;
        final ChangeQueue queue = new ChangeQueue();
        final Progress progress;

        World(CoordinatorSettings settings, Definer definer, Planner planner, Counters ignored) {
            inForce = new InForce(definer, settings.definition());
            cluster = new Cluster(inForce);
            membership = new Membership(settings, inForce, cluster, ignored);
            circulation = new Circulation(cluster);
            leases = new Leases(settings.sessions(), cluster, membership);
            order = new StartOrder(inForce);
            goals = new GoalBook(planner, inForce, order, leases);
            readiness = new Readiness(inForce);
            quorum = new Quorum(inForce);
            balancer = new BalancerTalk(inForce);
            drains = new HostDrain(inForce, cluster, balancer);
            rollout = new Rollout(inForce, cluster, goals, leases, readiness, balancer);
            progress = new Progress(settings, inForce, cluster, leases, goals, readiness, quorum);
        }

        /** Moves the change on, and the run. */
        void advance(Turn turn) {
            while (rollout.advance(turn)) {
                define(turn);
            }
            drains.advance(turn);
            progress.advance(turn);
        }

        /** The cluster is as the durable state defines it. */
        void define(Turn turn) {
            if (!inForce.follow(turn.durable())) {
                return;
            }
            for (Member gone : cluster.redefine(turn.nowMs)) {
                membership.removed(turn, gone);
            }
            goals.redefine();
            turn.inForce(inForce.members());
        }
    }

    /** One event's handling. */
    private final class Handler implements CoordinatorEvent.Visitor<Boolean> {

        private final Turn turn;

        Handler(Turn turn) {
            this.turn = turn;
        }

        @Override
        public Boolean becameLeader(BecameLeader event) {
            world = newWorld();
            lastTickMs = turn.nowMs;
            turn.lead(new Succession(settings, event).state(turn));
            if (!defined()) {
                return false;
            }
            turn.change(world.inForce::settled);
            turn.change(world.quorum::seeded);
            world.define(turn);
            durable = turn.durable();
            turn.admit();
            world.restraints.begin(turn, event.wallMs());
            world.progress.begin(turn);
            return changed();
        }

        /** Whether what is stored means anything here; otherwise this coordinator cannot lead, and another one may. */
        private boolean defined() {
            try {
                world.define(turn);
                return true;
            } catch (InForce.NotDefined e) {
                turn.giveUp(e.failure());
                durable = null;
                return false;
            }
        }

        @Override
        public Boolean lostLeadership(LostLeadership event) {
            if (durable != null) {
                durable = null;
                for (Member member : world.cluster.all()) {
                    if (member.session != null) {
                        turn.close(member.session, "another coordinator leads");
                    }
                }
                world = newWorld();
                turn.tell(Type.STEPPED_DOWN, "CLUSTER: this coordinator leads no longer: " + event.reason());
            }
            return false;
        }

        @Override
        public Boolean helloReceived(HelloReceived event) {
            if (durable == null) {
                turn.send(event.session(), NOT_LEADING);
                turn.close(event.session(), "this coordinator does not lead");
                return false;
            }
            Member member = world.membership.hello(turn, event);
            if (member == null) {
                return false;
            }
            world.circulation.tellUnknown(turn, member);
            return changed();
        }

        @Override
        public Boolean reportReceived(ReportReceived event) {
            Member member = world.membership.speaking(turn, event.session());
            if (member == null) {
                return false;
            }
            if (!event.report().incarnation().equals(member.incarnation)) {
                ignored.count("report.old-incarnation");
                return false;
            }
            if (event.report().sequence() <= member.lastReport) {
                ignored.count("report.out-of-order");
                return false;
            }
            member.lastReport = event.report().sequence();
            member.heardAtMs = turn.nowMs;
            world.progress.tellChanges(turn, member, event.report().observations());
            member.observe(event.report().observations(), turn.nowMs);
            return changed();
        }

        @Override
        public Boolean checksReceived(ChecksReceived event) {
            Member member = world.membership.speaking(turn, event.session());
            return member != null && world.progress.checkup().answered(turn, member, event) && changed();
        }

        @Override
        public Boolean listeningReceived(ListeningReceived event) {
            Member member = world.membership.speaking(turn, event.session());
            return member != null && world.progress.checkup().reach().listening(member, event) && changed();
        }

        @Override
        public Boolean reachReceived(ReachReceived event) {
            Member member = world.membership.speaking(turn, event.session());
            return member != null && world.progress.checkup().reach().reached(member, event) && changed();
        }

        @Override
        public Boolean heartbeatReceived(HeartbeatReceived event) {
            Member member = world.membership.speaking(turn, event.session());
            if (member != null) {
                member.heardAtMs = turn.nowMs;
            }
            return false;
        }

        @Override
        public Boolean goodbyeReceived(GoodbyeReceived event) {
            Member member = world.membership.speaking(turn, event.session());
            if (member == null) {
                return false;
            }
            world.membership.left(turn, member, event.goodbye().reason());
            return changed();
        }

        @Override
        public Boolean sessionClosed(SessionClosed event) {
            world.membership.closed(turn, event.session(), event.reason());
            return changed();
        }

        @Override
        public Boolean stopClusterRequested(StopClusterRequested event) {
            return StopDesk.stop(turn, event) && changed();
        }

        @Override
        public Boolean stopHostRequested(StopHostRequested event) {
            return StopDesk.stopHost(turn, world.cluster, event) && changed();
        }

        @Override
        public Boolean skipHostRequested(SkipHostRequested event) {
            return SkipDesk.skip(turn, world, event) && changed();
        }

        @Override
        public Boolean unskipHostRequested(UnskipHostRequested event) {
            return SkipDesk.unskip(turn, event) && changed();
        }

        @Override
        public Boolean ignoreCheckRequested(IgnoreCheckRequested event) {
            return CheckDesk.ignore(turn, world.cluster, event) && changed();
        }

        @Override
        public Boolean heedCheckRequested(HeedCheckRequested event) {
            return CheckDesk.heed(turn, event) && changed();
        }

        @Override
        public Boolean retryRequested(RetryRequested event) {
            RetryDesk.retry(turn, world, event);
            return false;
        }

        @Override
        public Boolean applyRequested(ApplyRequested event) {
            return ChangeDesk.apply(turn, world, planner, definer, event) && redefined();
        }

        @Override
        public Boolean restartRequested(RestartRequested event) {
            return ChangeDesk.restart(turn, world, planner, event) && redefined();
        }

        @Override
        public Boolean steerRequested(SteerRequested event) {
            return ChangeDesk.steer(turn, event) && changed();
        }

        @Override
        public Boolean queueRequested(QueueRequested event) {
            world.queue.asked(turn, event);
            return false;
        }

        @Override
        public Boolean leaveQueueRequested(LeaveQueueRequested event) {
            world.queue.left(turn, event);
            return false;
        }

        @Override
        public Boolean balanceEnded(BalanceEnded event) {
            return durable != null && world.balancer.answered(event) && changed();
        }

        @Override
        public Boolean restrainRequested(RestrainRequested event) {
            return world.restraints.asked(turn, world, event) && changed();
        }

        private boolean redefined() {
            world.define(turn);
            turn.change(world.quorum::seeded);
            return changed();
        }

        @Override
        public Boolean tokenRequested(TokenRequested event) {
            AccessDesk.add(turn, world.inForce.members().name(), event);
            return false;
        }

        @Override
        public Boolean tokenRevocationRequested(TokenRevocationRequested event) {
            AccessDesk.revoke(turn, event);
            return false;
        }

        @Override
        public Boolean tick(Tick event) {
            if (durable == null) {
                return false;
            }
            world.queue.tick(turn.nowMs, turn.nowMs - lastTickMs);
            boolean different = world.leases.judge(turn, turn.nowMs - lastTickMs) | world.restraints.tick(turn);
            lastTickMs = turn.nowMs;
            world.progress.remind(turn);
            world.circulation.tick(turn);
            return (different
                            || Rollout.waitsForTime(durable)
                            || world.drains.waitsForTime(durable)
                            || world.progress.waitsForTime(durable, turn.nowMs))
                    && changed();
        }

        private boolean changed() {
            dirty = true;
            return true;
        }
    }

    /** The phase that was last computed, for tests and the simulation. */
    public ClusterPhase phase() {
        return world.progress.phase();
    }
}
