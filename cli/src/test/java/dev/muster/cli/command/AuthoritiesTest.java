package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.secret.SecretFile;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.IdentityFolder;
import dev.muster.common.security.Keys;
import dev.muster.common.security.OwnKeys;
import dev.muster.common.security.Pem;
import dev.muster.coordinator.authority.Authority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which servers commands believe, in real handshakes. Cites the rules of {@link Authorities}. */
final class AuthoritiesTest {

    private static final ClusterName CLUSTER = new ClusterName("demo");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant NOW = Instant.now();
    private static final String HTTPS_NEEDED =
            "{\"detail\":\"https only\",\"code\":\"HTTPS_NEEDED\",\"hint\":\"the server's hint\"}";

    /** An address of this machine's that a certificate need not name: commands go by another name. */
    private static final String ADDRESS = "127.0.79.1";

    private static Authority authority;
    private static Authority other;

    @TempDir
    private Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer server;
    private Path pinned;

    @BeforeAll
    static void found() throws Exception {
        authority = Authority.create(CLUSTER, NOW.minus(DAY.multipliedBy(9)));
        other = Authority.create(CLUSTER, NOW.minus(DAY.multipliedBy(9)));
    }

    @BeforeEach
    void pin() throws Exception {
        pinned = folder.resolve("authority.pem");
        Files.writeString(pinned, Pem.of(List.of(authority.certificate())));
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static Credentials issued(Authority by, IdentityKind kind, Instant from) throws Exception {
        KeyPair keys = Keys.generate();
        return new Credentials(
                keys.getPrivate(),
                List.of(by.issue(
                        new Authority.Subject(CLUSTER, kind, HostName.of("10.0.0.1"), List.of("10.0.0.1")),
                        keys.getPublic(),
                        from,
                        DAY)),
                by.certificate());
    }

    private String serve(Credentials credentials) throws Exception {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(new KeyManager[] {new OwnKeys(() -> credentials)}, null, null);
        HttpsServer https = HttpsServer.create(new InetSocketAddress(ADDRESS, 0), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return begin(https, 200, "{\"schema\":\"muster/tokens/1\",\"tokens\":[]}");
    }

    private String servePlain(int status, String body) throws IOException {
        return begin(HttpServer.create(new InetSocketAddress(ADDRESS, 0), 0), status, body);
    }

    private String begin(HttpServer made, int status, String body) {
        server = made;
        made.createContext("/", exchange -> answer(exchange, status, body));
        made.start();
        return ADDRESS + ":" + made.getAddress().getPort();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        requests.add(
                exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Authorization"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private Path token() throws IOException {
        Path file = folder.resolve("ann.token");
        SecretFile.write(file, "ann");
        return file;
    }

    private String run(int exit, String... arguments) {
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of());
        assertThat(commands.run(arguments)).as(commands.err()).isEqualTo(exit);
        return commands.err();
    }

    private String list(int exit, String coordinator) throws IOException {
        return run(
                exit,
                "access",
                "list",
                "-C",
                coordinator,
                "--authority",
                pinned.toString(),
                "--token-file",
                token().toString());
    }

    private void isRefused(Credentials credentials, String... says) throws Exception {
        assertThat(list(ExitCode.UNREACHABLE.code(), serve(credentials)))
                .contains(says)
                .contains("nothing was said to it");
        assertThat(requests).isEmpty();
    }

    @Test
    void rule2_aCoordinatorOfTheClusterIsBelievedUnderWhateverAddress() throws Exception {
        String coordinator = serve(issued(authority, IdentityKind.COORDINATOR, NOW));
        list(0, coordinator);
        list(0, "https://" + coordinator + "/");
        assertThat(requests).containsExactly("/v1/access/tokens Bearer ann", "/v1/access/tokens Bearer ann");
    }

    @Test
    void rule1_anotherAuthoritysIsNot() throws Exception {
        isRefused(
                issued(other, IdentityKind.COORDINATOR, NOW),
                "a coordinator of another cluster answers, or something that pretends to be one",
                "--authority FILE");
    }

    @Test
    void rule1_norIsOneThatOnlyShowsTheAuthoritysCertificateBesideItsOwn() throws Exception {
        Credentials foreign = issued(other, IdentityKind.COORDINATOR, NOW);
        isRefused(
                new Credentials(foreign.key(), foreign.chain(), authority.certificate()),
                "was not issued by this cluster's authority");
    }

    @Test
    void rule1_norASelfSignedOne() throws Exception {
        Authority own = Authority.create(CLUSTER, NOW);
        isRefused(
                new Credentials(Pem.privateKey(own.keyText()), List.of(own.certificate()), own.certificate()),
                "a coordinator of another cluster answers, or something that pretends to be one");
    }

    @Test
    void rule2_norAnAgentsOfTheCluster() throws Exception {
        isRefused(
                issued(authority, IdentityKind.AGENT, NOW),
                "the certificate of the agent of 10.0.0.1 was issued for something else",
                "ss -ltnp");
    }

    @Test
    void anExpiredOneIsNotBelievedAndTheWordsSpeakOfClocks() throws Exception {
        isRefused(
                issued(authority, IdentityKind.COORDINATOR, NOW.minus(DAY.multipliedBy(3))),
                "ended on",
                "the clock of this machine");
    }

    @Test
    void whoSpeaksPlainHttpWhereHttpsIsWantedHearsNothing() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> answerPlainly(plain));
            String coordinator = ADDRESS + ":" + plain.getLocalPort();
            assertThat(list(ExitCode.UNREACHABLE.code(), "https://" + coordinator))
                    .contains("does not speak https", "-C http://" + coordinator + "/");
            assertThat(heard.join()).isNotEmpty().doesNotContain("ann", "tokens");
        }
    }

    /** As a server does that speaks HTTP only: what it hears is no request. */
    private static String answerPlainly(ServerSocket plain) {
        try (Socket socket = plain.accept()) {
            byte[] heard = new byte[4096];
            int length = socket.getInputStream().read(heard);
            socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(heard, 0, length, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whereNoAuthorityIsKnownTheWordsSayHowToGetOne() throws Exception {
        String coordinator = serve(issued(authority, IdentityKind.COORDINATOR, NOW));
        assertThat(run(ExitCode.NOT_ALLOWED.code(), "status", "-C", "https://" + coordinator))
                .contains("is not known here", "scp " + ADDRESS + ":DIR/identity/authority.pem .", "--authority");
        assertThat(requests).isEmpty();
    }

    @Test
    void aCoordinatorThatWantsHttpsIsUnderstoodInTheSameWords() throws Exception {
        String coordinator = servePlain(400, HTTPS_NEEDED);
        assertThat(run(ExitCode.NOT_ALLOWED.code(), "status", "-C", coordinator))
                .contains("is not known here", "scp ")
                .doesNotContain("the server's hint");
        assertThat(run(
                        ExitCode.USAGE.code(),
                        "status",
                        "-C",
                        "http://" + coordinator,
                        "--authority",
                        pinned.toString()))
                .contains("speaks https", "-C https://" + coordinator + "/");
    }

    /** IPv4 in IPv6's clothes arrives on loopback, and is none by its name. */
    private static String elsewhere(String coordinator) {
        return coordinator.replace(ADDRESS, "[::ffff:" + ADDRESS + "]");
    }

    @Test
    void rule3_noTokenLeavesThisMachineUnencryptedBecauseAUrlWasMistaken() throws Exception {
        String coordinator = elsewhere(servePlain(400, HTTPS_NEEDED));
        for (String url : List.of(coordinator, "http://" + coordinator)) {
            assertThat(run(
                            ExitCode.NOT_ALLOWED.code(),
                            "access",
                            "list",
                            "-C",
                            url,
                            "--token-file",
                            token().toString()))
                    .contains("is not known here");
        }
        list(ExitCode.USAGE.code(), "http://" + coordinator);
        assertThat(requests).containsExactly("/leader null", "/leader null");
    }

    @Test
    void whoSpeaksPlainHttpByChoiceIsShownTheTokenAfterOneQuestion() throws Exception {
        String coordinator = elsewhere(servePlain(200, "{\"schema\":\"muster/tokens/1\",\"tokens\":[]}"));
        run(0, "access", "list", "-C", coordinator, "--token-file", token().toString());
        assertThat(requests).containsExactly("/leader null", "/v1/access/tokens Bearer ann");
    }

    @Test
    void anAuthorityThatIsNoneIsSaid() throws Exception {
        Files.writeString(pinned, "nonsense");
        assertThat(list(ExitCode.NOT_ALLOWED.code(), "127.0.79.2")).contains("cannot be read from " + pinned);
        Files.delete(pinned);
        assertThat(list(ExitCode.NOT_ALLOWED.code(), "127.0.79.2")).contains("there is no such file");
    }

    @Test
    void aHostOfThisMachineTellsTheAuthorityOfItsCluster() throws Exception {
        String coordinator = serve(issued(authority, IdentityKind.COORDINATOR, NOW));
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of());
        IdentityFolder identity = new IdentityFolder(folder.resolve("host"));
        identity.keep(
                IdentityKind.AGENT,
                issued(authority, IdentityKind.AGENT, NOW).chain(),
                List.of(authority.certificate()));
        RunRecords records = new RunRecords(commands.surroundings());
        URI api = URI.create("https://" + coordinator + "/");
        RunRecord run = records.add("demo", "10.0.0.1", List.of(api), Path.of("c.json"), folder.resolve("host"));
        run(0, "access", "list");
        run(0, "access", "list", "-C", coordinator);
        assertThat(requests).hasSize(2);
        records.remove(run);
    }
}
