package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client;
import dev.muster.common.net.ClientHandler;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.ConnectionGuard;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Server;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.Session;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.wire.Codec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Fault I3 with time limits of a tenth: clients that say a byte now and then, at the port of the agents and at the HTTP interface,
 * while real agents' sessions beat. {@code bin/rig I3} does the same with real processes and real times.
 */
final class SlowClientsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final ConnectionGuard.Limits TENTH = new ConnectionGuard.Limits(64, 1_000, 3_000);
    private static final int SLOW = 1_000;
    private static final int AGENTS = 10;
    private static final long HEARTBEAT_MS = 200;
    private static final long LEASE_MS = 15_000;

    /** The first frame within a second; all else as in the product. */
    private static final Limits AGENTS_TENTH =
            new Limits(12_000, 20_000, 1_000, 3_000, LEASE_MS, 1 << 20, 1_024, 2 * Codec.FRAME_BYTES_MAX);

    private final List<AutoCloseable> closing = new ArrayList<>();
    private final FakeCluster cluster = new FakeCluster();
    private InetSocketAddress http;

    @BeforeEach
    void start() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 256, 1 << 20, 10_000, 6_000);
        HttpApi.Start start = HttpApi.start(
                settings,
                TENTH,
                HostName.of("node-1.dc1"),
                new HttpApi.Behind(
                        new ClusterName("demo"),
                        cluster,
                        new FakeChanges(),
                        new FakeAccess(),
                        new EventFeed(Clock.system()),
                        new RememberedAudit(),
                        null),
                Clock.system());
        HttpApi api = ((HttpApi.Start.Running) start).api();
        closing.add(0, api);
        http = api.addresses().get(0);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : closing) {
            each.close();
        }
    }

    @Test
    void heartbeatsGoOnAndEverySlowClientIsGone() throws Exception {
        EventLoops loops = new EventLoops(2);
        closing.add(loops);
        Beats beats = new Beats();
        Server agents = Server.listen(loops, new InetSocketAddress("127.0.0.1", 0), AGENTS_TENTH, beats);
        closing.add(0, agents);
        for (int i = 0; i < AGENTS; i++) {
            Client.Endpoint endpoint =
                    new Client.Endpoint("127.0.0.1", agents.address().getPort(), Backoff.DEFAULT);
            Client client = new Client(loops, endpoint, Limits.DEFAULT, () -> 0.5, new SaysHello(i));
            client.start();
            closing.add(0, client);
        }
        await().atMost(PATIENCE).until(() -> beats.of.size() == AGENTS);
        SlowClients toAgents = slow("MUSTER".getBytes(ISO_8859_1));
        SlowClients toHttp = slow("GET /v1/cluster HTTP/1.1\r\nX: ".getBytes(ISO_8859_1));

        toAgents.connect("127.101", SLOW, agents.address());
        toHttp.connect("127.102", SLOW, http);

        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            toAgents.say();
            toHttp.say();
            return toAgents.standing() == 0 && toHttp.standing() == 0;
        });
        Map<SessionId, Integer> then = Map.copyOf(beats.of);
        await().atMost(PATIENCE)
                .until(() -> beats.of.entrySet().stream().allMatch(e -> e.getValue() > then.get(e.getKey())));
        assertThat(beats.lost).hasValue(0);
        await().atMost(PATIENCE).until(() -> agents.connectionCount() == AGENTS);
        assertThat(answer("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void oneAddressDoesNotGetAllConnections() throws Exception {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < TENTH.perAddressMax(); i++) {
                held.add(from("127.103.0.1"));
                held.get(i).getOutputStream().write('G');
            }
            try (Socket one = from("127.103.0.1")) {
                one.getOutputStream().write('G');
                assertThat(isClosed(one)).isTrue();
            }
            try (Socket other = from("127.103.0.2")) {
                other.getOutputStream()
                        .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(ISO_8859_1));
                assertThat(firstLine(other)).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void aPlaceIsFreeAgainWhenAConnectionEnds() throws Exception {
        for (int i = 0; i < 3 * TENTH.perAddressMax(); i++) {
            String answer = answer("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aBodyThatDoesNotEndEndsTheConnection() throws Exception {
        try (Socket slow = from("127.103.0.3")) {
            slow.getOutputStream()
                    .write(("POST /v1/cluster/stop HTTP/1.1\r\nHost: localhost\r\nMuster-Client: t\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
                            .getBytes(ISO_8859_1));
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
                try {
                    slow.getOutputStream().write(' ');
                    return false;
                } catch (IOException closed) {
                    return true;
                }
            });
        }
        assertThat(cluster.orders).isEmpty();
    }

    @Test
    void whoWaitsForAnAnswerIsNotSlow() throws Exception {
        try (Socket patient = from("127.103.0.4")) {
            patient.getOutputStream()
                    .write("GET /v1/events?wait=4 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(ISO_8859_1));
            assertThat(firstLine(patient)).startsWith("HTTP/1.1 200");
        }
    }

    private SlowClients slow(byte[] text) throws IOException {
        SlowClients slow = new SlowClients(text);
        closing.add(0, slow);
        return slow;
    }

    private Socket from(String address) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(address), 0));
        socket.setSoTimeout(60_000);
        socket.connect(http, 20_000);
        return socket;
    }

    private String answer(String request) throws IOException {
        try (Socket socket = from("127.103.0.5")) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return firstLine(socket);
        }
    }

    private static String firstLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1)).readLine();
    }

    private static boolean isClosed(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Welcomes everybody, and counts. */
    private static final class Beats implements ServerHandler {
        final Map<SessionId, Integer> of = new ConcurrentHashMap<>();
        final AtomicInteger lost = new AtomicInteger();

        @Override
        public void opened(Session<Message.FromCoordinator> session) {
            session.send(new Message.Welcome(1, new ClusterId("c-1"), new Epoch(1), HEARTBEAT_MS, LEASE_MS, List.of()));
        }

        @Override
        public void message(SessionId session, Message.FromAgent message) {
            // Its Hello; nothing else comes.
        }

        @Override
        public void heartbeat(SessionId session) {
            of.merge(session, 1, Integer::sum);
        }

        @Override
        public void closed(SessionId session, CloseReason reason) {
            lost.incrementAndGet();
        }
    }

    private record SaysHello(int number) implements ClientHandler {
        @Override
        public void opened(Session<Message.FromAgent> session) {
            AgentFacts facts =
                    new AgentFacts("0", "boot", 1, "/d", "/s", List.of(), List.of(), null, 1, 1L << 30, 1024, 0);
            session.send(new Message.Hello(
                    1,
                    1,
                    new ClusterName("c"),
                    HostName.of("10.0.0." + (number + 1)),
                    new Incarnation(1),
                    facts,
                    new SpecHash("ab"),
                    "",
                    Epoch.NONE,
                    List.of()));
        }

        @Override
        public void message(SessionId session, Message.FromCoordinator message) {
            // Its Welcome, which the client itself obeys.
        }

        @Override
        public void closed(SessionId session, CloseReason reason, long retryMs) {
            // The server counts it.
        }

        @Override
        public void failed(ConnectFailure failure, long retryMs) {
            // It is tried again.
        }
    }
}
