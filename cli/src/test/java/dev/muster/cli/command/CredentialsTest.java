package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.common.secret.SecretFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands show of who they are, and to whom. */
final class CredentialsTest {

    private static final String MADE = "{\"id\":\"abcdefghij\",\"name\":\"ann\",\"roles\":[\"operator\"],"
            + "\"createdAt\":\"2026-11-20T16:11:20.000Z\",\"expiresAt\":\"2026-12-20T16:11:20.000Z\",\"token\":\"muster_x\"}";

    @TempDir
    private Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "{\"schema\":\"muster/tokens/1\",\"tokens\":[" + MADE + "]}";

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + sent);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String coordinator() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private Path token(String text) throws IOException {
        Path file = folder.resolve(text + ".token");
        SecretFile.write(file, text);
        return file;
    }

    @Test
    void theFlagWinsOverTheVariableAndBothNameAFile() throws IOException {
        CommandsUnderTest commands = new CommandsUnderTest(
                folder,
                Map.of(
                        "MUSTER_COORDINATOR",
                        coordinator(),
                        "MUSTER_TOKEN_FILE",
                        token("bob").toString()));
        assertThat(commands.run("access", "list")).isZero();
        assertThat(commands.run("access", "list", "--token-file", token("ann").toString()))
                .isZero();
        assertThat(requests).containsExactly("/v1/access/tokens Bearer bob ", "/v1/access/tokens Bearer ann ");
        assertThat(commands.out()).contains("abcdefghij  ann", "operator", "2026-12-20T16:11:20.000Z");
    }

    @Test
    void aFileThatIsNotToBeUsedIsSentNowhere() throws IOException {
        Path open = token("ann");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path wrong = token("two words");
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of("MUSTER_COORDINATOR", coordinator()));
        for (Path file : List.of(open, wrong, folder.resolve("none"))) {
            assertThat(commands.run("status", "--token-file", file.toString())).isEqualTo(ExitCode.NOT_ALLOWED.code());
        }
        assertThat(commands.err())
                .contains("may be read by others", "chmod 600", "has no access token", "there is no file");
        assertThat(commands.err()).doesNotContain("two words\n");
        assertThat(requests).isEmpty();
    }

    @Test
    void theLocalAdminsTokenIsShownToItsOwnClusterOnly() throws IOException {
        SecretFile.write(folder.resolve("host/coordinator/admin.token"), "local");
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        RunRecords records = new RunRecords(commands.surroundings());
        URI api = URI.create("http://" + coordinator() + "/");
        RunRecord run = records.add("demo", "127.0.0.1", List.of(api), Path.of("c.json"), folder.resolve("host"));
        assertThat(commands.run("access", "list")).isZero();
        assertThat(commands.run("access", "list", "-C", coordinator())).isZero();
        assertThat(commands.run("access", "list", "-C", "http://localhost:" + api.getPort()))
                .isZero();
        assertThat(requests)
                .containsExactly(
                        "/v1/access/tokens Bearer local ",
                        "/v1/access/tokens Bearer local ",
                        "/v1/access/tokens null ");
        records.remove(run);
    }

    @Test
    void aNewTokenStandsAloneOnTheStandardOutput() {
        body = MADE;
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of("MUSTER_COORDINATOR", coordinator()));
        String line = "access create --role operator,viewer --name ann --expires 30d --only-cluster demo -m why";
        assertThat(commands.run(line.split(" "))).isZero();
        assertThat(commands.out()).isEqualTo("muster_x\n");
        assertThat(commands.err()).contains("abcdefghij of ann (operator)", "access revoke abcdefghij");
        assertThat(requests)
                .containsExactly("/v1/access/tokens null {\"name\":\"ann\",\"roles\":[\"operator\",\"viewer\"],"
                        + "\"expiresInSeconds\":2592000,\"cluster\":\"demo\",\"reason\":\"why\"}");
    }

    @Test
    void reasonsTravelWithOrders() {
        body = MADE;
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of("MUSTER_COORDINATOR", coordinator()));
        assertThat(commands.run("access", "revoke", "abcdefghij", "-m", "left")).isZero();
        assertThat(commands.run("stop", "-h", "10.0.0.1", "--yes", "-m", "new \"disk\""))
                .isZero();
        assertThat(commands.run("access", "revoke", "muster_abcdefghij_x")).isEqualTo(ExitCode.USAGE.code());
        assertThat(requests)
                .containsExactly(
                        "/v1/access/tokens/abcdefghij/revoke null {\"reason\":\"left\"}",
                        "/v1/hosts/10.0.0.1/stop null {\"reason\":\"new \\\"disk\\\"\"}");
        assertThat(commands.err()).doesNotContain("muster_abcdefghij_x");
    }

    @Test
    void whoIsNotAllowedIsToldWhatHelpsWithExitCodeSeven() {
        body = "{\"detail\":\"this needs an access token\",\"code\":\"TOKEN_MISSING\",\"hint\":\"--token-file FILE\"}";
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of("MUSTER_COORDINATOR", coordinator()));
        for (int each : new int[] {401, 403, 429}) {
            status = each;
            assertThat(commands.run("status")).isEqualTo(ExitCode.NOT_ALLOWED.code());
        }
        assertThat(commands.err()).startsWith("error: this needs an access token\n   --token-file FILE\n");
    }

    @Test
    void theAuditIsPrintedInWordsWithoutControlCharacters() {
        body =
                "{\"sequence\":1,\"at\":\"T\",\"who\":\"ann\",\"roles\":\"admin\",\"action\":\"host.stop\",\"target\":\"a\","
                        + "\"from\":\"10.0.0.1\",\"result\":\"DONE\",\"reason\":\"\\u001b[31mred\",\"times\":3}\n";
        CommandsUnderTest commands = new CommandsUnderTest(folder, Map.of("MUSTER_COORDINATOR", coordinator()));
        assertThat(commands.run("audit", "--since", "1h")).isZero();
        assertThat(commands.out()).isEqualTo("T  ann (admin)  host.stop  a  DONE  from 10.0.0.1  times 3  ?[31mred\n");
        assertThat(requests).containsExactly("/v1/audit?age=3600&limit=1000 null ");
    }

    @Test
    void verifyFindsWhatWasChanged() throws IOException {
        Path log = Files.writeString(folder.resolve("audit.log"), "{\"sequence\":1}\n");
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        assertThat(commands.run("audit", "verify", "--file", log.toString())).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(commands.out()).contains("NOT WHOLE", "audit.log:1: this is not an entry");
        assertThat(commands.run("audit", "verify")).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(commands.run("access", "creat")).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err())
                .contains("there is no command \"creat\"", "Did you mean create", "muster access --help");
    }
}
