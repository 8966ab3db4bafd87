package dev.muster.coordinator.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Check;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Place;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.Session;
import dev.muster.coordinator.core.CoordinatorCommand.CloseSession;
import dev.muster.coordinator.core.CoordinatorCommand.Send;
import dev.muster.coordinator.core.CoordinatorEvent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AgentSessionsTest {

    private static final SessionId ID = new SessionId(7);
    private static final SessionId OTHER = new SessionId(8);
    private static final ComponentId COMPONENT = new ComponentId(HostName.of("127.0.0.5"), Role.INDEX);

    private final List<CoordinatorEvent> events = new ArrayList<>();
    private final FakeSession session = new FakeSession(ID);
    private final AgentSessions sessions = new AgentSessions(
            events::add,
            hello -> List.of("differs: " + hello.host()),
            AgentSessions.Gate.OPEN,
            AttemptListener.NONE,
            Clock.system());

    @Test
    void eachMessageBecomesItsEvent() {
        sessions.opened(session);
        Message.Report report = new Message.Report(new Incarnation(1), 1, List.of());
        Message.Goodbye goodbye = new Message.Goodbye(new Incarnation(1), "done");
        sessions.message(ID, hello());
        sessions.message(ID, report);
        sessions.heartbeat(ID);
        sessions.message(ID, goodbye);
        sessions.closed(ID, CloseReason.IDLE);
        assertThat(events)
                .containsExactly(
                        new CoordinatorEvent.HelloReceived(ID, "127.0.0.5", hello(), List.of("differs: 127.0.0.5")),
                        new CoordinatorEvent.ReportReceived(ID, report),
                        new CoordinatorEvent.HeartbeatReceived(ID),
                        new CoordinatorEvent.GoodbyeReceived(ID, goodbye),
                        new CoordinatorEvent.SessionClosed(ID, CloseReason.IDLE.text()));
    }

    @Test
    void commandsReachTheirSessionWhileItLives() {
        Message.Shutdown shutdown = new Message.Shutdown(new Epoch(1), "bye");
        sessions.send(new Send(ID, shutdown));
        sessions.opened(session);
        sessions.send(new Send(ID, shutdown));
        sessions.close(new CloseSession(ID, "replaced"));
        sessions.closed(ID, CloseReason.ENDED_HERE);
        sessions.send(new Send(ID, shutdown));
        assertThat(session.sent).containsExactly(shutdown);
        assertThat(session.closed).containsExactly(CloseReason.ENDED_HERE);
    }

    @Test
    void logIsAnsweredByTheSessionThatWasAskedAndNoOther() {
        welcome();
        CompletableFuture<Message.LogReply> answer = sessions.log(COMPONENT, -1, 1000);
        Message.LogRequest request = (Message.LogRequest) session.sent.get(1);
        Message.LogReply reply = new Message.LogReply(request.request(), 0, "text", 4, null);
        sessions.opened(new FakeSession(OTHER));
        sessions.message(OTHER, new Message.LogReply(request.request(), 0, "forged", 6, null));
        assertThat(answer).isNotDone();
        sessions.message(ID, reply);
        assertThat(answer).isCompletedWithValue(reply);
    }

    @Test
    void logOfAHostWithoutAgentIsAFailure() {
        assertThat(sessions.log(COMPONENT, 5, 10).join().failure().code()).isEqualTo("AGENT_AWAY");
        welcome();
        sessions.closed(ID, CloseReason.BROKEN);
        assertThat(sessions.log(COMPONENT, 5, 10).join().nextOffset()).isEqualTo(5);
    }

    @Test
    void checksAreAnsweredByTheSessionThatWasAsked() {
        welcome();
        Place place = new Place(COMPONENT, "127.0.0.5", 9200, "http");
        CompletableFuture<HostChecks> answer =
                sessions.check(COMPONENT.host(), "127.0.0.5", List.of(place), List.of("disk"));
        Message.CheckRequest request = (Message.CheckRequest) session.sent.get(1);
        assertThat(request.address()).isEqualTo("127.0.0.5");
        assertThat(request.places()).containsExactly(place);
        assertThat(request.repair()).containsExactly("disk");
        sessions.message(OTHER, new Message.CheckReply(request.request(), List.of(), 0, null));
        assertThat(answer).isNotDone();
        Check check = Check.ok("disk", null, "plenty");
        Repair repair = new Repair("disk", Repair.Outcome.DONE, "made room", "");
        sessions.message(
                ID,
                new Message.CheckReply(
                        request.request(), List.of(check), System.currentTimeMillis() + 3_600_000, List.of(repair)));
        assertThat(answer.join().checks()).containsExactly(check);
        assertThat(answer.join().repairs()).containsExactly(repair);
        assertThat(answer.join().clockAheadMs()).isBetween(3_500_000L, 3_700_000L);
    }

    @Test
    void whatIsSaidForThePreflightIsTheCores() {
        welcome();
        Place place = new Place(COMPONENT, "127.0.0.5", 9200, "http");
        Unreached unreached = new Unreached(place, Unreached.Cause.TIMED_OUT, "no answer");
        sessions.message(ID, new Message.ListenReply(-3, List.of(place), Firewall.UFW));
        sessions.message(ID, new Message.ReachReply(-3, List.of(unreached)));
        assertThat(events)
                .endsWith(
                        new CoordinatorEvent.ListeningReceived(ID, -3, List.of(place), Firewall.UFW),
                        new CoordinatorEvent.ReachReceived(ID, -3, List.of(unreached)));
    }

    @Test
    void checksOfAHostWithoutAgentAreAFailure() {
        assertThat(sessions.check(COMPONENT.host(), "127.0.0.5", List.of(), List.of())
                        .join()
                        .failure()
                        .code())
                .isEqualTo("AGENT_AWAY");
    }

    @Test
    void refusalsOfAgentsAndOfThoseWhoWantACertificateAreHeardUnderTheNameThatTheySaid() {
        List<String> heard = new ArrayList<>();
        AgentSessions heardOf = new AgentSessions(
                events::add, hello -> List.of(), AgentSessions.Gate.OPEN, new Attempts(heard), Clock.system());
        heardOf.opened(session);
        heardOf.message(ID, hello());
        heardOf.send(new Send(ID, new Message.Refused(Failure.of("OTHER_CLUSTER", "", ""), true)));
        FakeSession other = new FakeSession(OTHER);
        heardOf.opened(other);
        heardOf.message(
                OTHER,
                new Message.Enrol(new ClusterName("c"), HostName.of("db-9"), "id", new Secret("s"), "key", "proof"));
        heardOf.broken(new InetSocketAddress("127.0.0.6", 1), CloseReason.TLS_FAILED, "bad_certificate");
        heardOf.send(new Send(ID, new Message.Welcome(1, new ClusterId("c-1"), new Epoch(1), 1000, 5000, List.of())));
        assertThat(heard)
                .containsExactly(
                        "127.0.0.5 at 127.0.0.5 refused: OTHER_CLUSTER",
                        "db-9 at 127.0.0.5 refused: LINKS_NOT_ENCRYPTED",
                        "127.0.0.6 broken: TLS_FAILED bad_certificate",
                        "127.0.0.5 welcomed");
        assertThat(other.sent).hasSize(1);
    }

    private record Attempts(List<String> heard) implements AttemptListener {
        @Override
        public void refused(HostName host, InetAddress address, Failure failure, long aheadMs, long nowMs) {
            heard.add(host + " at " + address.getHostAddress() + " refused: " + failure.code());
        }

        @Override
        public void welcomed(HostName host) {
            heard.add(host + " welcomed");
        }

        @Override
        public void broken(InetAddress address, CloseReason reason, String detail, long nowMs) {
            heard.add(address.getHostAddress() + " broken: " + reason + " " + detail);
        }
    }

    private void welcome() {
        sessions.opened(session);
        sessions.message(ID, hello());
        sessions.send(new Send(ID, new Message.Welcome(1, new ClusterId("c-1"), new Epoch(1), 1000, 5000, List.of())));
    }

    private static Message.Hello hello() {
        AgentFacts facts = new AgentFacts("0", "boot", 1, "/d", "/s", List.of(), List.of(), null, 1, 1L << 30, 1024, 0);
        return new Message.Hello(
                1,
                1,
                new ClusterName("c"),
                HostName.of("127.0.0.5"),
                new Incarnation(1),
                facts,
                new SpecHash("ab"),
                "",
                Epoch.NONE,
                List.of());
    }

    private static final class FakeSession implements Session<Message.FromCoordinator> {
        private final SessionId id;
        final List<Message> sent = new ArrayList<>();
        final List<CloseReason> closed = new ArrayList<>();

        FakeSession(SessionId id) {
            this.id = id;
        }

        @Override
        public SessionId id() {
            return id;
        }

        @Override
        public InetSocketAddress peer() {
            return new InetSocketAddress("127.0.0.5", 40_000);
        }

        @Override
        public void send(Message.FromCoordinator message) {
            sent.add(message);
        }

        @Override
        public void close(CloseReason reason) {
            closed.add(reason);
        }
    }
}
