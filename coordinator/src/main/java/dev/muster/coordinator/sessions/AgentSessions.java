package dev.muster.coordinator.sessions;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Place;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.AuthorityHeld;
import dev.muster.common.model.message.Message.CheckReply;
import dev.muster.common.model.message.Message.CheckRequest;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.message.Message.Goodbye;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.ListenReply;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.message.Message.LogRequest;
import dev.muster.common.model.message.Message.ReachReply;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.message.Message.Report;
import dev.muster.common.model.message.Message.Welcome;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.Session;
import dev.muster.coordinator.core.ClockDifference;
import dev.muster.coordinator.core.CoordinatorCommand.CloseSession;
import dev.muster.coordinator.core.CoordinatorCommand.Send;
import dev.muster.coordinator.core.CoordinatorEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions of one coordinator. Its events may wait for room in the core's mailbox: that slows the reading of a socket
 * down, and is meant to.
 */
public final class AgentSessions implements ServerHandler {

    private static final Logger LOG = LoggerFactory.getLogger(AgentSessions.class);
    private static final long LOG_REPLY_MS = 10_000;
    private static final long CHECK_REPLY_MS = 20_000;

    private final Clock clock;
    private final Consumer<CoordinatorEvent> events;
    private final Function<Hello, List<String>> differences;
    private final Gate gate;
    private final AttemptListener attempts;
    private final Map<SessionId, Peer> peers = new ConcurrentHashMap<>();
    private final Map<HostName, Session<Message.FromCoordinator>> welcomed = new ConcurrentHashMap<>();
    private volatile Message.@Nullable FromCoordinator announced;
    private final Questions<LogReply> logQuestions = new Questions<>();
    private final Questions<HostChecks> checkQuestions = new Questions<>();

    /**
     * @param events takes what the core is to know; may block
     * @param differences where an agent's cluster.json differs from ours, for people
     * @param gate who may speak for which host
     * @param attempts told who tries to connect
     * @param clock of this machine
     */
    public AgentSessions(
            Consumer<CoordinatorEvent> events,
            Function<Hello, List<String>> differences,
            Gate gate,
            AttemptListener attempts,
            Clock clock) {
        this.attempts = attempts;
        this.clock = clock;
        this.events = events;
        this.differences = differences;
        this.gate = gate;
    }

    /** Who may speak for which host. */
    public interface Gate {

        /** Of a cluster whose links are not encrypted: nobody proves anything. */
        Gate OPEN = new Gate() {
            @Override
            public Optional<Failure> objectionTo(HostName host, PeerVerdict verdict) {
                return Optional.empty();
            }

            @Override
            public void enrol(Session<Message.FromCoordinator> session, Enrol enrol) {
                session.send(new Refused(
                        Failure.of(
                                "LINKS_NOT_ENCRYPTED",
                                "this cluster's links are not encrypted, so that no certificates are issued",
                                "Start the agent without a token; or stop the cluster, and start it without --insecure."),
                        true));
                session.close(CloseReason.ENDED_HERE);
            }
        };

        /** Why whoever is there may not speak for {@code host}; empty when it may. */
        Optional<Failure> objectionTo(HostName host, PeerVerdict verdict);

        /** What agents are told about whose certificates count; empty when there is nothing to tell. */
        default Optional<Message.FromCoordinator> notice() {
            return Optional.empty();
        }

        /** The agent of {@code host} has said that its certificates are those of {@code authority}. */
        default void held(HostName host, KeyPrint authority) {
            // where no certificates are issued there is nothing to keep
        }

        /** Whether {@code host} has a certificate of this cluster; true where none are issued. */
        default boolean hasJoined(HostName host) {
            return true;
        }

        /** Answers a host that asks for certificates. */
        void enrol(Session<Message.FromCoordinator> session, Enrol enrol);
    }

    /** Ends the sessions of those who may speak no longer, and tells the others whose certificates count when that has changed. */
    public void recheck() {
        for (Peer peer : peers.values()) {
            HostName host = peer.host;
            if (host != null) {
                gate.objectionTo(host, peer.session.verdict()).ifPresent(objection -> {
                    LOG.warn("ending the session of {}: {}", host, objection);
                    peer.session.close(CloseReason.ENDED_HERE);
                });
            }
        }
        announce();
    }

    private void announce() {
        Message.FromCoordinator notice = gate.notice().orElse(null);
        if (notice != null && !notice.equals(announced)) {
            announced = notice;
            welcomed.values().forEach(session -> session.send(notice));
        }
    }

    @Override
    public void opened(Session<Message.FromCoordinator> session) {
        peers.put(session.id(), new Peer(session, clock.nowMs()));
    }

    @Override
    public void message(SessionId id, Message.FromAgent message) {
        Peer peer = peers.get(id);
        if (peer == null) {
            return;
        }
        if (message instanceof Hello hello) {
            peer.host = hello.host();
            peer.says = hello.host();
            String address = peer.session.peer().getAddress().getHostAddress();
            long wayMsMax = clock.nowMs() - peer.openedMs;
            long aheadMs = hello.wallMs() == 0 ? 0 : ClockDifference.atLeast(hello.wallMs() - clock.wallMs(), wayMsMax);
            peer.aheadMs = aheadMs;
            Failure objection =
                    gate.objectionTo(hello.host(), peer.session.verdict()).orElse(null);
            events.accept(new CoordinatorEvent.HelloReceived(
                    id, address, hello, differences.apply(hello), aheadMs, objection));
        } else if (message instanceof Enrol enrol) {
            peer.says = enrol.host();
            gate.enrol(new Heard(peer), enrol);
        } else if (message instanceof Report report) {
            events.accept(new CoordinatorEvent.ReportReceived(id, report));
        } else if (message instanceof Goodbye goodbye) {
            events.accept(new CoordinatorEvent.GoodbyeReceived(id, goodbye));
        } else if (message instanceof AuthorityHeld held) {
            HostName host = peer.host;
            if (host != null && peer.session.equals(welcomed.get(host))) {
                gate.held(host, held.authority());
            }
        } else if (message instanceof LogReply reply) {
            logQuestions.answered(id, reply.request(), reply);
        } else if (message instanceof CheckReply reply && reply.request() < 0) { // the core's own question
            events.accept(new CoordinatorEvent.ChecksReceived(id, reply.request(), reply.checks()));
        } else if (message instanceof ListenReply reply) {
            events.accept(
                    new CoordinatorEvent.ListeningReceived(id, reply.request(), reply.places(), reply.firewall()));
        } else if (message instanceof ReachReply reply) {
            events.accept(new CoordinatorEvent.ReachReceived(id, reply.request(), reply.unreached()));
        } else if (message instanceof CheckReply reply) {
            checkQuestions.answered(
                    id,
                    reply.request(),
                    new HostChecks(reply.checks(), reply.wallMs() - clock.wallMs(), reply.repairs(), null));
        }
    }

    @Override
    public void broken(InetSocketAddress peer, CloseReason reason, String detail) {
        InetAddress address = peer.getAddress();
        if (address != null) {
            attempts.broken(address, reason, detail, clock.nowMs());
        }
    }

    /** Something is said to an agent: whoever follows the tries to connect hears of refusals. */
    private void heard(Peer peer, Message.FromCoordinator message) {
        HostName says = peer.says;
        InetAddress address = peer.session.peer().getAddress();
        if (message instanceof Refused refused && says != null && address != null) {
            attempts.refused(says, address, refused.failure(), peer.aheadMs, clock.nowMs());
        }
    }

    @Override
    public void heartbeat(SessionId id) {
        events.accept(new CoordinatorEvent.HeartbeatReceived(id));
    }

    @Override
    public void closed(SessionId id, CloseReason reason) {
        Peer peer = peers.remove(id);
        if (peer != null && peer.host != null) {
            welcomed.remove(peer.host, peer.session);
        }
        events.accept(new CoordinatorEvent.SessionClosed(id, reason.text()));
    }

    /** How many connections there are, whoever has made them. */
    public int connectionCount() {
        return peers.size();
    }

    /** How many of them are of agents that were welcomed. */
    public int welcomedCount() {
        return welcomed.size();
    }

    /** Carries out the core's word. */
    public void send(Send send) {
        Peer peer = peers.get(send.session());
        if (peer == null) {
            return;
        }
        if (send.message() instanceof Welcome && peer.host != null) {
            welcomed.put(peer.host, peer.session);
            attempts.welcomed(peer.host);
        }
        heard(peer, send.message());
        peer.session.send(send.message());
        if (send.message() instanceof Welcome) {
            gate.notice().ifPresent(peer.session::send);
        }
    }

    /** Carries out the core's word. */
    public void close(CloseSession close) {
        Peer peer = peers.get(close.session());
        if (peer != null) {
            LOG.info("closing session {} of {}: {}", close.session(), peer.host, close.reason());
            peer.session.close(CloseReason.ENDED_HERE);
        }
    }

    /**
     * Reads a part of a component's output from its agent. What goes wrong is in the reply's failure.
     *
     * @param offset first byte wanted; -1 for the last {@code bytesMax} bytes
     */
    public CompletableFuture<LogReply> log(ComponentId component, long offset, int bytesMax) {
        Session<Message.FromCoordinator> session = welcomed.get(component.host());
        if (session == null) {
            return CompletableFuture.completedFuture(noLog(0, offset, away(component.host())));
        }
        return logQuestions.ask(
                session,
                request -> new LogRequest(request, component.role(), offset, bytesMax),
                request -> noLog(request, offset, slow(component.host(), LOG_REPLY_MS)),
                LOG_REPLY_MS);
    }

    /**
     * Has an agent look whether its machine can do what it is wanted for.
     *
     * @param address of the host, as cluster.json names it
     * @param places of other hosts that it should reach
     * @param repair names of checks whose findings it shall repair before
     */
    public CompletableFuture<HostChecks> check(HostName host, String address, List<Place> places, List<String> repair) {
        Session<Message.FromCoordinator> session = welcomed.get(host);
        if (session == null) {
            return CompletableFuture.completedFuture(HostChecks.none(away(host)));
        }
        return checkQuestions.ask(
                session,
                request -> new CheckRequest(request, address, places, repair),
                request -> HostChecks.none(slow(host, CHECK_REPLY_MS)),
                CHECK_REPLY_MS);
    }

    private static Failure away(HostName host) {
        return Failure.of(
                "AGENT_AWAY",
                "the agent of " + host + " is not connected",
                "Look at the machine itself, or start its agent: muster start -h " + host);
    }

    private static Failure slow(HostName host, long waitedMs) {
        return Failure.of(
                "AGENT_SLOW",
                "the agent of " + host + " did not answer within " + waitedMs / 1000 + " s",
                "Try again; muster status shows whether the host is lost. Where short answers come and long ones"
                        + " never do, long packets are lost on the way: compare the MTU of the machines and"
                        + " of what is between them (ip link), and let ICMP pass.");
    }

    private static LogReply noLog(long request, long offset, Failure why) {
        return new LogReply(request, offset, "", offset, why);
    }

    /** The session of somebody who asks for certificates. What he is told may come much later, from any thread. */
    private final class Heard implements Session<Message.FromCoordinator> {
        private final Peer peer;

        Heard(Peer peer) {
            this.peer = peer;
        }

        @Override
        public SessionId id() {
            return peer.session.id();
        }

        @Override
        public InetSocketAddress peer() {
            return peer.session.peer();
        }

        @Override
        public PeerVerdict verdict() {
            return peer.session.verdict();
        }

        @Override
        public void send(Message.FromCoordinator message) {
            heard(peer, message);
            peer.session.send(message);
        }

        @Override
        public void close(CloseReason reason) {
            peer.session.close(reason);
        }
    }

    /** One connection, and the host that it said it speaks for. */
    private static final class Peer {
        final Session<Message.FromCoordinator> session;
        final long openedMs;
        volatile @Nullable HostName host;

        /** The host that it says it is, whether it introduces itself or asks for certificates. */
        volatile @Nullable HostName says;

        volatile long aheadMs;

        Peer(Session<Message.FromCoordinator> session, long openedMs) {
            this.session = session;
            this.openedMs = openedMs;
        }
    }
}
