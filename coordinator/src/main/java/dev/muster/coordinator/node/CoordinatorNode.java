package dev.muster.coordinator.node;

import dev.muster.common.engine.Clock;
import dev.muster.common.engine.Loop;
import dev.muster.common.engine.Parts;
import dev.muster.common.engine.StartException;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.Restraints;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.MetricsTarget;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Server;
import dev.muster.common.net.ServerTls;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.SpecDifference;
import dev.muster.coordinator.audit.AuditLog;
import dev.muster.coordinator.auth.AccessMode;
import dev.muster.coordinator.balancer.Definition;
import dev.muster.coordinator.balancer.HookBalancer;
import dev.muster.coordinator.balancer.LoadBalancer;
import dev.muster.coordinator.balancer.Task;
import dev.muster.coordinator.board.Remedy;
import dev.muster.coordinator.board.WaitingBoard;
import dev.muster.coordinator.core.CheckNotes;
import dev.muster.coordinator.core.CoordinatorCommand;
import dev.muster.coordinator.core.CoordinatorCommand.Admit;
import dev.muster.coordinator.core.CoordinatorCommand.Answer;
import dev.muster.coordinator.core.CoordinatorCommand.Balance;
import dev.muster.coordinator.core.CoordinatorCommand.CloseSession;
import dev.muster.coordinator.core.CoordinatorCommand.Define;
import dev.muster.coordinator.core.CoordinatorCommand.Finish;
import dev.muster.coordinator.core.CoordinatorCommand.GiveUp;
import dev.muster.coordinator.core.CoordinatorCommand.Send;
import dev.muster.coordinator.core.CoordinatorCommand.Tell;
import dev.muster.coordinator.core.CoordinatorCore;
import dev.muster.coordinator.core.CoordinatorEvent;
import dev.muster.coordinator.core.CoordinatorSettings;
import dev.muster.coordinator.core.Definer;
import dev.muster.coordinator.core.DurableState;
import dev.muster.coordinator.core.Planner;
import dev.muster.coordinator.http.ChangeControl;
import dev.muster.coordinator.http.ClusterControl.Figures;
import dev.muster.coordinator.http.EventFeed;
import dev.muster.coordinator.http.HttpApi;
import dev.muster.coordinator.leader.Leadership;
import dev.muster.coordinator.leader.LeadershipEvent;
import dev.muster.coordinator.sessions.AgentSessions;
import dev.muster.coordinator.sessions.HostChecks;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.zookeeper.StoreLogin;
import dev.muster.coordinator.store.zookeeper.StoreServer;
import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import dev.muster.coordinator.store.zookeeper.ZookeeperStateStore;
import dev.muster.coordinator.store.zookeeper.ZookeeperTrustStore;
import dev.muster.coordinator.trust.FoundingFile;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustBook;
import dev.muster.coordinator.trust.TrustRequests;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One coordinator, running. Closing it hands the lead over and touches no component. */
public final class CoordinatorNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorNode.class);
    private static final long TICK_MS = 100;
    private static final int MAILBOX_MAX = 16_384;
    private static final int EVENT_LOOP_THREADS = 1;
    private static final long STORE_RETRY_MS = 500;

    /** How many ports of other hosts one host tries: a sample where there are more. */
    private static final int PLACES_CHECKED_MAX = 256;

    private final CoordinatorCore core;
    private final Loop<CoordinatorEvent, CoordinatorCommand, DurableState> loop;
    private final AgentSessions sessions;
    private final StateWriter writer;
    private final Leadership leadership;
    private final Server server;
    private final Parts parts;
    private final Listener listener;
    private final EventFeed feed = new EventFeed(Clock.system());
    private final Requests requests = new Requests(this::post);
    private final CurrentDefinition current;
    private final LoadBalancer balancer;
    private final NodeControl control;
    private final NodeChanges changes;
    private final Standing standing;
    private final NodeAccess access;
    private final LocalToken localToken;
    private final AuditedEvents audited;
    private final Waiting waiting;
    private final boolean asksForTokens;
    private volatile boolean leading;
    private long startedFor;
    private volatile boolean closing;

    /** Told what happens; on any thread, and must not block. */
    public interface Listener {
        void event(ClusterEvent event);

        /** The cluster was stopped on an operator's word, and this coordinator has nothing left to do. */
        void finished(String reason);

        /** This coordinator leads no longer; it stands by. */
        void steppedDown();

        /** This coordinator cannot go on; a person must act. */
        void failed(Failure failure);
    }

    /**
     * What a coordinator needs.
     *
     * @param core settings of its core
     * @param definer says what a revision of cluster.json means
     * @param planner renders components
     * @param address that agents connect to; port 0 for any free one
     * @param limits of the agents' connections
     * @param directory of its data: the embedded store, and what it knows of the cluster
     * @param store an existing ensemble, or where the embedded one listens
     * @param http the HTTP interface
     * @param security of its links; null when they are not encrypted
     * @param metrics where components of a cluster show metrics of their own
     * @param ports where components of a cluster listen, for programs that take them out of their balancer
     * @param remedy how the other hosts are started
     * @param looksAtMissing whether the machines of missing hosts are looked at
     */
    public record Settings(
            CoordinatorSettings core,
            Definer definer,
            Planner planner,
            InetSocketAddress address,
            Limits limits,
            Path directory,
            MusterSettings.Store store,
            MusterSettings.Http http,
            @Nullable LinkSecurity security,
            Function<ClusterSpec, List<MetricsTarget>> metrics,
            Function<ClusterSpec, Definition.Ports> ports,
            Remedy remedy,
            boolean looksAtMissing) {}

    /** Starts a coordinator. Returns when it listens; it leads a little later. */
    public static CoordinatorNode start(Settings settings, Listener listener) throws StartException {
        Parts parts = new Parts();
        try {
            return new CoordinatorNode(settings, listener, parts);
        } catch (StartException e) {
            parts.close();
            throw e;
        }
    }

    private CoordinatorNode(Settings settings, Listener listener, Parts parts) throws StartException {
        this.parts = parts;
        this.listener = listener;
        this.standing = new Standing(
                settings.core().self(),
                settings.core().spec(),
                settings.security() == null ? "http" : "https",
                Clock.system());
        this.current = new CurrentDefinition(settings.core().spec());
        this.balancer = parts.keep(new HookBalancer(
                () -> new Definition(current.spec(), settings.ports().apply(current.spec())),
                settings.directory().resolve("hooks"),
                Clock.system()));
        this.control = new NodeControl(this, requests, standing, current, settings.metrics(), Clock.system());
        this.changes = new NodeChanges(this, requests, current, standing::notLeading, Clock.system());
        this.access = new NodeAccess(this::post, requests, standing::notLeading, Clock.system());
        this.localToken =
                parts.keep(new LocalToken(settings.directory(), settings.core().self(), access, Clock.system()));
        AuditLog audit = audit(settings.directory());
        this.audited = new AuditedEvents(audit, settings.core().self());
        ZookeeperConnection connection = connect(settings);
        ZookeeperStateStore store = parts.keep(new ZookeeperStateStore(connection));
        Executor later = CompletableFuture.delayedExecutor(STORE_RETRY_MS, TimeUnit.MILLISECONDS);
        this.writer = new StateWriter(store, new Writes(), later);
        this.core = new CoordinatorCore(settings.core(), settings.definer(), settings.planner());
        SpecDifferences differences = new SpecDifferences(settings.core(), settings.definer(), current);
        AgentSessions.Gate gate = gate(settings, connection);
        this.waiting = parts.keep(new Waiting(board(settings, gate), event -> tell(event.in(core.phase()))));
        this.sessions = new AgentSessions(
                this::post, differences::of, gate, waiting.board().attempts(), Clock.system());
        this.loop = parts.keep(new Loop<>(
                "coordinator",
                core,
                Clock.system(),
                new CoordinatorEvent.Tick(),
                TICK_MS,
                MAILBOX_MAX,
                this::carryOut,
                writer,
                this::broken));
        loop.start();
        this.asksForTokens = serve(settings, audit) == AccessMode.REQUIRED;
        // After the HTTP interface, and so closed before it: agents are let go at once, listeners are waited for.
        this.server = listen(settings);
        this.leadership = parts.keep(new Leadership(
                connection,
                store,
                new ClusterIdFile(settings.directory()),
                settings.core().self().value(),
                settings.core().spec().coordinators().stream()
                        .map(host -> host.name().value())
                        .toList(),
                () -> founding(settings.core().rebuiltFrom()),
                Clock.system(),
                this::leadershipChanged));
        leadership.start();
        waiting.begin(
                task -> loop.ask(nowMs -> {
                    task.run();
                    return true;
                }),
                core::away);
    }

    private static Founding founding(@Nullable DefinitionCopy copy) {
        return copy == null
                ? Founding.first(new ClusterId(UUID.randomUUID().toString()))
                : Founding.again(copy.cluster(), copy.epoch());
    }

    private static WaitingBoard board(Settings settings, AgentSessions.Gate gate) {
        return WaitingBoard.of(
                settings.core().spec(),
                settings.core().self(),
                settings.address().getPort(),
                settings.looksAtMissing(),
                settings.remedy(),
                gate::hasJoined,
                Clock.system());
    }

    private ZookeeperConnection connect(Settings settings) throws StartException {
        MusterSettings.Store store = settings.store();
        ClusterSpec spec = settings.core().spec();
        if (!store.isEmbedded()) {
            StoreLogin login = StoreAccess.toOthers(store, settings.security());
            return parts.keep(ZookeeperConnection.open(store.zookeeper(), login, spec.name(), store.sessionMs()));
        }
        StoreServer.Start start = StoreAccess.serve(
                store, settings.directory(), spec, settings.core().self(), settings.security(), listener::failed);
        if (start instanceof StoreServer.Start.Failed failed) {
            throw new StartException(failed.failure());
        }
        StoreServer own = parts.keep(((StoreServer.Start.Running) start).server());
        StoreLogin login = StoreAccess.toOwn(settings.directory(), spec, settings.security());
        return parts.keep(ZookeeperConnection.open(own, login, spec.name(), store.sessionMs()));
    }

    private AuditLog audit(Path directory) throws StartException {
        try {
            return parts.keep(AuditLog.open(directory, Clock.system()));
        } catch (IOException e) {
            throw new StartException(Failure.of(
                    "AUDIT_CANNOT_BEGIN",
                    "the audit in " + directory + " cannot be opened: " + e,
                    "See who owns the folder, and whether its disk is full."));
        }
    }

    private AgentSessions.Gate gate(Settings settings, ZookeeperConnection connection) {
        LinkSecurity security = settings.security();
        if (security == null) {
            return AgentSessions.Gate.OPEN;
        }
        LinkSecurity.Issuing issuing = security.issuing();
        if (issuing == null) {
            return new PkiGate();
        }
        Path authority = issuing.authority().path();
        TrustBook book = parts.keep(new TrustBook(
                new ZookeeperTrustStore(connection),
                new FoundingFile(authority),
                new TrustRequests(authority),
                new Trusted(new AuthorityExchange(issuing))));
        return new TrustGate(book, new Enrolment(current::spec, issuing, book, Instant::now));
    }

    /** What comes of the trust's changes. */
    private final class Trusted implements TrustBook.Listener {
        private final AuthorityExchange exchange;

        Trusted(AuthorityExchange exchange) {
            this.exchange = exchange;
        }

        /** The book may speak before the sessions are put together. */
        @Override
        public void changed(Trust trust) {
            exchange.follow(trust);
            AgentSessions known = sessions;
            if (known != null) {
                known.recheck();
            }
        }

        @Override
        public void asked(TrustRequests.Request request, boolean done) {
            audited.asked(request, done);
        }
    }

    private AccessMode serve(Settings settings, AuditLog audit) throws StartException {
        // Beyond loopback there are certificates, unless the operator has said that it goes without.
        LinkSecurity security = settings.security();
        HttpApi.Behind behind = new HttpApi.Behind(
                settings.core().spec().name(),
                control,
                changes,
                access,
                feed,
                audit,
                security == null ? null : security.credentials());
        HttpApi.Start start = HttpApi.start(settings.http(), settings.core().self(), behind, Clock.system());
        if (start instanceof HttpApi.Start.Failed failed) {
            throw new StartException(failed.failure());
        }
        return parts.keep(((HttpApi.Start.Running) start).api()).mode();
    }

    private Server listen(Settings settings) throws StartException {
        try {
            EventLoops loops = parts.keep(new EventLoops(EVENT_LOOP_THREADS));
            LinkSecurity security = settings.security();
            ServerTls tls = security == null ? null : new ServerTls(security.credentials(), Instant::now);
            return parts.keep(Server.listen(loops, settings.address(), settings.limits(), tls, sessions));
        } catch (IOException e) {
            throw new StartException(Failure.of(
                    "PORT_IN_USE",
                    "agents cannot be listened for on " + settings.address().getHostString() + " port "
                            + settings.address().getPort() + ": " + e.getMessage(),
                    "See who has it with ss -ltnp, or set agents.port in muster.conf on all hosts."));
        }
    }

    /** Where agents connect to. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** The cluster as it is known now; null while another coordinator leads. */
    public CompletableFuture<@Nullable ClusterView> view() {
        return loop.ask(this::completeView);
    }

    private @Nullable ClusterView completeView(long nowMs) {
        ClusterView view = core.view(nowMs);
        return view == null ? null : waiting.board().completed(view);
    }

    /** Completes when the core's thread comes to it; fails when that thread has ended or its mailbox is full. */
    CompletableFuture<Void> alive() {
        return loop.ask(nowMs -> null);
    }

    /** What can be counted now. */
    CompletableFuture<Figures> figures() {
        TreeMap<String, Long> closed = new TreeMap<>();
        Server agents = server;
        if (agents != null) { // people may ask before agents can come
            agents.counters()
                    .closed()
                    .forEach((reason, count) -> closed.put(reason.name().toLowerCase(Locale.ROOT), count));
        }
        return loop.ask(core::figures)
                .thenApply(core -> new Figures(
                        standing.duty(),
                        core.view(),
                        core.phaseMs(),
                        core.heartbeatAgeMaxMs(),
                        core.ignored(),
                        sessions.connectionCount(),
                        closed,
                        sessions.welcomedCount()));
    }

    /** Whether this coordinator leads now. */
    public boolean isLeading() {
        return leading;
    }

    /** A part of a component's output. */
    public CompletableFuture<LogReply> log(ComponentId component, long offset, int bytesMax) {
        return sessions.log(component, offset, bytesMax);
    }

    /** Has the agent of {@code host} look whether its machine can do what it is wanted for. */
    public CompletableFuture<HostChecks> check(HostSpec host) {
        return check(host, List.of());
    }

    /** Has it first repair what checks of these names have found, as far as it may. */
    CompletableFuture<HostChecks> repair(HostSpec host, List<String> checks) {
        return check(host, checks);
    }

    private CompletableFuture<HostChecks> check(HostSpec host, List<String> repair) {
        return loop.ask(nowMs -> core.listening(host.name()))
                .thenCompose(places -> sessions.check(
                        host.name(),
                        host.reachableAt(),
                        places.subList(0, Math.min(places.size(), PLACES_CHECKED_MAX)),
                        repair));
    }

    /** What a file would do that {@code who} applies; null while another coordinator leads. */
    CompletableFuture<NodeChanges.@Nullable Asked> plan(ChangeControl.File file, Strategy strategy, String who) {
        return loop.ask(nowMs -> {
            Definer.Defined defined = core.define(file.text());
            if (defined == null) {
                return null;
            }
            return new NodeChanges.Asked(
                    defined,
                    defined instanceof Definer.Definition target
                            ? core.plan(target, file.hash(), strategy, who, SpecDifference::lines)
                            : null);
        });
    }

    /** What speaks against stopping these hosts together by {@code who}; null while another coordinator leads. */
    CompletableFuture<@Nullable List<Failure>> canStop(Set<HostName> hosts, String who) {
        return loop.ask(nowMs -> core.canStop(hosts, who));
    }

    /** Who waits to change the cluster; null while another coordinator leads. */
    CompletableFuture<dev.muster.coordinator.core.@Nullable Waiting> queue() {
        return loop.ask(nowMs -> core.waiting());
    }

    /** What operators hold back; null while another coordinator leads. */
    CompletableFuture<@Nullable Restraints> restraints() {
        return loop.ask(nowMs -> core.restraints());
    }

    /** What the core knows of the checks of {@code host}. */
    CompletableFuture<CheckNotes> checkNotes(HostName host) {
        return loop.ask(nowMs -> core.checkNotes(host));
    }

    @Override
    public void close() {
        closing = true;
        parts.close();
    }

    private void post(CoordinatorEvent event) {
        loop.post(event);
    }

    /** What comes of the state's writes. */
    private final class Writes implements StateWriter.Leader {
        @Override
        public void wrote(Fence fence, int stateVersion, Runnable kept) {
            leadership.wrote(fence, stateVersion, kept);
        }

        @Override
        public void resign(String reason) {
            leadership.resign(reason);
        }

        @Override
        public void failed(Failure failure) {
            listener.failed(failure);
        }
    }

    private void leadershipChanged(LeadershipEvent event) {
        if (closing && !(event instanceof LeadershipEvent.LostLeadership)) {
            return;
        }
        try {
            if (event instanceof LeadershipEvent.Found found) {
                standing.found();
                startedFor = DurableState.runOfStart(StateWriter.stateIn(found.cluster()));
            } else if (event instanceof LeadershipEvent.BecameLeader became) {
                DurableState found = writer.begin(became.lead());
                leading = true;
                standing.leads();
                post(new CoordinatorEvent.BecameLeader(
                        became.lead().fence().epoch(),
                        found,
                        became.lead().id(),
                        startedFor,
                        Clock.system().wallMs()));
            } else if (event instanceof LeadershipEvent.LostLeadership lost) {
                lost(lost.reason());
            } else if (event instanceof LeadershipEvent.Refused refused) {
                listener.failed(refused.failure());
            } else {
                stands(event);
            }
        } catch (IOException e) {
            LOG.error("the stored state cannot be read", e);
            listener.failed(Failure.of(
                    "STORE_CORRUPT",
                    "the stored state cannot be read: " + e.getMessage(),
                    "Nothing was changed. Restore the store from a copy, or ask for help with the log."));
        }
    }

    private void stands(LeadershipEvent event) {
        Failure objection = standing.objectionTo(event);
        if (objection == null) {
            listener.event(standing.now(event));
        } else {
            listener.failed(objection);
        }
    }

    private void lost(String reason) {
        synchronized (balancer) { // nothing is begun behind what is ended here
            leading = false;
            balancer.abandon();
        }
        standing.leadsNoLonger();
        access.forget();
        waiting.board().forget();
        writer.end();
        if (!closing) { // otherwise giving the lead up is how this coordinator ends, and nothing to tell
            loop.abandon(new CoordinatorEvent.LostLeadership(reason));
            listener.steppedDown();
        }
    }

    private void carryOut(CoordinatorCommand command) {
        if (command instanceof Send send) {
            sessions.send(send);
        } else if (command instanceof CloseSession close) {
            sessions.close(close);
        } else if (command instanceof Tell tell) {
            tell(tell.event());
            waiting.told(tell.event());
        } else if (command instanceof Admit admit) {
            access.admit(admit.access());
            if (asksForTokens) {
                localToken.follow(admit.access());
            }
        } else if (command instanceof Define define) {
            current.follow(define);
            waiting.board().follow(define.members());
        } else if (command instanceof Balance balance) {
            balance(balance);
        } else if (command instanceof GiveUp end) {
            listener.failed(end.failure());
        } else if (command instanceof Answer answer) {
            requests.answered(answer);
        } else if (command instanceof Finish finish) {
            listener.finished(finish.reason());
        }
    }

    private void balance(Balance asked) {
        String behalf = asked.change() == Balance.FOR_MAINTENANCE ? "maintenance" : Long.toString(asked.change());
        ComponentId component = asked.component();
        Task task = component == null
                ? Task.ofCluster(behalf, asked.action())
                : Task.of(behalf, component.host(), component.role(), asked.action());
        synchronized (balancer) {
            if (leading) {
                balancer.begin(task, outcome -> post(new CoordinatorEvent.BalanceEnded(asked, outcome.failure())));
            }
        }
    }

    /** One stream: whoever is told anything is told the same. */
    private void tell(ClusterEvent event) {
        LOG.info("{}", event.message());
        listener.event(event);
        feed.publish(event);
        audited.told(event);
    }

    private void broken(Throwable cause) {
        listener.failed(Failure.of(
                "INTERNAL",
                "the coordinator failed: " + cause,
                "This is a bug: its log holds the last events. Start it again."));
    }
}
