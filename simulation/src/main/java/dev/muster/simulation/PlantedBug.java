package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.engine.Core;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.store.KnownCluster;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Mistakes that somebody could make, made on purpose, so that it is known whether the invariants would notice. Made around the
 * cores: the product has no hooks for them.
 */
enum PlantedBug implements Variation {
    OLD_EPOCHS_OBEYED("an agent neither says nor minds which epoch it has seen", AgentBugs::oldEpochsObeyed, null),
    JOURNAL_AFTER_LAUNCH("an agent launches before its journal is written", WriteLater::new, null),
    LAUNCHED_TWICE("an agent launches twice", AgentBugs::launchedTwice, null),
    READY_WITHOUT_PROBES("whatever a probe says counts as passed", AgentBugs::readyWithoutProbes, null),
    EXITS_IGNORED("an agent does not hear of exits", AgentBugs::exitsIgnored, null),
    STOPPED_WHEN_ALONE(
            "an agent stops its components when it loses the coordinator", AgentBugs::stoppedWhenAlone, null),
    NOTHING_ADOPTED("a new agent does not know what the last one started", AgentBugs::nothingAdopted, null),
    LATE_EVIDENCE_COUNTS("evidence of an older launch counts for the current one", AgentBugs::lateEvidenceCounts, null),
    SILENCE_DENIES("a peer that does not answer counts as one that denies", AgentBugs::silenceDenies, null),
    DENIALS_UNHEARD("what its master has forgotten is left alone", AgentBugs::denialsUnheard, null),
    REPORTS_LOST("the report that a component is joined is lost and not repeated", AgentBugs::reportsLost, null),
    COMMANDS_BEFORE_STORED("a coordinator acts before its state is stored", null, WriteLater::new),
    ANNOUNCED_TWICE("the start is told twice", null, CoordinatorBugs::announcedTwice),
    BARRIER_OFF_BY_ONE("the last host is not waited for", null, CoordinatorBugs::barrierOffByOne),
    OWN_PAUSE_IS_SILENCE("leases are judged right after the coordinator's own pause", null, CoordinatorBugs::ownPause),
    OLD_INCARNATIONS_WELCOME("an older agent takes the session over", null, CoordinatorBugs::oldIncarnations),
    GOALS_LOST("the first goals of a session are lost and not repeated", null, CoordinatorBugs::goalsLost),
    FINDINGS_UNHEARD("what agents have found in the preflight does not count", null, CoordinatorBugs::findingsUnheard),
    CHECKS_INVENTED("hosts are well before they have said so", null, CoordinatorBugs::checksInvented),
    OWN_CHECK_IDLE("whatever an agent finds right before a launch, it launches", AgentBugs::ownCheckIdle, null),
    IGNORING_UNHEARD("an agent's own check minds what an operator ignores", AgentBugs::ignoringUnheard, null),
    IGNORING_UNTOLD("agents are not told what an operator ignores", null, CoordinatorBugs::ignoringUntold),
    REACH_UNHEARD("what hosts do not reach counts as reached", null, CoordinatorBugs::reachUnheard),
    LISTENERS_KEPT("what agents listen on for the preflight is not let go", null, CoordinatorBugs::listenersKept),
    STOPPED_AT_ONCE("a stop takes all components down at once", null, CoordinatorBugs::stoppedAtOnce),
    HOST_STOP_FORGOTTEN(
            "a new leader does not know which hosts were stopped", null, CoordinatorBugs::hostStopsForgotten),
    LAUNCHED_UNASKED("an agent does not wait until it is told to start", SessionBugs::launchedUnasked, null),
    OLD_GOALS_OBEYED("an agent obeys goals in the order in which they come", SessionBugs::oldGoalsObeyed, null),
    OTHER_CLUSTER_OBEYED("an agent obeys whoever leads, of whatever cluster", SessionBugs::otherClusterObeyed, null),
    NEW_PLAN_RESTARTS("an agent restarts what runs for a new plan", SessionBugs::newPlanRestarts, null),
    FOREIGN_AGENTS_WELCOME(
            "a coordinator does not mind of which cluster an agent is", null, SessionBugs::foreignAgentsWelcome),
    DIFFERENCES_UNTOLD("a differing cluster.json is not told", null, SessionBugs::differencesUntold),
    GENERATION_KEPT("a changed cluster.json is no new generation", null, SessionBugs::generationKept),
    DROPPED_ROLES_KEPT("what was taken from cluster.json is left running", null, SessionBugs::droppedRolesKept),
    HALF_OPEN_SESSIONS_KEPT("an agent's older connection keeps it out", null, SessionBugs::halfOpenSessionsKept),
    OLD_REPORTS_COUNT("reports count in the order in which they come", null, SessionBugs::oldReportsCount),
    BARRIER_FORGOTTEN(
            "a new leader waits again for hosts that the run goes on without", null, AbsenceBugs::barrierForgotten),
    SEEDS_FORGOTTEN("a new leader chooses the seeds again", null, AbsenceBugs::seedsForgotten),
    FORMED_TOO_SOON("a new leader takes every role for whole", null, AbsenceBugs::formedTooSoon),
    OLD_PROBES_KEPT(
            "what runs is looked at as when it was launched, whoever must see it now",
            AbsenceBugs::oldProbesKept,
            null),
    LATE_HOSTS_IGNORED("who was left behind is not let in when it comes", null, AbsenceBugs::lateHostsIgnored),
    ONE_IS_ENOUGH("one host of each role is enough, whatever the file requires", null, null) {
        @Override
        public ClusterSpec spec(ClusterSpec spec) {
            return AbsenceBugs.oneIsEnough(spec);
        }
    },
    RESTRAINTS_FORGOTTEN("a new leader does not know what is held back", null, RestraintBugs::forgotten),
    RESTRAINTS_UNHEEDED("changes go on while frozen", null, RestraintBugs::unheeded),
    DRAINS_FORGOTTEN("a new leader does not know whom maintenance has drained", null, RestraintBugs::drainsForgotten),
    DRAINED_NOT_PUT_BACK("whom maintenance has drained is not put back", null, ChangeBugs::drainedNotPutBack),
    MAINTENANCE_WITHOUT_END("maintenance does not end by itself", null, RestraintBugs::endless),
    QUEUE_UNHEARD("who waits for a turn is told so, and has no place", null, ChangeBugs::queueUnheard),
    LOCKS_UNHEEDED("everybody passes for the one who holds the lock", null, RestraintBugs::locksUnheeded),
    LOCKS_WITHOUT_END("a lock does not end by itself", null, RestraintBugs::locksWithoutEnd),
    RETRY_RESTARTS("a retry restarts what runs", SessionBugs::retryRestarts, null),
    RETRIED_UNASKED("an agent tries again what it had given up", SessionBugs::retriedUnasked, null),
    RETRIES_LOST("an operator's retry does not reach the agents", null, SessionBugs::retriesLost),
    STEPS_FORGOTTEN("a new leader takes the steps of a change again", null, ChangeBugs::stepsForgotten),
    BATCHES_TOGETHER("a new leader takes all batches of a change at once", null, ChangeBugs::batchesTogether),
    GROUPS_FORGOTTEN("a new leader goes on role by role", null, ChangeBugs::groupsForgotten),
    MOVES_TOGETHER("a new leader has all members of a role join or leave at once", null, ChangeBugs::movesTogether),
    SWAPS_FORGOTTEN(
            "a new leader does not know which roles go over to another store", null, ChangeBugs::swapsForgotten),
    COPIES_NOT_AWAITED("a change goes on when a component has joined", null, ChangeBugs::copiesNotAwaited),
    BALANCER_UNHEARD("what the balancer refuses counts as done", null, ChangeBugs::balancerUnheard),
    BALANCER_NOT_AWAITED("a change goes on before the balancer has answered", null, ChangeBugs::balancerNotAwaited),
    JOINERS_NOT_ENABLED("whoever joins is not put into the balancer", null, ChangeBugs::joinersNotEnabled),
    LEAVERS_NOT_PUT_BACK(
            "whoever was to leave and could not be taken out is not put back", null, ChangeBugs::leaversNotPutBack),
    WHOLE_NOT_TAKEN_OUT("the whole cluster is not taken out", null, ChangeBugs::wholeNotTakenOut),
    WHOLE_NOT_ENABLED("the whole cluster is not put back", null, ChangeBugs::wholeNotEnabled),
    WHOLE_FORGOTTEN(
            "a new leader does not know that the whole cluster was taken out", null, ChangeBugs::wholeForgotten),
    STOPPED_UNLEFT("what is to leave its cluster is only stopped", AgentBugs::stoppedUnleft, null),
    OWN_FILE_WINS("a new leader has its own cluster.json in force", null, ChangeBugs::ownFileWins),
    OLD_COPIES_KEPT(
            "a copy of the definition that is written late takes the place of a newer one",
            CopyBugs::oldCopiesKept,
            null),
    REVISIONS_UNTOLD("agents that are there are not told of a new revision", null, CopyBugs::revisionsUntold),
    NO_TURNS("nodes that must start one at a time start together", null, null) {
        @Override
        public SortedMap<Role, RoleRules> rules(SortedMap<Role, RoleRules> rules) {
            return CoordinatorBugs.withoutTurns(rules);
        }
    },
    NO_DEPENDENCIES("no role waits for another", null, null) {
        @Override
        public SortedMap<Role, RoleRules> rules(SortedMap<Role, RoleRules> rules) {
            return CoordinatorBugs.withoutDependencies(rules);
        }
    },
    NOTHING_TO_AGREE_ON("hosts are not compared before the start is announced", null, null) {
        @Override
        public SortedMap<Role, RoleRules> rules(SortedMap<Role, RoleRules> rules) {
            return CoordinatorBugs.withoutAgreement(rules);
        }
    },
    WRITES_NOT_FENCED("the store takes writes of an older epoch", null, null) {
        @Override
        public boolean fencesWrites() {
            return false;
        }
    },
    VANISHING_IS_LOSS("agents that vanish together are lost like any other", null, null) {
        @Override
        public double vanishShare() {
            return 1;
        }
    },
    FOREIGN_STORE_LED("a coordinator leads on whatever the store holds", null, null) {
        @Override
        public boolean recognisesStores() {
            return false;
        }
    },
    STATE_VERSION_FORGOTTEN(
            "a coordinator's machine keeps the epoch of what it has written, and not the version", null, null) {
        @Override
        public KnownCluster keeps(KnownCluster met) {
            return new KnownCluster(met.id(), met.epoch(), 0);
        }
    },
    FULL_DISK_EMPTIES_THE_JOURNAL("a journal that cannot be written is empty", null, null) {
        @Override
        public boolean keepsStateOnFullDisk() {
            return false;
        }
    },
    CLOCK_TRUSTED("an agent numbers itself by the wall clock alone", null, null) {
        @Override
        public AgentDurable takeOver(AgentDurable last, long wallMs) {
            return AgentBugs.numbered(last, wallMs);
        }
    },
    ADOPTED_BY_PID("a process is taken for ours by its pid alone", null, null) {
        @Override
        public boolean adoptsByPidAlone() {
            return true;
        }
    };

    private final String words;
    private final UnaryOperator<Core<AgentEvent, AgentCommand, AgentDurable>> agent;
    private final UnaryOperator<Core<CoordinatorEvent, CoordinatorCommand, DurableState>> coordinator;

    PlantedBug(
            String words,
            @Nullable UnaryOperator<Core<AgentEvent, AgentCommand, AgentDurable>> agent,
            @Nullable UnaryOperator<Core<CoordinatorEvent, CoordinatorCommand, DurableState>> coordinator) {
        this.words = words;
        this.agent = agent == null ? core -> core : agent;
        this.coordinator = coordinator == null ? core -> core : coordinator;
    }

    /** What is wrong. */
    String words() {
        return words;
    }

    @Override
    public Core<AgentEvent, AgentCommand, AgentDurable> agent(Core<AgentEvent, AgentCommand, AgentDurable> core) {
        return agent.apply(core);
    }

    @Override
    public Core<CoordinatorEvent, CoordinatorCommand, DurableState> coordinator(
            Core<CoordinatorEvent, CoordinatorCommand, DurableState> core) {
        return coordinator.apply(core);
    }
}
