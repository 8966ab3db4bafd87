package dev.muster.coordinator.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.DeferredTrust;
import dev.muster.common.security.Keys;
import dev.muster.common.security.OwnKeys;
import dev.muster.common.security.PeerJudge;
import dev.muster.common.security.PeerRefusedException;
import dev.muster.coordinator.authority.Papers;
import dev.muster.coordinator.authority.Papers.Paper;
import dev.muster.coordinator.store.zookeeper.Ensemble.Member;
import dev.muster.coordinator.store.zookeeper.Ensemble.Ports;
import dev.muster.coordinator.store.zookeeper.StoreServer.Start;
import dev.muster.coordinator.trust.Admission;
import dev.muster.coordinator.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Every kind of certificate against every link, in real handshakes; the last column against real members of a store. */
@ResourceLock("what ZooKeeper takes from the whole process")
final class CertificateMatrixTest {

    private static final int PATIENCE_MS = 15_000;
    private static final int SESSION_MS = 4_000;
    private static final String BELIEVED = "-";
    private static final Ports PORTS = new Ports(17_441, 17_444, 17_442, 17_443);
    private static final Ensemble ENSEMBLE = new Ensemble(List.of(member("127.0.83.1"), member("127.0.84.2")), PORTS);

    /**
     * What comes of each. "-" is believed; a code is what the other side is told or logs; "refused" is TLS's own word.
     *
     * <ul>
     *   <li>agent: an agent shows it to a coordinator, and says to be the agent of 10.0.0.1
     *   <li>renewal: the same when it asks for a renewed certificate
     *   <li>joining: it is shown to a machine that joins with a token, or to an agent that is a member already
     *   <li>member asks, member answers: among the members of the store
     *   <li>client: it is shown by a client of the store
     * </ul>
     */
    private static final String EXPECTED = "certificates.txt";

    @TempDir
    static Path directory;

    private static final List<StoreServer> MEMBERS = new ArrayList<>();
    private static ExecutorService other;
    private static Papers papers;
    private static Credentials coordinator;

    private static Member member(String address) {
        return new Member(HostName.of(address), address);
    }

    @BeforeAll
    static void start() throws Exception {
        other = Executors.newCachedThreadPool();
        papers = new Papers();
        coordinator = papers.of(Paper.COORDINATOR);
        for (Member member : ENSEMBLE.members()) {
            Start start = EnsembleMember.start(
                    directory.resolve(member.address()), ENSEMBLE, member.host(), () -> coordinator, broken -> {});
            assertThat(start).isInstanceOf(Start.Running.class);
            MEMBERS.add(((Start.Running) start).server());
        }
        StoreLogin login =
                new StoreLogin(List.of(), StoreTls.of(() -> coordinator, directory.resolve("store-tls")), false);
        try (ZookeeperConnection connection =
                ZookeeperConnection.open(MEMBERS.get(0), login, Papers.CLUSTER, SESSION_MS)) {
            assertThat(connection.client().blockUntilConnected(PATIENCE_MS, TimeUnit.MILLISECONDS))
                    .isTrue();
        }
    }

    @AfterAll
    static void stop() {
        MEMBERS.forEach(StoreServer::close);
        MEMBERS.clear();
        other.shutdownNow();
    }

    @Test
    void everyCertificateAgainstEveryLink() throws Exception {
        assertThat(Paper.values()).hasSizeGreaterThanOrEqualTo(12);
        StringBuilder table = new StringBuilder();
        for (Paper paper : Paper.values()) {
            Credentials shown = papers.of(paper);
            List<String> row = List.of(
                    ofAgent(shown, trust(paper, shown), false),
                    ofAgent(shown, trust(paper, shown), true),
                    ofServer(shown, joining()),
                    ofClient(shown, new MemberTls().get()),
                    ofServer(shown, new MemberTls().get()),
                    ofStoreClient(shown));
            table.append(String.format("%-32s", paper));
            row.forEach(cell -> table.append(" | ").append(String.format("%-25s", cell)));
            table.setLength(table.toString().stripTrailing().length());
            table.append('\n');
        }
        try (InputStream expected = Objects.requireNonNull(getClass().getResourceAsStream(EXPECTED))) {
            assertThat(table.toString())
                    .isEqualTo(new String(expected.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("#.*\n", ""));
        }
    }

    @Test
    void aBorrowedCertificateIsWorthNothingWithoutItsKey() throws Exception {
        Credentials borrowed = papers.borrowed(Paper.COORDINATOR);
        assertThat(ofAgent(borrowed, Trust.NOBODY, false)).isEqualTo("refused");
        assertThat(ofServer(borrowed, joining())).isEqualTo("refused");
        assertThat(ofClient(borrowed, new MemberTls().get())).isEqualTo("refused");
        assertThat(ofServer(borrowed, new MemberTls().get())).isEqualTo("refused");
        assertThat(ofStoreClient(borrowed)).isEqualTo("refused");
    }

    /** As it is after 10.0.0.1 has joined with that key. */
    private static Trust trust(Paper paper, Credentials shown) {
        Trust joined =
                Trust.NOBODY.withKey(Papers.HOST, Keys.print(shown.certificate().getPublicKey()));
        return paper == Paper.REVOKED_AGENT ? joined.withoutHost(Papers.HOST) : joined;
    }

    /** What the coordinator of an agent's link makes of it. */
    private static String ofAgent(Credentials shown, Trust trust, boolean renews) throws Exception {
        SSLContext server = context(coordinator, new DeferredTrust(coordinator.authorities()));
        List<X509Certificate> seen = new ArrayList<>();
        String told = shake(server, context(shown, new Believing()), socket -> Arrays.stream(
                        socket.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .forEach(seen::add));
        if (!told.equals(BELIEVED)) {
            return told;
        }
        PeerVerdict verdict = new PeerJudge(coordinator).ofClient(seen, Instant.now());
        if (verdict instanceof PeerVerdict.Unacceptable no) {
            return no.failure().code();
        }
        PeerIdentity who = ((PeerVerdict.Proven) verdict).identity();
        if (renews) {
            Admission.Request request = new Admission.Request(Papers.HOST, true, who.key(), "", "", verdict);
            return Admission.decide(trust, request, System.currentTimeMillis())
                            instanceof Admission.Decision.Refused refused
                    ? refused.failure().code()
                    : BELIEVED;
        }
        return Admission.objectionTo(trust, who, IdentityKind.AGENT, Papers.HOST)
                .map(Failure::code)
                .orElse(BELIEVED);
    }

    private static SSLContext joining() throws GeneralSecurityException {
        return context(null, new CoordinatorTrust(coordinator::believed, Instant::now));
    }

    /** Shown by whoever is asked. */
    private static String ofServer(Credentials shown, SSLContext asking) throws Exception {
        return shake(context(shown, new Believing()), asking, socket -> {});
    }

    /** Shown by whoever asks. */
    private static String ofClient(Credentials shown, SSLContext asked) throws Exception {
        return shake(asked, context(shown, new Believing()), socket -> {});
    }

    /** A real member answers only those whom it lets in: here, that it does not carry out commands by telnet. */
    private static String ofStoreClient(Credentials shown) throws Exception {
        try (SSLSocket socket =
                (SSLSocket) context(shown, new Believing()).getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress("127.0.83.1", PORTS.client()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write("envi".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.contains("not in the whitelist") ? BELIEVED : "refused";
        } catch (IOException e) {
            return "refused";
        }
    }

    private interface Look {
        void at(SSLSocket accepted) throws IOException;
    }

    /**
     * One connection on which the server says one byte: in TLS 1.3 a client's certificate is judged when its own handshake is
     * over already.
     */
    private static String shake(SSLContext server, SSLContext client, Look look) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            listening.setWantClientAuth(true);
            listening.setSoTimeout(PATIENCE_MS);
            Future<String> answered = other.submit(() -> {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                    socket.setSoTimeout(PATIENCE_MS);
                    socket.startHandshake();
                    look.at(socket);
                    socket.getOutputStream().write(1);
                    return BELIEVED;
                } catch (IOException e) {
                    return word(e);
                }
            });
            String asked = asked(client, listening.getLocalPort());
            return Stream.of(answered.get(PATIENCE_MS, TimeUnit.MILLISECONDS), asked)
                    .filter(word -> !word.equals(BELIEVED))
                    .min(Comparator.comparing("refused"::equals)) // whoever has words for it
                    .orElse(BELIEVED);
        }
    }

    private static String asked(SSLContext client, int port) {
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            return socket.getInputStream().read() == 1 ? BELIEVED : "refused";
        } catch (IOException e) {
            return word(e);
        }
    }

    private static String word(IOException thrown) {
        PeerRefusedException refused = PeerRefusedException.in(thrown);
        return refused == null ? "refused" : refused.failure().code();
    }

    private static SSLContext context(@Nullable Credentials own, TrustManager trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(own == null ? null : new KeyManager[] {new OwnKeys(() -> own)}, new TrustManager[] {trust}, null);
        return context;
    }

    /** An impostor does not care who is at the other end. */
    private static final class Believing extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
