package dev.muster.coordinator.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.SessionId;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client;
import dev.muster.common.net.ClientHandler;
import dev.muster.common.net.ClientTls;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import dev.muster.common.net.Server;
import dev.muster.common.net.ServerHandler;
import dev.muster.common.net.ServerTls;
import dev.muster.common.net.Session;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.Keys;
import dev.muster.common.security.Pem;
import dev.muster.coordinator.authority.Papers.Paper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Certificates of every kind of wrongness in real handshakes, on both ends of an agent's link. */
final class LinkCertificatesTest {

    private static final ClusterName CLUSTER = Papers.CLUSTER;
    private static final HostName HOST = Papers.HOST;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant NOW = Instant.now();
    private static final String IMPOSTOR = "impostor";
    private static final long PATIENCE_S = 30;

    private static EventLoops loops;
    private static Papers papers;
    private static Authority authority;
    private static Authority other;

    private final BlockingQueue<String> seenByServer = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> seenByClient = new LinkedBlockingQueue<>();
    private @Nullable Server server;
    private @Nullable Client client;

    @BeforeAll
    static void start() throws Exception {
        loops = new EventLoops(2);
        papers = new Papers();
        authority = papers.authority();
        other = Authority.create(CLUSTER, NOW.minus(DAY));
    }

    @AfterAll
    static void stop() {
        loops.close();
    }

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static Credentials issued(Authority by, IdentityKind kind, Instant from, Duration life) throws Exception {
        KeyPair keys = Keys.generate();
        return new Credentials(
                keys.getPrivate(),
                List.of(by.issue(
                        new Authority.Subject(CLUSTER, kind, HOST, List.of("127.0.0.1")),
                        keys.getPublic(),
                        from,
                        life)),
                authority.certificate());
    }

    private static Credentials good(IdentityKind kind) throws Exception {
        return issued(authority, kind, NOW, DAY);
    }

    /** A certificate that was not issued at all: a key with somebody else's certificate. */
    private static Credentials selfMade() throws GeneralSecurityException, IOException {
        Authority own = Authority.create(CLUSTER, NOW.minus(DAY));
        KeyPair keys = Keys.generate();
        return new Credentials(
                keys.getPrivate(),
                List.of(own.issue(
                        new Authority.Subject(CLUSTER, IdentityKind.AGENT, HOST, List.of()),
                        keys.getPublic(),
                        NOW,
                        DAY)),
                authority.certificate());
    }

    private void connect(Credentials ofServer, @Nullable Credentials ofClient) throws IOException {
        server = Server.listen(
                loops,
                new InetSocketAddress("127.0.78.1", 0),
                Limits.DEFAULT,
                new ServerTls(() -> ofServer, Instant::now),
                new Hearing());
        ClientTls tls = ofClient == null ? null : new ClientTls(() -> ofClient, Instant::now);
        client = new Client(
                loops,
                new Client.Endpoint(
                        List.of(new Client.Place("127.0.78.1", server.address().getPort())), Backoff.DEFAULT, tls),
                Limits.DEFAULT,
                () -> 0.5,
                new Saying());
        client.start();
    }

    private static String next(BlockingQueue<String> seen) throws InterruptedException {
        String next = seen.poll(PATIENCE_S, TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    private String serverSees(Credentials ofClient) throws Exception {
        connect(good(IdentityKind.COORDINATOR), ofClient);
        return next(seenByServer);
    }

    private String clientSees(Credentials ofServer) throws Exception {
        connect(ofServer, good(IdentityKind.AGENT));
        return next(seenByClient);
    }

    @Test
    void anAgentIsKnownByItsCertificate() throws Exception {
        assertThat(serverSees(good(IdentityKind.AGENT))).isEqualTo("AGENT 10.0.0.1");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCoordinatorsCertificateIsNoAgents() throws Exception {
        // It is told who it is; Admission then refuses the kind.
        assertThat(serverSees(good(IdentityKind.COORDINATOR))).isEqualTo("COORDINATOR 10.0.0.1");
    }

    @Test
    @Tag(IMPOSTOR)
    void anExpiredCertificateIsToldToBeExpired() throws Exception {
        assertThat(serverSees(issued(authority, IdentityKind.AGENT, NOW.minus(DAY), Duration.ofHours(22))))
                .isEqualTo("CERTIFICATE_EXPIRED");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCertificateOfTheFutureSpeaksOfTheClocks() throws Exception {
        assertThat(serverSees(issued(authority, IdentityKind.AGENT, NOW.plus(Duration.ofHours(1)), DAY)))
                .isEqualTo("CERTIFICATE_NOT_YET_VALID");
    }

    @Test
    @Tag(IMPOSTOR)
    void anotherAuthoritysCertificateIsForeign() throws Exception {
        assertThat(serverSees(issued(other, IdentityKind.AGENT, NOW, DAY))).isEqualTo("CERTIFICATE_FOREIGN");
    }

    @Test
    @Tag(IMPOSTOR)
    void aSelfMadeAuthorityOfTheSameNameIsForeign() throws Exception {
        assertThat(serverSees(selfMade())).isEqualTo("CERTIFICATE_FOREIGN");
    }

    @Test
    @Tag(IMPOSTOR)
    void theAuthoritysOwnCertificateIsNobodys() throws Exception {
        Credentials stolen = new Credentials(
                Pem.privateKey(authority.keyText()), List.of(authority.certificate()), authority.certificate());
        assertThat(serverSees(stolen)).isEqualTo("CERTIFICATE_FOREIGN");
    }

    @Test
    @Tag(IMPOSTOR)
    void whoComesWithoutTlsIsNobody() throws Exception {
        connect(good(IdentityKind.COORDINATOR), null);
        assertThat(next(seenByServer)).isEqualTo("LINK_NOT_ENCRYPTED");
    }

    @Test
    void aCoordinatorIsBelievedByItsAgents() throws Exception {
        assertThat(clientSees(good(IdentityKind.COORDINATOR))).isEqualTo("opened");
    }

    @Test
    @Tag(IMPOSTOR)
    void anAgentDoesNotPassForACoordinator() throws Exception {
        assertThat(clientSees(good(IdentityKind.AGENT))).contains("issued for something else");
    }

    @Test
    @Tag(IMPOSTOR)
    void anotherAuthoritysCoordinatorIsForeign() throws Exception {
        Credentials foreign = issued(other, IdentityKind.COORDINATOR, NOW, DAY);
        assertThat(clientSees(new Credentials(foreign.key(), foreign.chain(), other.certificate())))
                .contains("another cluster");
        assertThat(seenByServer).isEmpty();
    }

    @Test
    @Tag(IMPOSTOR)
    void anotherAuthoritysCoordinatorThatShowsOurAuthorityIsForeign() throws Exception {
        assertThat(clientSees(issued(other, IdentityKind.COORDINATOR, NOW, DAY)))
                .contains("not issued by this cluster");
    }

    @Test
    @Tag(IMPOSTOR)
    void anExpiredCoordinatorIsToldToBeExpired() throws Exception {
        assertThat(clientSees(issued(authority, IdentityKind.COORDINATOR, NOW.minus(DAY), Duration.ofHours(22))))
                .contains("ended on");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCoordinatorOfTheFutureSpeaksOfTheClocks() throws Exception {
        assertThat(clientSees(issued(authority, IdentityKind.COORDINATOR, NOW.plus(Duration.ofHours(1)), DAY)))
                .contains("begins on", "date -u");
    }

    @Test
    @Tag(IMPOSTOR)
    void anotherHostsAgentIsKnownByItsOwnName() throws Exception {
        // Whatever it says: Admission then compares.
        assertThat(serverSees(papers.of(Paper.AGENT_OF_ANOTHER_HOST))).isEqualTo("AGENT 10.0.0.2");
    }

    @Test
    @Tag(IMPOSTOR)
    void whoWasSignedByAnAgentIsForeign() throws Exception {
        assertThat(serverSees(papers.of(Paper.COORDINATOR_SIGNED_BY_AN_AGENT))).isEqualTo("CERTIFICATE_FOREIGN");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCertificateForAnsweringDoesNotAsk() throws Exception {
        assertThat(serverSees(papers.of(Paper.AGENT_THAT_MAY_NOT_ASK))).isEqualTo("CERTIFICATE_OF_OTHER_USE");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCertificateWithoutANameIsNobodys() throws Exception {
        assertThat(serverSees(papers.of(Paper.COORDINATOR_WITHOUT_A_NAME))).isEqualTo("CERTIFICATE_OF_OTHER_USE");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCertificateWithTwoNamesIsNobodys() throws Exception {
        assertThat(serverSees(papers.of(Paper.COORDINATOR_WITH_TWO_NAMES))).isEqualTo("CERTIFICATE_OF_OTHER_USE");
    }

    @Test
    @Tag(IMPOSTOR)
    void aBorrowedCertificateIsWorthNothingWithoutItsKey() throws Exception {
        connect(good(IdentityKind.COORDINATOR), papers.borrowed(Paper.AGENT));
        next(seenByClient);
        assertThat(seenByServer).isEmpty();
    }

    @Test
    @Tag(IMPOSTOR)
    void aSelfSignedCertificateIsNobodys() throws Exception {
        assertThat(serverSees(papers.of(Paper.SELF_SIGNED_COORDINATOR))).isEqualTo("CERTIFICATE_FOREIGN");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCoordinatorThatAnAgentSignedIsForeign() throws Exception {
        assertThat(clientSees(papers.of(Paper.COORDINATOR_SIGNED_BY_AN_AGENT))).contains("not issued by this cluster");
    }

    @Test
    @Tag(IMPOSTOR)
    void aCertificateForAskingDoesNotAnswer() throws Exception {
        assertThat(clientSees(papers.of(Paper.COORDINATOR_THAT_MAY_NOT_ANSWER))).contains("issued for something else");
    }

    @Test
    @Tag(IMPOSTOR)
    void whoAnswersWithABorrowedCertificateHearsNothing() throws Exception {
        assertThat(clientSees(papers.borrowed(Paper.COORDINATOR))).isNotEqualTo("opened");
        assertThat(seenByServer).isEmpty();
    }

    /** The number that docs/security.md names. */
    @Test
    void theseAreTwentyTwoImpostors() {
        assertThat(Arrays.stream(getClass().getDeclaredMethods())
                        .filter(method -> method.isAnnotationPresent(Tag.class)))
                .hasSize(22);
    }

    private final class Hearing implements ServerHandler {

        @Override
        public void opened(Session<Message.FromCoordinator> session) {
            seenByServer.add(
                    session.verdict() instanceof PeerVerdict.Proven proven
                            ? proven.identity().kind() + " " + proven.identity().host()
                            : session.verdict() instanceof PeerVerdict.Unacceptable no
                                    ? no.failure().code()
                                    : session.verdict().toString());
        }

        @Override
        public void message(SessionId session, Message.FromAgent message) {}

        @Override
        public void heartbeat(SessionId session) {}

        @Override
        public void closed(SessionId session, CloseReason reason) {}
    }

    private final class Saying implements ClientHandler {

        @Override
        public void opened(Session<Message.FromAgent> session) {
            seenByClient.add("opened");
            session.send(new Message.Hello(
                    1, 1, CLUSTER, HOST, new Incarnation(1), facts(), new SpecHash("x"), "", Epoch.NONE, List.of()));
        }

        private AgentFacts facts() {
            return new AgentFacts("0", "boot", 1, "/d", "/s", List.of(), List.of(), null, 1, 1L << 30, 1024, 0);
        }

        @Override
        public void message(SessionId session, Message.FromCoordinator message) {}

        @Override
        public void closed(SessionId session, CloseReason reason, long retryMs) {}

        @Override
        public void failed(ConnectFailure failure, long retryMs) {
            Failure refusal = failure.refusal();
            seenByClient.add(failure.cause() + " " + failure.detail() + (refusal == null ? "" : " " + refusal.hint()));
        }
    }
}
