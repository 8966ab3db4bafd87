package dev.muster.agent.core;

import dev.muster.agent.core.AgentDurable.Membership;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Goal;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Probe;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An agent with one component, told what happens, and writing down what it decides. */
final class AgentTalk {

    static final Role ROLE = new Role("backend");

    private final StringBuilder text = new StringBuilder();
    private AgentCore core = core(AgentDurable.fresh(new Incarnation(1)));
    private AgentDurable journal = AgentDurable.fresh(new Incarnation(1));
    private long nowMs;

    AgentTalk() {
        tell("boots", new AgentEvent.Booted(List.of()));
    }

    /** Asks the peers; what they deny for a minute is restarted. */
    private static final Probe REGISTERED = new Probe(
            "registered",
            ProbeLevel.JOINED,
            new Probe.Target.Tcp("127.0.0.1", 1),
            List.of(),
            new TreeMap<>(),
            1_000,
            1_000,
            new Probe.Unjoined(60_000, List.of()));

    private static AgentCore core(AgentDurable journal) {
        AgentFacts facts =
                new AgentFacts("1", "machine", 1, "/state", "/store", List.of(), List.of(), null, 1, 1, 1, 1);
        return new AgentCore(
                new AgentIdentity(new ClusterName("c"), HostName.of("a"), facts, new SpecHash("hash"), ""),
                journal,
                null);
    }

    /** Two of different hashes run differently. */
    static LaunchPlan plan(String hash) {
        return plan(hash, "/bin/" + hash, REGISTERED.intervalMs());
    }

    /**
     * A plan.
     *
     * @param program that it runs
     * @param askedMs how often its probe is asked
     */
    static LaunchPlan plan(String hash, String program, long askedMs) {
        return plan(hash, program, askedMs, null);
    }

    private static LaunchPlan plan(String hash, String program, long askedMs, @Nullable Leave leave) {
        return new LaunchPlan(
                ROLE,
                "mock",
                "1",
                new Install.ExistingHome("/home", List.of()),
                "/state/instances/backend",
                List.of(),
                List.of(),
                List.of(program),
                new TreeMap<>(),
                null,
                List.of(),
                new LaunchPlan.Needs(0, 0, 0, 0, List.of()),
                List.of(new Probe(
                        REGISTERED.name(),
                        REGISTERED.level(),
                        REGISTERED.target(),
                        REGISTERED.checks(),
                        REGISTERED.captures(),
                        askedMs,
                        REGISTERED.timeoutMs(),
                        REGISTERED.unjoined())),
                30_000,
                new LaunchPlan.StopPolicy("TERM", 1_000),
                new LaunchPlan.RestartPolicy(1_000, 4_000, 2, 60_000, List.of()),
                List.of(),
                leave,
                new PlanHash(hash));
    }

    /** The same plan with a way to leave; it runs the same. */
    static LaunchPlan leavingPlan(String hash) {
        Leave.Deed deed = new Leave.Deed("ask", new Leave.Action.Signal("USR2"), 1_000);
        return plan(
                hash,
                "/bin/plan-a",
                REGISTERED.intervalMs(),
                new Leave(
                        List.of(deed),
                        List.of(REGISTERED),
                        List.of(deed),
                        3_600_000,
                        List.of("LEFT_BEFORE"),
                        Leave.Overdue.FAIL));
    }

    /** It is to leave in the way of plan-l. */
    AgentTalk toLeave(long link, long version) {
        return numbered(link, version, GoalState.LEFT, "plan-l", leavingPlan("plan-l"));
    }

    AgentTalk left(long sequence) {
        return left(launch(sequence));
    }

    AgentTalk left(LaunchId launch) {
        return tell(launch + " has left", new AgentEvent.Left(ROLE, launch));
    }

    AgentTalk notLeft(long sequence) {
        return tell(
                launch(sequence) + " refuses to leave",
                new AgentEvent.LeaveFailed(ROLE, launch(sequence), Failure.of("LEAVE_FAILED", "too few", "")));
    }

    AgentTalk leaving(long sequence, String progress) {
        return tell(
                launch(sequence) + " is " + progress, new AgentEvent.LeaveProgressed(ROLE, launch(sequence), progress));
    }

    AgentTalk closed() {
        return tell("all is done after leaving", new AgentEvent.LeaveClosed(ROLE, null));
    }

    AgentTalk notClosed() {
        return tell(
                "what is to be done after leaving fails",
                new AgentEvent.LeaveClosed(ROLE, Failure.of("LEAVE_FAILED", "no answer", "")));
    }

    AgentTalk leftBefore(long sequence) {
        return tell(
                launch(sequence) + " exits, because it had left",
                new AgentEvent.Exited(ROLE, launch(sequence), 3, Failure.of("LEFT_BEFORE", "it had left", "")));
    }

    /** Killed and started again; nothing of the component runs any more. */
    List<Observation> observations() {
        return core.observations();
    }

    AgentTalk killedAndAlone() {
        List<AgentEvent.Found> gone = journal.launches().values().stream()
                .map(launch -> new AgentEvent.Found(ROLE, launch.launch(), 0, Failure.of("GONE", "it is gone", "")))
                .toList();
        journal = journal.takenOverBy(journal.incarnation().next());
        core = core(journal);
        return tell("is killed, starts again and finds nothing running", new AgentEvent.Booted(gone));
    }

    LaunchId launch(long sequence) {
        return new LaunchId(journal.incarnation(), sequence);
    }

    AgentTalk after(long ms) {
        nowMs += ms;
        return tell("time passes", new AgentEvent.Tick());
    }

    AgentTalk linked(long link, long epoch) {
        tell("link " + link + " stands", new AgentEvent.LinkUp(link));
        return received(link, new Message.Welcome(1, new ClusterId("id"), new Epoch(epoch), 1_000, 3_000, List.of()));
    }

    /** A connection stands on which nothing was heard yet. */
    AgentTalk up(long link) {
        return tell("link " + link + " stands", new AgentEvent.LinkUp(link));
    }

    AgentTalk goals(long link, long epoch, GoalState state, String plan) {
        Goal goal = new Goal(ROLE, state, new Generation(1), new PlanHash(plan), plan(plan), null);
        return received(link, new Message.Goals(new Epoch(epoch), 1, List.of(goal)));
    }

    /** The same goal in a repeat, and what is ignored here. */
    AgentTalk ignoring(long link, long version, String hash, String... checks) {
        Goal goal = new Goal(
                ROLE, GoalState.RUNNING, new Generation(1), new PlanHash(hash), null, new TreeSet<>(List.of(checks)));
        return received(link, new Message.Goals(new Epoch(1), version, List.of(goal)));
    }

    AgentTalk refused(long sequence) {
        return tell(
                launch(sequence) + " is not launched",
                new AgentEvent.LaunchFailed(ROLE, launch(sequence), Failure.of("DISK_FULL", "1 MiB is free", "")));
    }

    /** Goals with this number; {@code plan} is null for the hash alone. */
    AgentTalk numbered(long link, long version, GoalState state, String hash, @Nullable LaunchPlan plan) {
        Goal goal = new Goal(ROLE, state, new Generation(1), new PlanHash(hash), plan, null);
        return received(link, new Message.Goals(new Epoch(1), version, List.of(goal)));
    }

    AgentTalk received(long link, Message.FromCoordinator message) {
        return tell("on link " + link + " comes " + words(message), new AgentEvent.Received(link, message));
    }

    AgentTalk retry(long link, long epoch) {
        return received(link, new Message.Retry(new Epoch(epoch), List.of(ROLE)));
    }

    AgentTalk installed(String plan) {
        return tell(plan + " is installed", new AgentEvent.Installed(ROLE, new PlanHash(plan)));
    }

    AgentTalk notInstalled(String plan) {
        return tell(
                plan + " cannot be installed",
                new AgentEvent.InstallFailed(ROLE, new PlanHash(plan), Failure.of("DOWNLOAD", "no answer", "")));
    }

    AgentTalk launched(long sequence) {
        return tell(launch(sequence) + " runs", new AgentEvent.Launched(ROLE, launch(sequence), 42));
    }

    AgentTalk probed(long sequence, boolean passed) {
        Evidence evidence =
                new Evidence("cql", ProbeLevel.OWN, passed, false, passed ? "yes" : "no", new TreeMap<>(), 0);
        return tell(
                launch(sequence) + " answers " + evidence.detail(),
                new AgentEvent.Probed(ROLE, launch(sequence), List.of(evidence)));
    }

    /** The component works, and its peers list it, deny it, or say nothing. */
    AgentTalk listed(long sequence, String answer) {
        Evidence own = new Evidence("cql", ProbeLevel.OWN, true, false, "yes", new TreeMap<>(), 0);
        Evidence peers = new Evidence(
                "registered",
                ProbeLevel.JOINED,
                answer.equals("listed"),
                answer.equals("denied"),
                answer,
                new TreeMap<>(),
                0);
        return tell(
                "of " + launch(sequence) + " its peers say: " + answer,
                new AgentEvent.Probed(ROLE, launch(sequence), List.of(own, peers)));
    }

    /** The same answer, every ten seconds. */
    AgentTalk listedFor(long ms, long sequence, String answer) {
        for (long past = 0; past < ms; past += 10_000) {
            after(10_000).listed(sequence, answer);
        }
        return this;
    }

    AgentTalk exited(long sequence) {
        return tell(
                launch(sequence) + " exits",
                new AgentEvent.Exited(ROLE, launch(sequence), 1, Failure.of("EXITED", "exit code 1", "")));
    }

    AgentTalk stopped(long sequence) {
        return tell("nothing is left of " + launch(sequence), new AgentEvent.StopDone(ROLE, launch(sequence)));
    }

    AgentTalk lost(long link) {
        return tell("link " + link + " is lost", new AgentEvent.LinkDown(link, "reset"));
    }

    AgentTalk asked(AgentEvent.Departure departure) {
        return tell("is asked to leave: " + departure, new AgentEvent.LeaveRequested(departure));
    }

    /** Killed and started again, with what the last one wrote into its journal, while the component runs on. */
    AgentTalk killedAndBack(long launchSequence) {
        LaunchId running = launch(launchSequence);
        journal = journal.takenOverBy(journal.incarnation().next());
        core = core(journal);
        return tell(
                "is killed, starts again and finds " + running,
                new AgentEvent.Booted(List.of(new AgentEvent.Found(ROLE, running, 42, null))));
    }

    private AgentTalk tell(String what, AgentEvent event) {
        Decision<AgentCommand, AgentDurable> decision = core.step(nowMs, event);
        text.append(nowMs).append(" ms: ").append(what).append('\n');
        AgentDurable write = decision.write();
        if (write != null) {
            journal = write;
            text.append("    journal: epoch ").append(write.highestEpoch());
            write.launches().values().forEach(l -> text.append(", launch ").append(l.launch()));
            memberships(write).values().stream()
                    .filter(membership -> membership != Membership.MEMBER)
                    .forEach(membership -> text.append(", ").append(membership));
            text.append('\n');
        }
        decision.commands().forEach(c -> text.append("    ").append(words(c)).append('\n'));
        return this;
    }

    private static SortedMap<Role, Membership> memberships(AgentDurable journal) {
        return Objects.requireNonNull(journal.memberships());
    }

    private static String words(Message message) {
        if (message instanceof Message.Goals goals) {
            Goal goal = goals.goals().get(0);
            return "goals of epoch " + goals.epoch() + ": " + goal.state() + " with "
                    + (goal.plan() == null ? "the hash of " : "") + goal.planHash() + ignored(goal.ignoredChecks());
        }
        if (message instanceof Message.Report report) {
            return "report "
                    + report.observations().stream()
                            .map(o -> o.state()
                                    + (o.failure() == null
                                            ? ""
                                            : " " + o.failure().code())
                                    + (o.gaveUp() ? ", gave up" : "")
                                    + (o.progress().startsWith("leaving") ? ", " + o.progress() : ""))
                            .toList();
        }
        if (message instanceof Message.Welcome welcome) {
            return "welcome of epoch " + welcome.epoch();
        }
        if (message instanceof Message.Retry retry) {
            return "retry of epoch " + retry.epoch();
        }
        return message instanceof Message.Shutdown
                ? "shutdown"
                : message.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    private static String ignored(SortedSet<String> checks) {
        return checks.isEmpty() ? "" : ", ignoring " + checks;
    }

    private static String words(AgentCommand command) {
        if (command instanceof AgentCommand.Send send) {
            return "say " + words(send.message());
        }
        if (command instanceof AgentCommand.Install install) {
            return "install " + install.plan().hash();
        }
        if (command instanceof AgentCommand.Launch launch) {
            return "launch " + launch.launch() + " from " + launch.plan().hash() + ignored(launch.ignoredChecks());
        }
        if (command instanceof AgentCommand.Watch watch) {
            return "watch " + watch.launch();
        }
        if (command instanceof AgentCommand.Stop stop) {
            return "stop " + stop.launch();
        }
        if (command instanceof AgentCommand.Leave leave) {
            return "leave with " + leave.launch() + " as in " + leave.plan().hash();
        }
        if (command instanceof AgentCommand.CloseLeave close) {
            return "do what " + close.plan().hash() + " says after leaving";
        }
        if (command instanceof AgentCommand.Tell tell) {
            return "tell " + tell.notice().type() + ": " + tell.notice().message();
        }
        return command instanceof AgentCommand.End end ? "end, " + end.ending() : "disconnect";
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
