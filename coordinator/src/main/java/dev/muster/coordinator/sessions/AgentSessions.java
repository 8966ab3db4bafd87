package dev.muster.coordinator.sessions;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.message.Message.Goodbye;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.message.Message.LogRequest;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.message.Message.Report;
import dev.muster.common.model.message.Message.Welcome;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.Session;
import dev.muster.coordinator.core.CoordinatorCommand.CloseSession;
import dev.muster.coordinator.core.CoordinatorCommand.Send;
import dev.muster.coordinator.core.CoordinatorEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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

    private final Clock clock;
    private final Consumer<CoordinatorEvent> events;
    private final Function<Hello, List<String>> differences;
    private final Gate gate;
    private final Map<SessionId, Peer> peers = new ConcurrentHashMap<>();
    private final Map<HostName, Session<Message.FromCoordinator>> welcomed = new ConcurrentHashMap<>();
    private final Map<Long, LogQuestion> logQuestions = new ConcurrentHashMap<>();
    private final AtomicLong logRequests = new AtomicLong();

    /**
     * @param events takes what the core is to know; may block
     * @param differences where an agent's cluster.json differs from ours, for people
     * @param gate who may speak for which host
     * @param clock of this machine
     */
    public AgentSessions(
            Consumer<CoordinatorEvent> events, Function<Hello, List<String>> differences, Gate gate, Clock clock) {
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

        /** Answers a host that asks for certificates. */
        void enrol(Session<Message.FromCoordinator> session, Enrol enrol);
    }

    /** Ends the sessions of those who may speak no longer. */
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
    }

    @Override
    public void opened(Session<Message.FromCoordinator> session) {
        peers.put(session.id(), new Peer(session));
    }

    @Override
    public void message(SessionId id, Message.FromAgent message) {
        Peer peer = peers.get(id);
        if (peer == null) {
            return;
        }
        if (message instanceof Hello hello) {
            peer.host = hello.host();
            String address = peer.session.peer().getAddress().getHostAddress();
            long aheadMs = hello.wallMs() == 0 ? 0 : hello.wallMs() - clock.wallMs();
            Failure objection =
                    gate.objectionTo(hello.host(), peer.session.verdict()).orElse(null);
            events.accept(new CoordinatorEvent.HelloReceived(
                    id, address, hello, differences.apply(hello), aheadMs, objection));
        } else if (message instanceof Enrol enrol) {
            gate.enrol(peer.session, enrol);
        } else if (message instanceof Report report) {
            events.accept(new CoordinatorEvent.ReportReceived(id, report));
        } else if (message instanceof Goodbye goodbye) {
            events.accept(new CoordinatorEvent.GoodbyeReceived(id, goodbye));
        } else if (message instanceof LogReply reply) {
            LogQuestion question = logQuestions.get(reply.request());
            if (question != null && question.asked.equals(id)) {
                question.reply.complete(reply);
            }
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

    /** Carries out the core's word. */
    public void send(Send send) {
        Peer peer = peers.get(send.session());
        if (peer == null) {
            return;
        }
        if (send.message() instanceof Welcome && peer.host != null) {
            welcomed.put(peer.host, peer.session);
        }
        peer.session.send(send.message());
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
        long request = logRequests.incrementAndGet();
        if (session == null) {
            return CompletableFuture.completedFuture(noLog(
                    request,
                    offset,
                    "AGENT_AWAY",
                    "the agent of " + component.host() + " is not connected",
                    "Look at its output on the machine itself, or start its agent: muster start -h "
                            + component.host()));
        }
        CompletableFuture<LogReply> reply = new CompletableFuture<>();
        logQuestions.put(request, new LogQuestion(session.id(), reply));
        session.send(new LogRequest(request, component.role(), offset, bytesMax));
        return reply.completeOnTimeout(
                        noLog(
                                request,
                                offset,
                                "AGENT_SLOW",
                                "the agent of " + component.host() + " did not answer within " + LOG_REPLY_MS / 1000
                                        + " s",
                                "Try again; muster status shows whether the host is lost. Where short answers come and long ones"
                                        + " never do, long packets are lost on the way: compare the MTU of the machines and"
                                        + " of what is between them (ip link), and let ICMP pass."),
                        LOG_REPLY_MS,
                        TimeUnit.MILLISECONDS)
                .whenComplete((done, error) -> logQuestions.remove(request));
    }

    private static LogReply noLog(long request, long offset, String code, String message, String hint) {
        return new LogReply(request, offset, "", offset, Failure.of(code, message, hint));
    }

    /** A question under way; only the session that was asked may answer it. */
    private record LogQuestion(SessionId asked, CompletableFuture<LogReply> reply) {}

    /** One connection, and the host that it said it speaks for. */
    private static final class Peer {
        final Session<Message.FromCoordinator> session;
        volatile @Nullable HostName host;

        Peer(Session<Message.FromCoordinator> session) {
            this.session = session;
        }
    }
}
