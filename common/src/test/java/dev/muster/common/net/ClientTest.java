package dev.muster.common.net;

import static dev.muster.common.net.RecordingServer.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Incarnation;
import dev.muster.common.model.message.Message;
import dev.muster.common.net.Client.Endpoint;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.Preamble;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real client against real and false servers. */
final class ClientTest {

    private static final String ADDRESS = "127.0.77.2";
    private static final Backoff QUICK = new Backoff(1, 20);
    private static final Limits IMPATIENT = new Limits(100, 500, 300, 300, 700, 4096, 64, Codec.FRAME_BYTES_MAX);

    private static EventLoops loops;

    private final RecordingServer server = new RecordingServer();
    private final RecordingClient client = new RecordingClient(Hellos.hello());
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        loops = new EventLoops(2);
    }

    @AfterAll
    static void stop() {
        loops.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void aPlaceThatDoesNotWelcomeIsFollowedByTheNextAndOneThatDidIsTriedFirst() throws Exception {
        RecordingServer other = new RecordingServer();
        Server refusing = listen(0);
        Server leading = Server.listen(loops, new InetSocketAddress(ADDRESS, 0), Limits.DEFAULT, other);
        open.add(leading);
        Endpoint both = new Endpoint(
                List.of(
                        new Client.Place(ADDRESS, refusing.address().getPort()),
                        new Client.Place(ADDRESS, leading.address().getPort())),
                QUICK);
        Client started = new Client(loops, both, Limits.DEFAULT, () -> 0.5, client);
        open.add(0, started);
        started.start();
        next(server.opened).close(CloseReason.ENDED_HERE);
        Session<Message.FromCoordinator> welcoming = next(other.opened);
        welcoming.send(Hellos.welcome(1000, 5000));
        next(client.messages);
        welcoming.close(CloseReason.ENDED_HERE);
        next(other.opened).close(CloseReason.ENDED_HERE);
        next(server.opened);
    }

    @Test
    void allPlacesAreAskedBeforeThereIsAPause() throws Exception {
        RecordingServer last = new RecordingServer();
        Server refusing = listen(0);
        Server leading = Server.listen(loops, new InetSocketAddress(ADDRESS, 0), Limits.DEFAULT, last);
        open.add(leading);
        Endpoint three = new Endpoint(
                List.of(
                        new Client.Place(ADDRESS, refusing.address().getPort()),
                        new Client.Place(ADDRESS, refusing.address().getPort()),
                        new Client.Place(ADDRESS, leading.address().getPort())),
                new Backoff(3_600_000, 3_600_000));
        Client started = new Client(loops, three, Limits.DEFAULT, () -> 0.5, client);
        open.add(0, started);
        started.start();
        next(server.opened).close(CloseReason.ENDED_HERE);
        next(server.opened).close(CloseReason.ENDED_HERE);
        next(last.opened);
    }

    @Test
    void helloAndWelcomeAreExchanged() throws Exception {
        connect(listen(0).address(), Limits.DEFAULT);
        assertThat(next(server.messages)).isEqualTo(Hellos.hello());
        next(server.opened).send(Hellos.welcome(1000, 5000));
        assertThat(next(client.messages)).isEqualTo(Hellos.welcome(1000, 5000));
    }

    @Test
    void heartbeatsGoBothWaysAndKeepTheSessionAlive() throws Exception {
        connect(listen(0).address(), IMPATIENT);
        next(server.opened).send(Hellos.welcome(20, 300));
        // Far longer than the lease: without the answers the client would have given up.
        for (int i = 0; i < 40; i++) {
            next(server.heartbeats);
        }
        assertThat(client.closed).isEmpty();
        assertThat(server.closed).isEmpty();
    }

    @Test
    void serverThatComesBackIsFoundAgain() throws Exception {
        Server first = listen(0);
        connect(first.address(), Limits.DEFAULT);
        next(server.opened);
        first.close();
        assertThat(next(client.closed)).isEqualTo(CloseReason.PEER_CLOSED);
        ConnectFailure failure = next(client.failures);
        assertThat(failure.cause()).isEqualTo(ConnectFailure.Cause.REFUSED);
        assertThat(failure.detail())
                .contains(ADDRESS + " port " + first.address().getPort());

        listen(first.address().getPort());
        next(server.opened).send(Hellos.welcome(1000, 5000));
        assertThat(next(client.messages)).isInstanceOf(Message.Welcome.class);
        assertThat(next(client.opened).id()).isNotEqualTo(next(client.opened).id());
    }

    @Test
    void nameWithoutAddressIsSaid() throws Exception {
        connect(InetSocketAddress.createUnresolved("nowhere.invalid", 4700), Limits.DEFAULT);
        ConnectFailure failure = next(client.failures);
        assertThat(failure.cause()).isEqualTo(ConnectFailure.Cause.UNRESOLVED);
        assertThat(failure.detail()).contains("nowhere.invalid port 4700");
        assertThat(next(client.failures).cause()).isEqualTo(ConnectFailure.Cause.UNRESOLVED);
    }

    @Test
    void serverOfAnotherKindIsSaid() throws Exception {
        try (ServerSocket other = falseServer()) {
            connect((InetSocketAddress) other.getLocalSocketAddress(), Limits.DEFAULT);
            try (Socket accepted = other.accept()) {
                accepted.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(next(client.closed)).isEqualTo(CloseReason.NOT_MUSTER);
            }
            try (Socket again = other.accept()) {
                assertThat(again.isConnected()).isTrue();
            }
        }
    }

    @Test
    void serverThatNeverAnswersIsGivenUp() throws Exception {
        try (ServerSocket silent = falseServer()) {
            connect((InetSocketAddress) silent.getLocalSocketAddress(), IMPATIENT);
            try (Socket accepted = silent.accept()) {
                assertThat(next(client.closed)).isEqualTo(CloseReason.FIRST_FRAME_TIMEOUT);
                assertThat(accepted.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    @Test
    void serverThatFallsSilentIsGivenUp() throws Exception {
        Codec codec = new Codec();
        try (ServerSocket silent = falseServer()) {
            connect((InetSocketAddress) silent.getLocalSocketAddress(), IMPATIENT);
            try (Socket accepted = silent.accept()) {
                accepted.getOutputStream().write(Preamble.bytes());
                accepted.getOutputStream().write(codec.encode(Hellos.welcome(50, 200)));
                assertThat(next(client.closed)).isEqualTo(CloseReason.IDLE);
            }
        }
    }

    @Test
    void aConnectionThatIsSilentIsReplacedByAnotherBeforeItsLeaseRunsOut() throws Exception {
        Codec codec = new Codec();
        try (ServerSocket half = falseServer()) {
            connect((InetSocketAddress) half.getLocalSocketAddress(), Limits.DEFAULT);
            try (Socket silent = half.accept()) {
                silent.getOutputStream().write(Preamble.bytes());
                silent.getOutputStream().write(codec.encode(Hellos.welcome(50, 6_000)));
                next(client.messages);
                try (Socket newer = half.accept()) {
                    // The old one goes on while the new one is not welcomed: what it sends counts over there.
                    next(client.opened);
                    next(client.opened);
                    int bytes = Preamble.BYTES
                            + codec.encode(Hellos.hello()).length
                            + 45 * codec.encode(new Message.Heartbeat(1)).length;
                    assertThat(silent.getInputStream().readNBytes(bytes)).hasSize(bytes);
                    newer.getOutputStream().write(Preamble.bytes());
                    newer.getOutputStream().write(codec.encode(Hellos.welcome(50, 30_000)));
                    assertThat(next(client.messages)).isEqualTo(Hellos.welcome(50, 30_000));
                    silent.getInputStream().readAllBytes();
                }
            }
            assertThat(client.failures).isEmpty();
        }
    }

    @Test
    void aConnectionThatIsSilentIsKeptWhenItSpeaksBeforeAnotherStands() throws Exception {
        connect(listen(0).address(), Limits.DEFAULT);
        next(server.opened).send(Hellos.welcome(20, 300));
        for (int i = 0; i < 40; i++) {
            next(server.heartbeats);
        }
        next(client.opened);
        assertThat(client.opened).isEmpty();
    }

    @Test
    void welcomeWithoutSensibleTimesIsRefused() throws Exception {
        connect(listen(0).address(), Limits.DEFAULT);
        next(server.opened).send(Hellos.welcome(0, 0));
        assertThat(next(client.closed)).isEqualTo(CloseReason.MALFORMED_MESSAGE);
        assertThat(client.messages).isEmpty();
    }

    @Test
    void whatWasSentBeforeTheCloseArrivesAndNothingIsToldAfterwards() throws Exception {
        Client started = connect(listen(0).address(), Limits.DEFAULT);
        next(server.messages);
        next(client.opened).send(new Message.Goodbye(new Incarnation(1), "done"));
        started.close();
        assertThat(next(server.messages)).isEqualTo(new Message.Goodbye(new Incarnation(1), "done"));
        assertThat(next(server.closed)).isEqualTo(CloseReason.PEER_CLOSED);
        assertThat(client.closed).isEmpty();
    }

    @Test
    void sessionEndedByItsOwnerIsFollowedByAnother() throws Exception {
        connect(listen(0).address(), Limits.DEFAULT);
        next(client.opened).close(CloseReason.ENDED_HERE);
        assertThat(next(client.closed)).isEqualTo(CloseReason.ENDED_HERE);
        next(client.opened);
    }

    private Server listen(int port) throws IOException {
        Server listening = Server.listen(loops, new InetSocketAddress(ADDRESS, port), Limits.DEFAULT, server);
        open.add(listening);
        return listening;
    }

    private static ServerSocket falseServer() throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getByName(ADDRESS));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Client connect(InetSocketAddress address, Limits limits) {
        Endpoint endpoint = new Endpoint(address.getHostString(), address.getPort(), QUICK);
        Client started = new Client(loops, endpoint, limits, () -> 0.5, client);
        open.add(0, started);
        started.start();
        return started;
    }
}
