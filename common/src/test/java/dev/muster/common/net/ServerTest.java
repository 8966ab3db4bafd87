package dev.muster.common.net;

import static dev.muster.common.net.RecordingServer.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.muster.common.model.Epoch;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.message.Message;
import dev.muster.common.wire.Codec;
import dev.muster.common.wire.Preamble;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hostile and careless peers against a real server; the rules are those of the package. */
final class ServerTest {

    private static final int PATIENCE_MS = 20_000;
    private static final Codec CODEC = new Codec();
    private static final Limits LIMITS = Limits.DEFAULT;

    /** Deadlines that pass while a test waits; only for tests that wait for one. */
    private static final Limits IMPATIENT = new Limits(100, 500, 300, 300, 700, 4096, 64, Codec.FRAME_BYTES_MAX);

    private static EventLoops loops;

    private final RecordingServer told = new RecordingServer();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Server server;

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
    void helloOpensASessionAndWelcomeComesBack() throws Exception {
        Socket peer = introduce(LIMITS);
        Session<Message.FromCoordinator> session = next(told.opened);
        assertThat(next(told.messages)).isEqualTo(Hellos.hello());
        assertThat(session.peer().getAddress()).isEqualTo(peer.getLocalAddress());

        session.send(Hellos.welcome(100, 1000));
        session.send(new Message.Goals(new Epoch(1), 1, List.of()));
        assertThat(peer.getInputStream().readNBytes(Preamble.BYTES)).isEqualTo(Preamble.bytes());
        assertThat(readMessage(peer)).isEqualTo(Hellos.welcome(100, 1000));
        assertThat(readMessage(peer)).isEqualTo(new Message.Goals(new Epoch(1), 1, List.of()));
    }

    @Test
    void heartbeatIsAnsweredWithItsOwnNumber() throws Exception {
        Socket peer = introduce(LIMITS);
        peer.getOutputStream().write(CODEC.encode(new Message.Heartbeat(77)));
        assertThat(peer.getInputStream().readNBytes(Preamble.BYTES)).isEqualTo(Preamble.bytes());
        assertThat(readMessage(peer)).isEqualTo(new Message.Heartbeat(77));
        assertThat(next(told.heartbeats)).isEqualTo(next(told.opened).id());
    }

    @Test
    void garbageIsClosedAtOnceAndAnsweredWithNothing() throws Exception {
        for (String garbage : List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001", "x", "MUSTEX")) {
            closesSilently(LIMITS, garbage.getBytes(StandardCharsets.ISO_8859_1), CloseReason.NOT_MUSTER);
        }
        assertThat(told.opened).isEmpty();
    }

    @Test
    void anotherFramingVersionIsTold() throws Exception {
        closesSilently(LIMITS, "MUSTER\0\2".getBytes(StandardCharsets.ISO_8859_1), CloseReason.OTHER_FRAMING);
        assertThat(next(told.broken)).isEqualTo("127.0.0.1 OTHER_FRAMING");
    }

    @Test
    void claimedLengthIsJudgedBeforeAnythingArrives() throws Exception {
        byte[] claim = ByteBuffer.allocate(4).putInt(-1).array();
        closesSilently(LIMITS, bytes(Preamble.bytes(), claim), CloseReason.OVERSIZED_FRAME);
        byte[] firstTooLong =
                ByteBuffer.allocate(4).putInt(LIMITS.firstFrameBytesMax() + 1).array();
        closesSilently(LIMITS, bytes(Preamble.bytes(), firstTooLong), CloseReason.OVERSIZED_FRAME);
    }

    @Test
    void malformedAndMisplacedMessagesAreClosed() throws Exception {
        byte[] preamble = Preamble.bytes();
        byte[] hello = CODEC.encode(Hellos.hello());
        closesSilently(LIMITS, bytes(preamble, new byte[4]), CloseReason.MALFORMED_MESSAGE);
        closesSilently(LIMITS, bytes(preamble, new byte[] {0, 0, 0, 2, 1, 1}), CloseReason.MALFORMED_MESSAGE);
        closesSilently(LIMITS, bytes(preamble, CODEC.encode(new Message.Heartbeat(1))), CloseReason.UNEXPECTED_MESSAGE);
        closesSilently(LIMITS, bytes(preamble, CODEC.encode(Hellos.welcome(1, 2))), CloseReason.UNEXPECTED_MESSAGE);
        assertThat(told.opened).isEmpty();
        closesSilently(LIMITS, bytes(preamble, hello, hello), CloseReason.UNEXPECTED_MESSAGE);
        assertThat(next(told.closed)).isEqualTo(CloseReason.UNEXPECTED_MESSAGE);
    }

    @Test
    void connectionThatEndsInsideAFrameIsTruncated() throws Exception {
        byte[] hello = CODEC.encode(Hellos.hello());
        for (byte[] part : List.of(
                "MUST".getBytes(StandardCharsets.US_ASCII), bytes(Preamble.bytes(), new byte[] {0, 0}), half(hello))) {
            Socket peer = connect(LIMITS);
            peer.getOutputStream().write(part);
            peer.shutdownOutput();
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        }
        awaitClosed(CloseReason.TRUNCATED_FRAME, 3);
    }

    @Test
    void whoSaysNothingOrTooLittleIsClosed() throws Exception {
        closesSilently(IMPATIENT, new byte[0], CloseReason.FIRST_FRAME_TIMEOUT);
        closesSilently(IMPATIENT, "MUS".getBytes(StandardCharsets.US_ASCII), CloseReason.FIRST_FRAME_TIMEOUT);
        closesSilently(IMPATIENT, half(CODEC.encode(Hellos.hello())), CloseReason.FIRST_FRAME_TIMEOUT);
    }

    @Test
    void silenceForLongerThanTheLeaseEndsASession() throws Exception {
        Socket peer = introduce(IMPATIENT);
        next(told.opened).send(Hellos.welcome(50, 250));
        assertThat(peer.getInputStream().readAllBytes()).isNotEmpty();
        assertThat(next(told.closed)).isEqualTo(CloseReason.IDLE);
    }

    @Test
    void frameThatTricklesIsClosedAlthoughBytesCome() throws Exception {
        Socket peer = introduce(IMPATIENT);
        next(told.opened);
        byte[] report = CODEC.encode(new Message.Report(new Incarnation(1), 1, List.of()));
        // Slowness without sleeping: a byte whenever the last has certainly been taken.
        int sent = 0;
        peer.setSoTimeout(100);
        while (told.closed.isEmpty()) {
            if (sent < report.length - 1) {
                peer.getOutputStream().write(report[sent++]);
            }
            try {
                if (peer.getInputStream().read() < 0) {
                    break;
                }
            } catch (SocketTimeoutException e) {
                // the next byte
            } catch (SocketException e) {
                break; // closed before it took the last byte, so that the end comes as a reset
            }
        }
        assertThat(next(told.closed)).isEqualTo(CloseReason.SLOW_FRAME);
    }

    @Test
    void whoNeverReadsIsClosed() throws Exception {
        introduce(new Limits(100, 500, 60_000, 60_000, 60_000, 4096, 64, Codec.FRAME_BYTES_MAX));
        Session<Message.FromCoordinator> session = next(told.opened);
        Message.Shutdown large = new Message.Shutdown(new Epoch(1), "x".repeat(1_000_000));
        while (told.closed.isEmpty()) {
            session.send(large);
            Thread.onSpinWait();
        }
        assertThat(next(told.closed)).isEqualTo(CloseReason.SLOW_CONSUMER);
    }

    @Test
    void connectionsBeyondTheLimitAreClosed() throws Exception {
        Limits two = new Limits(2, 500, 10_000, 300, 700, 4096, 64, Codec.FRAME_BYTES_MAX);
        connect(two);
        connect(two);
        awaitConnections(2);
        assertThat(connect(two).getInputStream().read()).isEqualTo(-1);
        awaitClosed(CloseReason.TOO_MANY_CONNECTIONS, 1);
        assertThat(server.connectionCount()).isEqualTo(2);
    }

    @Test
    void whatWasSentBeforeTheCloseArrives() throws Exception {
        Socket peer = introduce(LIMITS);
        Session<Message.FromCoordinator> session = next(told.opened);
        session.send(new Message.Shutdown(new Epoch(1), "bye"));
        session.close(CloseReason.ENDED_HERE);
        session.send(new Message.Shutdown(new Epoch(1), "too late"));
        peer.getInputStream().skipNBytes(Preamble.BYTES);
        assertThat(readMessage(peer)).isEqualTo(new Message.Shutdown(new Epoch(1), "bye"));
        assertThat(peer.getInputStream().read()).isEqualTo(-1);
        assertThat(next(told.closed)).isEqualTo(CloseReason.ENDED_HERE);
    }

    @Test
    void closingTheServerEndsItsSessions() throws Exception {
        Socket peer = introduce(LIMITS);
        next(told.opened);
        server.close();
        assertThat(peer.getInputStream().readAllBytes()).isEmpty();
        assertThat(next(told.closed)).isEqualTo(CloseReason.SHUTTING_DOWN);
        InetSocketAddress address = server.address();
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(IOException.class);
    }

    @Test
    void addressInUseIsSaid() throws Exception {
        connect(LIMITS);
        assertThatThrownBy(() -> Server.listen(loops, server.address(), LIMITS, told))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot listen on");
    }

    @Test
    void thousandAgentsAreThereTogether() throws Exception {
        for (int i = 0; i < 1000; i++) {
            introduce(LIMITS);
        }
        List<Session<Message.FromCoordinator>> sessions = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            sessions.add(next(told.opened));
        }
        assertThat(sessions.stream().map(Session::id)).doesNotHaveDuplicates();
        sessions.forEach(session -> session.close(CloseReason.ENDED_HERE));
        awaitClosed(CloseReason.ENDED_HERE, 1000);
        assertThat(server.counters().opened()).isEqualTo(1000);
    }

    private Socket connect(Limits limits) throws IOException {
        if (server == null) {
            server = Server.listen(loops, new InetSocketAddress("127.0.77.1", 0), limits, told);
            open.add(0, server);
        }
        Socket peer = new Socket(server.address().getAddress(), server.address().getPort());
        open.add(0, peer);
        peer.setSoTimeout(PATIENCE_MS);
        return peer;
    }

    private Socket introduce(Limits limits) throws IOException {
        Socket peer = connect(limits);
        peer.getOutputStream().write(bytes(Preamble.bytes(), CODEC.encode(Hellos.hello())));
        return peer;
    }

    private void closesSilently(Limits limits, byte[] sent, CloseReason reason) throws Exception {
        Socket peer = connect(limits);
        long before = server.counters().closed(reason);
        peer.getOutputStream().write(sent);
        try {
            assertThat(peer.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        awaitClosed(reason, before + 1);
    }

    private void awaitClosed(CloseReason reason, long count) {
        await().atMost(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(server.counters().closed()).containsEntry(reason, count));
    }

    private void awaitConnections(int count) {
        await().atMost(PATIENCE_MS, TimeUnit.MILLISECONDS).until(() -> server.connectionCount() == count);
    }

    private static Message readMessage(Socket peer) throws Exception {
        InputStream in = peer.getInputStream();
        int length = ByteBuffer.wrap(in.readNBytes(Codec.LENGTH_BYTES)).getInt();
        return CODEC.decodeFromCoordinator(in.readNBytes(length));
    }

    private static byte[] half(byte[] frame) {
        return bytes(Preamble.bytes(), Arrays.copyOf(frame, frame.length / 2));
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
