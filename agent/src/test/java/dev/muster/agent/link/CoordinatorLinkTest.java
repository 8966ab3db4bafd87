package dev.muster.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.core.AgentCommand.Disconnect;
import dev.muster.agent.core.AgentCommand.Send;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client.Endpoint;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Server;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.Session;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A link and a real server over loopback. */
final class CoordinatorLinkTest {

    private static final String ADDRESS = "127.0.77.3";
    private static final Message.Welcome WELCOME =
            new Message.Welcome(1, new ClusterId("c-1"), new Epoch(1), 1000, 5000, List.of());

    private final EventLoops loops = new EventLoops(1);
    private final List<AutoCloseable> open = new ArrayList<>(List.of(loops));
    private final BlockingQueue<AgentEvent> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<ConnectFailure> troubles = new LinkedBlockingQueue<>();
    private final BlockingQueue<Session<Message.FromCoordinator>> sessions = new LinkedBlockingQueue<>();
    private final BlockingQueue<Message.FromAgent> said = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void connectionAndMessagesBecomeEvents() throws Exception {
        Server server = listen(0);
        CoordinatorLink link = connect(server.address().getPort());
        long number = ((AgentEvent.LinkUp) next(events)).link();
        link.send(new Send(number, hello()));
        assertThat(next(said)).isEqualTo(hello());
        next(sessions).send(WELCOME);
        assertThat(next(events)).isEqualTo(new AgentEvent.Received(number, WELCOME));
        server.close();
        assertThat(next(events)).isEqualTo(new AgentEvent.LinkDown(number, CloseReason.PEER_CLOSED.text()));
    }

    @Test
    void whatIsForAnOldLinkIsNotSaidOnANewOne() throws Exception {
        CoordinatorLink link = connect(listen(0).address().getPort());
        long first = ((AgentEvent.LinkUp) next(events)).link();
        link.disconnect(new Disconnect(first, "test"));
        assertThat(next(events)).isInstanceOf(AgentEvent.LinkDown.class);
        long second = ((AgentEvent.LinkUp) next(events)).link();
        assertThat(second).isNotEqualTo(first);
        link.send(new Send(first, new Message.Goodbye(new Incarnation(1), "old")));
        link.send(new Send(second, hello()));
        assertThat(next(said)).isEqualTo(hello());
        assertThat(troubles).isEmpty();
    }

    @Test
    void questionsAreAnsweredBesideTheCore() throws Exception {
        CoordinatorLink link = connect(listen(0).address().getPort());
        link.send(new Send(((AgentEvent.LinkUp) next(events)).link(), hello()));
        assertThat(next(said)).isEqualTo(hello());
        Session<Message.FromCoordinator> session = next(sessions);
        session.send(new Message.LogRequest(5, Role.INDEX, -1, 100));
        assertThat(next(said)).isEqualTo(new Message.LogReply(5, 0, "log of index", 12, null));
        session.send(new Message.CheckRequest(6, ADDRESS, List.of(), null));
        assertThat(next(said))
                .isEqualTo(new Message.CheckReply(6, List.of(Check.ok("address " + ADDRESS, null, "")), 7, null));
        session.send(new Message.ListenRequest(-8, List.of(), 1_000));
        assertThat(next(said)).isEqualTo(new Message.ListenReply(-8, List.of(), Firewall.UFW));
        session.send(new Message.ReachRequest(-9, ADDRESS, List.of(), List.of()));
        assertThat(next(said)).isEqualTo(new Message.ReachReply(-9, List.of()));
        KeyPrint authority = new KeyPrint("a".repeat(43));
        session.send(new Message.Authorities(List.of(authority)));
        assertThat(next(said)).isEqualTo(new Message.AuthorityHeld(authority));
        assertThat(events).isEmpty();
    }

    @Test
    void triesThatFailAreToldAndTheServerIsFoundWhenItComes() throws Exception {
        Server gone = listen(0);
        int port = gone.address().getPort();
        gone.close();
        connect(port);
        assertThat(next(troubles).cause()).isEqualTo(ConnectFailure.Cause.REFUSED);
        listen(port);
        assertThat(next(events)).isInstanceOf(AgentEvent.LinkUp.class);
    }

    private Server listen(int port) throws IOException {
        Server server = Server.listen(loops, new InetSocketAddress(ADDRESS, port), Limits.DEFAULT, new Coordinator());
        open.add(0, server);
        return server;
    }

    private CoordinatorLink connect(int port) {
        Endpoint endpoint = new Endpoint(ADDRESS, port, new Backoff(5, 50));
        CoordinatorLink link = new CoordinatorLink(
                loops, endpoint, Limits.DEFAULT, () -> 0.5, events::add, new Answers(), troubles::add);
        open.add(0, link);
        link.start();
        return link;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private static Message.Hello hello() {
        AgentFacts facts = new AgentFacts("0", "boot", 1, "/d", "/s", List.of(), List.of(), null, 1, 1L << 30, 1024, 0);
        return new Message.Hello(
                1,
                1,
                new ClusterName("c"),
                HostName.of(ADDRESS),
                new Incarnation(1),
                facts,
                new SpecHash("ab"),
                "",
                Epoch.NONE,
                List.of());
    }

    private static final class Answers implements CoordinatorLink.Questions {
        @Override
        public void log(Message.LogRequest request, Consumer<Message.LogReply> answer) {
            answer.accept(new Message.LogReply(request.request(), 0, "log of " + request.role(), 12, null));
        }

        @Override
        public void authorities(Message.Authorities now, Consumer<Message.AuthorityHeld> answer) {
            answer.accept(new Message.AuthorityHeld(now.believed().get(0)));
        }

        @Override
        public void listen(Message.ListenRequest request, Consumer<Message.ListenReply> answer) {
            answer.accept(new Message.ListenReply(request.request(), request.places(), Firewall.UFW));
        }

        @Override
        public void reach(Message.ReachRequest request, Consumer<Message.ReachReply> answer) {
            answer.accept(new Message.ReachReply(request.request(), List.of()));
        }

        @Override
        public void check(Message.CheckRequest request, Consumer<Message.CheckReply> answer) {
            answer.accept(new Message.CheckReply(
                    request.request(), List.of(Check.ok("address " + request.address(), null, "")), 7, null));
        }
    }

    private final class Coordinator implements ServerHandler {
        @Override
        public void opened(Session<Message.FromCoordinator> session) {
            sessions.add(session);
        }

        @Override
        public void message(SessionId session, Message.FromAgent message) {
            said.add(message);
        }

        @Override
        public void heartbeat(SessionId session) {
            // answered by the server
        }

        @Override
        public void closed(SessionId session, CloseReason reason) {
            // the agent's side is looked at
        }
    }
}
