package dev.muster.coordinator.core;

import dev.muster.common.engine.Decision;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Goal;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Place;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.change.Restraint;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Steering;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.Balancer;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.Hook;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Requirement;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import dev.muster.common.model.spec.Settings;
import dev.muster.common.model.view.ClusterView;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.AccessToken;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.core.CoordinatorCommand.Balance;
import dev.muster.coordinator.core.DurableState.HostStop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Talks to a coordinator's core as two agents and a store would, and writes down what is said: a transcript to be read. */
final class Conversation {

    static final HostName A = HostName.of("a");
    static final HostName B = HostName.of("b");
    static final HostName C = HostName.of("c");
    static final HostName D = HostName.of("d");
    static final HostName E = HostName.of("e");
    private static final long GRACE_MS = 10_000;
    private static final Role MASTER = Role.MASTER;
    private static final Role COMPUTE = Role.COMPUTE;

    private final List<String> lines = new ArrayList<>();
    private final List<HostName> workers;
    private final @Nullable Requirement required;
    private final int seeds;
    private CoordinatorCore core;
    private @Nullable DurableState stored;
    private long startedFor = DurableState.runOfStart(null);
    private long nowMs;
    private long reports;
    private @Nullable Runnable last;
    private Balancer balancer = Balancer.NONE;
    private @Nullable Balance asked;
    private final Map<SessionId, HostName> speakers = new HashMap<>();
    private final Map<HostName, List<Check>> lacking = new TreeMap<>();
    private final Set<HostName> silent = new TreeSet<>();
    private final Set<HostName> unplannable = new TreeSet<>();
    private boolean listening;
    private boolean circulating;
    private @Nullable DefinitionCopy rebuiltFrom;
    private final Set<String> blocked = new TreeSet<>();
    private final Set<HostName> deaf = new TreeSet<>();

    /** A cluster of the master a and the worker b. */
    Conversation() {
        this(List.of(B));
    }

    /** A cluster of the master a and these workers. */
    Conversation(List<HostName> workers) {
        this(workers, null, 0);
    }

    /**
     * The same.
     *
     * @param required of the workers; null for all
     * @param seeds how many of the workers are; with any, they start one at a time
     */
    Conversation(List<HostName> workers, @Nullable Requirement required, int seeds) {
        this.workers = workers;
        this.required = required;
        this.seeds = seeds;
        this.core = core();
    }

    /** The store is lost, and the next coordinator is started with this host's copy of the definition. */
    Conversation rebuilt(long epoch, DefinitionCopy copy) {
        lines.add("-- the store is lost; a coordinator is rebuilt from the copy of " + copy.host() + " --");
        stored = null;
        rebuiltFrom = copy;
        return restarts(epoch);
    }

    /** Shows what each host is sent of the definition; else that is left out, because it is the same in every conversation. */
    Conversation circulating() {
        circulating = true;
        return this;
    }

    /** The workers are behind a balancer, and pass a check of the operator's before they are put back. */
    Conversation balanced() {
        Hook hook = new Hook(List.of("/hook"), 1_000, "");
        balancer = new Balancer(
                new TreeSet<>(Set.of(COMPUTE)),
                new Balancer.Scripts(hook, hook),
                null,
                new TreeMap<>(Map.of(COMPUTE, hook)),
                null);
        core = core();
        return this;
    }

    /** The balancer answers what it was asked last; with what it has against that, or with nothing. */
    Conversation balancer(String against) {
        Balance question = Objects.requireNonNull(asked);
        return says(
                "the balancer: " + words(question) + (against.isEmpty() ? " done" : " refused"),
                new CoordinatorEvent.BalanceEnded(
                        question, against.isEmpty() ? null : Failure.of("HOOK_FAILED", against, "")));
    }

    /** Every component has a port of its own. */
    Conversation listening() {
        listening = true;
        return this;
    }

    /** From now on {@code from} does not reach {@code to}. */
    Conversation blocked(HostName from, HostName to) {
        blocked.add(from + " " + to);
        return this;
    }

    Conversation open(HostName from, HostName to) {
        blocked.remove(from + " " + to);
        return this;
    }

    /** From now on {@code host} says nothing when it is asked to listen or to try. */
    Conversation deaf(HostName host) {
        deaf.add(host);
        return this;
    }

    Conversation hears(HostName host) {
        deaf.remove(host);
        return this;
    }

    /** From now on nothing of {@code host} can be planned. */
    Conversation unplannable(HostName host) {
        unplannable.add(host);
        return this;
    }

    private CoordinatorCore core() {
        return new CoordinatorCore(
                new CoordinatorSettings(
                        definition(workers),
                        new SpecHash("hash"),
                        "{}",
                        A,
                        new SessionSettings(1_000, 5_000, 0.5, 20_000),
                        GRACE_MS,
                        rebuiltFrom),
                text -> definition(text.equals("{}") ? workers : List.of(HostName.of(text))),
                (spec, host, role, facts, formation) -> unplannable.contains(host)
                        ? new Planner.Impossible(Failure.of("JAVA_NOT_FOUND", host + " has no Java", "Install one."))
                        : new Planner.Ready(plan(role, portsOf(host, role))));
    }

    private Definer.Definition definition(List<HostName> workers) {
        TreeMap<Role, RoleRules> rules = new TreeMap<>();
        rules.put(MASTER, rule(MASTER, new TreeSet<>(), 0));
        rules.put(COMPUTE, rule(COMPUTE, new TreeSet<>(List.of(MASTER)), seeds));
        TreeMap<Role, Requirement> require = new TreeMap<>();
        if (required != null) {
            require.put(COMPUTE, required);
        }
        Map<HostName, HostSpec> hosts = new LinkedHashMap<>();
        hosts.put(A, host(A, MASTER));
        workers.forEach(name -> hosts.put(name, host(name, COMPUTE)));
        return new Definer.Definition(
                new ClusterSpec(
                        new ClusterName("c"),
                        Settings.NONE,
                        new TreeMap<>(),
                        hosts,
                        require,
                        new TreeMap<>(),
                        balancer),
                rules);
    }

    private static RoleRules rule(Role role, TreeSet<Role> after, int seeds) {
        StartStrategy strategy = seeds > 0 ? StartStrategy.ONE_AT_A_TIME : StartStrategy.TOGETHER;
        return new RoleRules(role, "mock", "1", after, strategy, seeds, new TreeSet<>(), List.of());
    }

    private static HostSpec host(HostName name, Role role) {
        TreeMap<Role, Settings> roles = new TreeMap<>();
        roles.put(role, Settings.NONE);
        return new HostSpec(name, null, false, new TreeMap<>(), roles);
    }

    private List<LaunchPlan.Port> portsOf(HostName host, Role role) {
        return listening ? List.of(new LaunchPlan.Port(role + "-port", host.value(), 7000)) : List.of();
    }

    private static LaunchPlan plan(Role role, List<LaunchPlan.Port> ports) {
        return new LaunchPlan(
                role,
                "mock",
                "1",
                new Install.ExistingHome("/home", List.of()),
                "/state/instances/" + role,
                List.of(),
                List.of(),
                List.of("/bin/sh"),
                new TreeMap<>(),
                null,
                ports,
                new LaunchPlan.Needs(0, 0, 0, 0, List.of()),
                List.of(),
                1_000,
                new LaunchPlan.StopPolicy("TERM", 1_000),
                new LaunchPlan.RestartPolicy(1, 1, 1, 1, List.of()),
                List.of(),
                null,
                new PlanHash("plan-" + role));
    }

    Conversation after(long ms) {
        nowMs += ms;
        return this;
    }

    Conversation leads(long epoch) {
        return says(
                "the store: you lead, epoch " + epoch,
                new CoordinatorEvent.BecameLeader(new Epoch(epoch), stored, new ClusterId("id"), startedFor, nowMs));
    }

    /** The process dies and another one starts: only what was stored remains. */
    Conversation restarts(long epoch) {
        lines.add("-- the coordinator's process dies and starts again --");
        core = core();
        startedFor = DurableState.runOfStart(stored);
        return leads(epoch);
    }

    /** That is held back by what is stored. */
    Conversation stored(Restraints restraints) {
        stored = Objects.requireNonNull(stored).restrained(restraints);
        return this;
    }

    Conversation hello(HostName host, long session, long incarnation, String machine, Observation... running) {
        return hello(host, session, incarnation, machine, List.of(), running);
    }

    /** An agent whose cluster.json is another one. */
    Conversation helloDiffering(HostName host, long session, long incarnation, String difference) {
        return hello(host, session, incarnation, "m" + host, List.of(difference));
    }

    private Conversation hello(
            HostName host,
            long session,
            long incarnation,
            String machine,
            List<String> differences,
            Observation... running) {
        speakers.put(new SessionId(session), host);
        Message.Hello hello = introduction(1, 1, host, incarnation, machine, running);
        return says(
                host + " on session " + session + ": hello"
                        + (running.length == 0 ? "" : ", running " + states(List.of(running)))
                        + (differences.isEmpty() ? "" : ", its file differs"),
                new CoordinatorEvent.HelloReceived(new SessionId(session), "10.0.0." + session, hello, differences));
    }

    /** An agent whose wall clock is ahead of the coordinator's. */
    Conversation helloAhead(HostName host, long session, long incarnation, long aheadMs) {
        speakers.put(new SessionId(session), host);
        Message.Hello hello = introduction(1, 1, host, incarnation, "m" + host);
        return says(
                host + " on session " + session + ": hello, its clock is ahead by " + aheadMs + " ms",
                new CoordinatorEvent.HelloReceived(
                        new SessionId(session), "10.0.0." + session, hello, List.of(), aheadMs, null));
    }

    /** An agent of another build says hello. */
    Conversation helloOfVersions(int min, int max, HostName host, long session) {
        speakers.put(new SessionId(session), host);
        Message.Hello hello = introduction(min, max, host, 1, "m");
        return says(
                host + " on session " + session + ": hello, speaking " + min + " to " + max,
                new CoordinatorEvent.HelloReceived(new SessionId(session), "10.0.0." + session, hello, List.of()));
    }

    private Message.Hello introduction(
            int min, int max, HostName host, long incarnation, String machine, Observation... running) {
        return new Message.Hello(
                min,
                max,
                new ClusterName("c"),
                host,
                new Incarnation(incarnation),
                new AgentFacts("1", machine, 7, "/state", "/store", List.of(), List.of(), null, 1, 1, 1, 1),
                new SpecHash("hash"),
                "",
                Epoch.NONE,
                List.of(running),
                reports,
                0,
                null,
                null);
    }

    /** An agent that keeps a copy of the definition. */
    Conversation helloKeeping(HostName host, long session, long revision, String hash) {
        return helloOfCluster(
                "id",
                host,
                session,
                new HeldRevision(new Generation(revision), new SpecHash(hash), "ann", 0, List.of()));
    }

    /** An agent that belongs to another cluster of the same name. */
    Conversation helloOfCluster(String id, HostName host, long session) {
        return helloOfCluster(id, host, session, null);
    }

    private Conversation helloOfCluster(String id, HostName host, long session, @Nullable HeldRevision held) {
        Message.Hello own = introduction(1, 1, host, 1, "m" + host);
        Message.Hello hello = new Message.Hello(
                own.protocolMin(),
                own.protocolMax(),
                own.cluster(),
                host,
                own.incarnation(),
                own.facts(),
                own.specHash(),
                own.specText(),
                own.highestEpoch(),
                own.observations(),
                own.reports(),
                own.wallMs(),
                new ClusterId(id),
                held);
        speakers.put(new SessionId(session), host);
        return says(
                host + " on session " + session + ": hello, of cluster " + id
                        + (held == null ? "" : ", keeping revision " + held.number()),
                new CoordinatorEvent.HelloReceived(new SessionId(session), "10.0.0." + session, hello, List.of()));
    }

    Conversation report(HostName host, long session, long incarnation, Observation... all) {
        return says(
                host + " on session " + session + ": " + states(List.of(all)),
                new CoordinatorEvent.ReportReceived(
                        new SessionId(session),
                        new Message.Report(new Incarnation(incarnation), ++reports, List.of(all))));
    }

    /** Something between the two says again what {@code host} said as its report {@code number}, before its last connection. */
    Conversation reportOfLongAgo(HostName host, long session, long incarnation, long number, Observation... all) {
        return says(
                host + " on session " + session + ": " + states(List.of(all)) + " (its report " + number
                        + ", of long ago)",
                new CoordinatorEvent.ReportReceived(
                        new SessionId(session),
                        new Message.Report(new Incarnation(incarnation), number, List.of(all))));
    }

    /** The last thing that was said comes once more, as from something in between that repeats. */
    Conversation again() {
        Runnable repeat = Objects.requireNonNull(last);
        repeat.run();
        return this;
    }

    Conversation closed(long session) {
        return says(
                "session " + session + " is closed",
                new CoordinatorEvent.SessionClosed(new SessionId(session), "broken"));
    }

    Conversation goodbye(HostName host, long session, long incarnation) {
        return says(
                host + " on session " + session + ": goodbye",
                new CoordinatorEvent.GoodbyeReceived(
                        new SessionId(session), new Message.Goodbye(new Incarnation(incarnation), "stopped")));
    }

    Conversation stop() {
        return says("an operator: stop the cluster", new CoordinatorEvent.StopClusterRequested(101, "an operator", ""));
    }

    Conversation stopHost(HostName host) {
        return says(
                "an operator: stop -h " + host, new CoordinatorEvent.StopHostRequested(102, host, "an operator", ""));
    }

    Conversation skip(long request, HostName host, String how) {
        return says(
                "request " + request + ": skip " + host + how,
                new CoordinatorEvent.SkipHostRequested(request, host, "ann: burned", how.equals(" --force")));
    }

    Conversation retry(long request, @Nullable HostName host, @Nullable Role role) {
        return says(
                "request " + request + ": retry " + (host == null ? "all" : host) + (role == null ? "" : "/" + role),
                new CoordinatorEvent.RetryRequested(request, host, role, "ann: disk cleared"));
    }

    Conversation restrain(long request, Restraint restraint) {
        return restrain(request, restraint, "ann");
    }

    Conversation restrain(long request, Restraint restraint, String who) {
        return says(
                "request " + request + ": " + (who.equals("ann") ? "" : who + ": ") + restraint,
                new CoordinatorEvent.RestrainRequested(request, restraint, who, "disk", nowMs));
    }

    Conversation restart(long request) {
        return restart(request, "bob");
    }

    /** Somebody waits for his turn, with a ticket of his name. */
    Conversation waits(long request, String who) {
        return says(
                "request " + request + ": " + who + " waits to restart",
                new CoordinatorEvent.QueueRequested(request, "ticket-" + who, who, "restart", "", nowMs));
    }

    Conversation waitsNoLonger(long request, String who) {
        return says(
                "request " + request + ": " + who + " waits no longer",
                new CoordinatorEvent.LeaveQueueRequested(request, "ticket-" + who, who));
    }

    Conversation restart(long request, String who) {
        return says(
                "request " + request + ": " + (who.equals("bob") ? "" : who + ": ") + "restart all, one by one",
                new CoordinatorEvent.RestartRequested(
                        request,
                        Set.of(),
                        Set.of(),
                        new CoordinatorEvent.How(
                                Strategy.parse("one-by-one").orElseThrow(),
                                0,
                                who,
                                "new settings",
                                nowMs,
                                "ticket-" + who)));
    }

    /** Another file is applied, in which {@code worker} is the only one. */
    Conversation apply(long request, HostName worker) {
        return says(
                "request " + request + ": apply a file with the worker " + worker + " alone",
                new CoordinatorEvent.ApplyRequested(
                        request,
                        worker.value(),
                        new SpecHash("hash of " + worker),
                        null,
                        null,
                        "c",
                        new CoordinatorEvent.How(Strategy.ONE_BY_ONE, 0, "bob", "burned", nowMs, "")));
    }

    Conversation force(long request) {
        return says(
                "request " + request + ": change force",
                new CoordinatorEvent.SteerRequested(request, Steering.FORCE, null, "bob", ""));
    }

    Conversation steer(long request, Steering steering, String who) {
        return says(
                "request " + request + ": " + who + ": change " + steering,
                new CoordinatorEvent.SteerRequested(request, steering, null, who, ""));
    }

    Conversation unskip(long request, HostName host) {
        return says(
                "request " + request + ": unskip " + host,
                new CoordinatorEvent.UnskipHostRequested(request, host, "ann"));
    }

    /** From now on {@code host} finds this when it looks at itself; nothing when all is well. */
    Conversation lacks(HostName host, Check... failed) {
        lacking.put(host, List.of(failed));
        return this;
    }

    /** From now on {@code host} says nothing when it is asked to look at itself. */
    Conversation silent(HostName host) {
        silent.add(host);
        return this;
    }

    Conversation speaksAgain(HostName host) {
        silent.remove(host);
        return this;
    }

    /** The answer to a question that may be an old one, or none at all. */
    Conversation looked(long session, long question, Check... checks) {
        String found = List.of(checks).stream()
                .map(check -> check.name() + " " + check.result())
                .collect(Collectors.joining(", "));
        return says(
                "session " + session + ": looked, question " + -question + (found.isEmpty() ? ": well" : ": " + found),
                new CoordinatorEvent.ChecksReceived(new SessionId(session), question, List.of(checks)));
    }

    Conversation ignores(long request, HostName host, String check) {
        return says(
                "request " + request + ": ignore " + check + " of " + host,
                new CoordinatorEvent.IgnoreCheckRequested(request, host, check, "ann: it is known"));
    }

    Conversation heeds(long request, HostName host, String check) {
        return says(
                "request " + request + ": heed " + check + " of " + host,
                new CoordinatorEvent.HeedCheckRequested(request, host, check, "ann"));
    }

    Conversation tick() {
        return says("tick", new CoordinatorEvent.Tick());
    }

    static Observation seen(Role role, ComponentState state) {
        boolean ready = state == ComponentState.READY;
        boolean launched = state.isAlive();
        return new Observation(
                role,
                state,
                launched ? new LaunchId(new Incarnation(1), 1) : null,
                launched ? new PlanHash("plan-" + role) : null,
                launched ? 42 : 0,
                List.of(new Evidence("up", ProbeLevel.JOINED, ready, false, "", new TreeMap<>(), 0)),
                null,
                0,
                false,
                "");
    }

    static Observation installing(Role role, String progress) {
        return new Observation(role, ComponentState.INSTALLING, null, null, 0, List.of(), null, 0, false, progress);
    }

    /** One whose last launch has ended; it would be started again. */
    static Observation failing(Role role) {
        return failed(role, Failure.of("EXITED", "exit code 1", ""), 0, false);
    }

    /** The same, launched once more. */
    static Observation seenAgain(Role role, ComponentState state) {
        Observation before = seen(role, state);
        return new Observation(
                role,
                state,
                new LaunchId(new Incarnation(1), 2),
                before.plan(),
                before.pid() + 1,
                before.evidence(),
                null,
                0,
                false,
                "");
    }

    /** What will not be tried again by itself. */
    static Observation gaveUp(Role role) {
        return failed(role, Failure.of("EXITED", "exit code 1", "See its log."), 3, true);
    }

    private static Observation failed(Role role, Failure failure, int restarts, boolean gaveUp) {
        return new Observation(
                role,
                ComponentState.FAILED,
                new LaunchId(new Incarnation(1), 1),
                new PlanHash("plan-" + role),
                0,
                List.of(),
                failure,
                restarts,
                gaveUp,
                "");
    }

    private static String states(List<Observation> all) {
        return all.stream().map(o -> o.role() + " " + o.state()).collect(Collectors.joining(", "));
    }

    private Conversation says(String what, CoordinatorEvent event) {
        last = () -> says(what + " (again)", event);
        Decision<CoordinatorCommand, DurableState> decision = core.step(nowMs, event);
        lines.add(nowMs + " ms  " + what);
        DurableState write = decision.write();
        if (write != null) {
            String barrier = stored == null || stored.barrierRun() == write.barrierRun()
                    ? ""
                    : ", barrier passed" + (write.seeds().isEmpty() ? "" : ", seeds " + write.seeds());
            barrier += stored == null || stored.checkedRun() == write.checkedRun() ? "" : ", preflight passed";
            barrier += stored == null || stored.ignoredChecks().equals(write.ignoredChecks())
                    ? ""
                    : ", ignored " + write.ignoredChecks();
            stored = write;
            lines.add("    store: epoch " + write.epoch() + ", run " + write.run() + " " + write.intent()
                    + ", announced " + write.announcedRun() + ", formed " + write.formed() + barrier
                    + (write.absent().isEmpty()
                            ? ""
                            : ", without " + write.absent().keySet())
                    + (write.access().tokens().isEmpty() ? "" : ", people " + words(write.access()))
                    + (write.restraints().drained().isEmpty()
                            ? ""
                            : ", drained " + write.restraints().drained())
                    + (write.hosts().isEmpty() ? "" : ", " + stops(write.hosts())));
        }
        decision.commands().stream()
                .filter(command -> !isAdmittingNobody(command) && !(command instanceof CoordinatorCommand.Define))
                .filter(command -> circulating || !isDefinition(command))
                .forEach(command -> lines.add("    " + words(command)));
        decision.commands().forEach(this::answer);
        return this;
    }

    /** Agents look at their machines when they are asked to. */
    private void answer(CoordinatorCommand command) {
        asked = command instanceof Balance question ? question : asked;
        if (command instanceof CoordinatorCommand.Send send
                && send.message() instanceof Message.CheckRequest question) {
            HostName host = Objects.requireNonNull(speakers.get(send.session()));
            if (!silent.contains(host)) {
                Runnable said = last;
                looked(
                        send.session().value(),
                        question.request(),
                        lacking.getOrDefault(host, List.of()).toArray(Check[]::new));
                last = said;
            }
        } else if (command instanceof CoordinatorCommand.Send send
                && !deaf.contains(speakers.getOrDefault(send.session(), A))) {
            tryOthers(send.session(), send.message());
        }
    }

    private void tryOthers(SessionId session, Message.FromCoordinator message) {
        Runnable said = last;
        if (message instanceof Message.ListenRequest request
                && !request.places().isEmpty()) {
            says(
                    "session " + session + ": listens at " + words(request.places()),
                    new CoordinatorEvent.ListeningReceived(session, request.request(), request.places(), Firewall.UFW));
        } else if (message instanceof Message.ReachRequest request) {
            HostName host = Objects.requireNonNull(speakers.get(session));
            List<Unreached> unreached = Stream.concat(request.components().stream(), request.agents().stream())
                    .filter(place ->
                            blocked.contains(host + " " + place.component().host()))
                    .map(place -> new Unreached(place, Unreached.Cause.TIMED_OUT, "no answer within 2000 ms"))
                    .toList();
            says(
                    "session " + session + ": "
                            + (unreached.isEmpty()
                                    ? "reaches all"
                                    : "does not reach "
                                            + words(unreached.stream()
                                                    .map(Unreached::place)
                                                    .toList())),
                    new CoordinatorEvent.ReachReceived(session, request.request(), unreached));
        }
        last = said;
    }

    private static String words(List<Place> places) {
        return places.stream()
                .map(place -> place.address() + ":" + place.port())
                .collect(Collectors.joining(", "));
    }

    private static String stops(Map<HostName, HostStop> hosts) {
        return hosts.entrySet().stream()
                .map(e -> e.getKey() + (e.getValue().isDone() ? " stopped" : " being stopped"))
                .collect(Collectors.joining(", "));
    }

    /** Most clusters of the transcripts have no people. */
    private static boolean isAdmittingNobody(CoordinatorCommand command) {
        return command instanceof CoordinatorCommand.Admit admit
                && admit.access().tokens().isEmpty();
    }

    private static String words(Access access) {
        return access.tokens().stream()
                .map(token -> token.name() + " (" + token.roleWords() + (token.isRevoked() ? ", revoked)" : ")"))
                .collect(Collectors.joining(", "));
    }

    /** A token of that name, whose id and secret are made of {@code seed}. */
    static AccessToken token(String name, int seed, AccessRole role, @Nullable String cluster) {
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        secret[0] = (byte) seed;
        byte[] id = new byte[BearerToken.ID_BYTES];
        id[0] = (byte) seed;
        BearerToken made = BearerToken.of(id, secret);
        return new AccessToken(
                made.id(),
                made.hash(),
                name,
                new TreeSet<>(List.of(role)),
                cluster == null ? null : new ClusterName(cluster),
                1_000,
                0,
                0);
    }

    Conversation wantsToken(long request, AccessToken token) {
        return says(
                "request " + request + ": a token for " + token.name(),
                new CoordinatorEvent.TokenRequested(request, token));
    }

    Conversation revokes(long request, AccessToken token) {
        return says(
                "request " + request + ": " + token.name() + "'s token is revoked",
                new CoordinatorEvent.TokenRevocationRequested(request, token.id(), 2_000));
    }

    /** Another coordinator leads. */
    Conversation steps() {
        return says("the store: you lead no longer", new CoordinatorEvent.LostLeadership("a test"));
    }

    private static boolean isDefinition(CoordinatorCommand command) {
        return command instanceof CoordinatorCommand.Send send && send.message() instanceof Message.Definition;
    }

    private static String words(CoordinatorCommand command) {
        if (command instanceof CoordinatorCommand.Send send) {
            return "to session " + send.session() + ": " + words(send.message());
        } else if (command instanceof CoordinatorCommand.CloseSession close) {
            return "close session " + close.session() + ": " + close.reason();
        } else if (command instanceof CoordinatorCommand.Tell tell) {
            return "tell: " + tell.event().message();
        } else if (command instanceof Balance balance) {
            return words(balance);
        } else if (command instanceof CoordinatorCommand.Admit admit) {
            return "admit: " + words(admit.access());
        } else if (command instanceof CoordinatorCommand.Answer answer) {
            return "answer request " + answer.request() + ": "
                    + (answer.refusal() == null ? "done" : answer.refusal().toString())
                    + (answer.done().isEmpty() ? "" : ": " + answer.done());
        }
        return "finish";
    }

    private static String words(Balance question) {
        return "for " + (question.change() == Balance.FOR_MAINTENANCE ? "maintenance" : "change " + question.change())
                + ", epoch " + question.epoch() + ": " + question.action().word() + " " + question.component();
    }

    private static String words(Message.FromCoordinator message) {
        if (message instanceof Message.Goals goals) {
            return "goals of epoch " + goals.epoch() + ": "
                    + goals.goals().stream().map(Conversation::words).collect(Collectors.joining(", "));
        } else if (message instanceof Message.Refused refused) {
            return "refused" + (refused.permanent() ? " for good: " : ": ") + refused.failure();
        } else if (message instanceof Message.Welcome welcome) {
            return "welcome, epoch " + welcome.epoch()
                    + (welcome.differences().isEmpty() ? "" : ", your file differs: " + welcome.differences());
        } else if (message instanceof Message.CheckRequest question) {
            return "look at yourself, question " + -question.request();
        } else if (message instanceof Message.ListenRequest request) {
            return request.places().isEmpty()
                    ? "listen no more"
                    : "listen at " + words(request.places()) + " for " + request.leaseMs() + " ms";
        } else if (message instanceof Message.ReachRequest request) {
            return "try components at [" + words(request.components()) + "], agents at [" + words(request.agents())
                    + "]";
        } else if (message instanceof Message.Definition said) {
            return "the definition of epoch " + said.epoch() + ": revision "
                    + said.current().number()
                    + (said.previous() == null
                            ? ""
                            : " after " + said.previous().number()) + ", formed "
                    + said.formed();
        } else if (message instanceof Message.Retry retry) {
            return "retry of epoch " + retry.epoch() + ": " + retry.roles();
        } else if (message instanceof Message.Shutdown shutdown) {
            return "end yourself: " + shutdown.reason();
        }
        return message.getClass().getSimpleName();
    }

    private static String words(Goal goal) {
        return goal.role() + " " + goal.state() + (goal.plan() == null ? "" : " with its plan")
                + (goal.ignoredChecks().isEmpty() ? "" : " ignoring " + goal.ignoredChecks());
    }

    Conversation heartbeats(long... sessions) {
        for (long session : sessions) {
            says("session " + session + ": heartbeat", new CoordinatorEvent.HeartbeatReceived(new SessionId(session)));
        }
        return this;
    }

    /** Heartbeats and a tick, of which only what is decided is written down. */
    Conversation quietly(long... sessions) {
        int before = lines.size();
        heartbeats(sessions).tick();
        List<String> said = List.copyOf(lines.subList(before, lines.size()));
        lines.subList(before, lines.size()).clear();
        if (said.stream().anyMatch(line -> line.startsWith(" "))) {
            lines.addAll(said);
        }
        return this;
    }

    /** What status would name as wrong now. */
    Conversation problems() {
        ClusterView view = Objects.requireNonNull(core.view(nowMs));
        lines.add(nowMs + " ms  status: " + view.phase());
        view.problems()
                .forEach(p -> lines.add("    " + p.failure().code() + " since " + p.ageMs() + " ms: "
                        + p.failure().message()));
        return this;
    }

    /** Whether hosts could be stopped now. */
    Conversation canStop(HostName... hosts) {
        List<Failure> reasons = Objects.requireNonNull(core.canStop(Set.of(hosts), "bob"));
        lines.add(nowMs + " ms  can stop " + new TreeSet<>(Set.of(hosts)) + ": " + (reasons.isEmpty() ? "yes" : "no"));
        reasons.forEach(why -> lines.add("    " + why.code() + ": " + why.message()));
        return this;
    }

    /** What can be counted now. */
    Conversation figures() {
        CoreFigures figures = core.figures(nowMs);
        lines.add(nowMs + " ms  figures: ms in each phase " + figures.phaseMs() + ", silent for "
                + figures.heartbeatAgeMaxMs() + " ms, ignored " + figures.ignored());
        return this;
    }

    String transcript() {
        return String.join("\n", lines) + "\n";
    }
}
