package dev.muster.cli.command;

import com.sun.net.httpserver.HttpServer;
import dev.muster.cli.console.Emulator;
import dev.muster.cli.console.Golden;
import dev.muster.cli.console.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands leave on terminals of several sizes, asked of a server that answers as the coordinator does. */
final class CommandScreensTest {

    private static final String CHECKS = """
            {"schema":"muster/checks/1","host":"192.168.1.40","checks":[
            {"check":"disk","role":"compute","result":"OK","detail":"18 GiB free in /var/lib/muster"},
            {"check":"port 7077 (rpc)","role":"master","result":"FAILED","failure":{"code":"PORT_IN_USE",
            "message":"192.168.1.40:7077 (rpc) is in use by process 812 (java)",
            "hint":"stop that process (kill 812), or give the component another port","detail":[]}}]}
            """;

    private static final String EVENTS = """
            {"at":"2026-11-20T19:21:02Z","type":"HOST_LOST","message":"CLUSTER: 192.168.1.41 is lost: no heartbeat for 15 s"}
            {"at":"2026-11-20T19:22:10Z","type":"COMPONENT_FAILED","message":"CLUSTER: 192.168.1.40/compute FAILED: exit code 137"}
            """;

    private static final String LOG = """
            19:44:02 WARN  Gossiper - Node /192.168.1.42 is now DOWN
            19:44:40 INFO  \u001b[2JStorageService - Starting listening for CQL clients
            """;

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/v1/cluster", status());
        serve("/v1/hosts/192.168.1.40/checks", CHECKS);
        serve("/v1/hosts/192.168.1.41/checks", CHECKS.replace("FAILED", "OK").replace("192.168.1.40", "192.168.1.41"));
        serve("/v1/hosts/192.168.1.40/roles/", LOG);
        serve("/v1/hosts/192.168.1.41/roles/", LOG);
        server.createContext("/v1/events", exchange -> {
            boolean first = !exchange.getRequestURI().getQuery().contains("since=");
            exchange.getResponseHeaders().set("muster-events-last", "e-2");
            byte[] bytes = (first ? EVENTS : "").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private void serve(String path, String text) {
        server.createContext(path, exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("muster-log-next", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    /** Days ago, and in the middle of an hour, so that no golden text depends on how fast this runs. */
    private static String status() throws IOException {
        String since = Instant.now().minus(Duration.ofMinutes(51 * 60 + 30)).toString();
        return Files.readString(Path.of("src/test/resources/status.json"))
                .replaceAll("\"(since|heardAt|at)\":\"[^\"]*\"", "\"$1\":\"" + since + "\"");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void whatCommandsLeave(int columns) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String command : new String[] {
            "status",
            "hosts",
            "hosts --missing --commands",
            "why 192.168.1.41/compute",
            "doctor",
            "events",
            "logs",
            "logs 192.168.1.40/compute",
            "env",
            "open spark",
            "stop",
            "stop --confirm other",
            "logs 192.168.1.44/compute",
            "statsu"
        }) {
            Terminal terminal = new Terminal(false, true, true, true, true, true, columns, 24);
            CommandsUnderTest commands = new CommandsUnderTest(
                    folder,
                    Map.of(
                            "MUSTER_COORDINATOR",
                            "127.0.0.1:" + server.getAddress().getPort()),
                    terminal);
            int exit = commands.run(command.split(" "));
            Emulator emulator = new Emulator(columns, 60);
            PrintStream out = emulator.out();
            out.println("$ muster " + command);
            out.print(commands.out());
            out.print(commands.err());
            out.println("(exit " + exit + ")");
            seen.append(emulator.text()).append('\n');
        }
        Golden.check(
                "commands-" + columns,
                seen.toString().replace(Integer.toString(server.getAddress().getPort()), "PORT"));
    }
}
