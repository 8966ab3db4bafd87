package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.net.ConnectionGuard;
import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.Keys;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.authority.Authority;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The HTTP interface of a coordinator with a certificate, in real handshakes. Cites the rules of {@link HttpTls}. */
final class HttpTlsTest {

    private static final ClusterName CLUSTER = new ClusterName("db");
    private static final HostName HOST = HostName.of("127.0.0.1");
    private static final int PATIENCE_MS = 30_000;
    private static final long HEADER_MS = 400;
    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private static Authority authority;

    private final FakeAccess access = new FakeAccess();
    private final RememberedAudit audit = new RememberedAudit();
    private final AtomicReference<Credentials> credentials = new AtomicReference<>();
    private HttpApi api;

    @BeforeAll
    static void found() throws Exception {
        authority = Authority.create(CLUSTER, Instant.now());
    }

    @BeforeEach
    void start() throws Exception {
        credentials.set(issued());
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.REQUIRED, 64, 1 << 20, 10_000, 10_000);
        HttpApi.Start start = HttpApi.start(
                settings,
                new ConnectionGuard.Limits(64, HEADER_MS, PATIENCE_MS),
                HOST,
                new HttpApi.Behind(
                        CLUSTER,
                        new FakeCluster(),
                        new FakeChanges(),
                        access,
                        new EventFeed(Clock.system()),
                        audit,
                        credentials::get),
                Clock.system());
        api = ((HttpApi.Start.Running) start).api();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static Credentials issued() throws Exception {
        KeyPair keys = Keys.generate();
        return new Credentials(
                keys.getPrivate(),
                List.of(authority.issue(
                        new Authority.Subject(CLUSTER, IdentityKind.COORDINATOR, HOST, List.of("127.0.0.1")),
                        keys.getPublic(),
                        Instant.now(),
                        Duration.ofDays(1))),
                authority.certificate());
    }

    private Socket plain() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(PATIENCE_MS);
        return socket;
    }

    private int port() {
        InetSocketAddress address = api.addresses().get(0);
        return address.getPort();
    }

    private SSLSocket encrypted(String... protocols) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                null, new TrustManager[] {new CoordinatorTrust(() -> Set.of(authority.print()), Instant::now)}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain(), "127.0.0.1", port(), true);
        socket.setEnabledProtocols(protocols);
        socket.startHandshake();
        return socket;
    }

    private static String ask(Socket socket, String path, String headers) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n").getBytes(ISO_8859_1));
        out.flush();
        return answer(new BufferedInputStream(socket.getInputStream()));
    }

    /** Headers and body; the server leaves it to the client to close first, and waits for it. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) in.read());
        }
        Matcher length = LENGTH.matcher(answer);
        assertThat(length.find()).as("%s", answer).isTrue();
        return answer + new String(in.readNBytes(Integer.parseInt(length.group(1))), UTF_8);
    }

    private String good() {
        return "Authorization: Bearer " + access.give(AccessRole.ADMIN).reveal() + "\r\n";
    }

    @Test
    void rule1_whoComesWithTls13AndATokenIsAnswered() throws Exception {
        try (SSLSocket socket = encrypted("TLSv1.3")) {
            assertThat(ask(socket, "/v1/cluster", good())).startsWith("HTTP/1.1 200");
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
        try (SSLSocket socket = encrypted("TLSv1.3")) {
            assertThat(ask(socket, "/v1/cluster", ""))
                    .startsWith("HTTP/1.1 401")
                    .contains("TOKEN_MISSING");
        }
    }

    @Test
    void rule1_olderTlsIsRefused() {
        assertThatThrownBy(() -> encrypted("TLSv1.2")).isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void rule2_aRenewedCertificateIsShownWithoutARestart() throws Exception {
        Credentials renewed = issued();
        try (SSLSocket before = encrypted("TLSv1.3")) {
            credentials.set(renewed);
            assertThat(before.getSession().getPeerCertificates()[0]).isNotEqualTo(renewed.certificate());
        }
        try (SSLSocket after = encrypted("TLSv1.3")) {
            assertThat(after.getSession().getPeerCertificates()[0]).isEqualTo(renewed.certificate());
        }
    }

    @Test
    void rule3_plainHttpIsToldToComeWithHttpsAndAGoodTokenIsOfNoUseThere() throws Exception {
        for (Route route : api.routes()) {
            try (Socket socket = plain()) {
                String path = route.path().replaceAll("[:{][a-z]+}?", "x");
                assertThat(ask(socket, path, good()))
                        .as(path)
                        .startsWith("HTTP/1.1 400")
                        .contains("HTTPS_NEEDED", "authority.pem");
            }
        }
        try (Socket socket = plain()) {
            assertThat(ask(socket, "/nothing", "")).startsWith("HTTP/1.1 400").contains("HTTPS_NEEDED");
        }
        assertThat(audit.refused).isNotEmpty().allSatisfy(deed -> {
            assertThat(deed.result()).isEqualTo("HTTPS_NEEDED");
            assertThat(deed.token()).isEmpty();
        });
    }

    @Test
    void aHandshakeThatDoesNotComeEndsTheConnection() throws Exception {
        try (Socket socket = plain()) {
            // The head of a record with a ClientHello of 512 bytes, its first bytes, and no more.
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, -4, '\n', '\n'});
            assertThat(ends(socket.getInputStream())).isTrue();
        }
    }

    @Test
    void headersThatDoNotComeEndTheConnectionBehindTlsToo() throws Exception {
        try (SSLSocket socket = encrypted("TLSv1.3")) {
            socket.getOutputStream().write("GET /healthz HTTP/1.1\r\n".getBytes(ISO_8859_1));
            assertThat(ends(socket.getInputStream())).isTrue();
        }
    }

    @Test
    void anAnswerThatTakesLongerThanHeadersMayIsWaitedFor() throws Exception {
        try (SSLSocket socket = encrypted("TLSv1.3")) {
            long startNs = System.nanoTime();
            assertThat(ask(socket, "/v1/events?wait=1", good())).startsWith("HTTP/1.1 200");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThan(Duration.ofMillis(2 * HEADER_MS));
        }
    }

    private static boolean ends(InputStream in) throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException | javax.net.ssl.SSLException reset) {
            return true;
        }
    }
}
