package dev.muster.cli.command;

import com.sun.net.httpserver.HttpServer;
import dev.muster.cli.console.Emulator;
import dev.muster.cli.console.Golden;
import dev.muster.cli.console.Terminal;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.HostMatch;
import dev.muster.common.spec.LoopbackMapping;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    private static final String CHANGE = """
            {"schema":"muster/change/1","number":3,"from":7,"to":8,"who":"ann","reason":"more heap",
            "begunAt":"2026-11-20T19:23:01.000Z","strategy":"one-by-one","status":"RUNNING","done":1,"failed":0,"steps":[
            {"batch":1,"action":"RESTART","host":"192.168.1.40","role":"compute","phase":"DONE"},
            {"batch":2,"action":"RESTART","host":"192.168.1.41","role":"compute","phase":"STARTING","since":""}]}
            """;

    private static final String REVISIONS = """
            {"schema":"muster/revisions/1","current":8,"revisions":[
            {"revision":7,"hash":"0123456789abcdef","author":"ann","at":"2026-11-20T19:23:01.000Z","reason":"first"},
            {"revision":8,"hash":"fedcba9876543210","author":"bob","at":"2026-11-21T19:23:01.000Z","reason":"more heap"}]}
            """;

    private static final String PLAN = """
            {"schema":"muster/plan/1","cluster":"demo","base":{"revision":7,"hash":"0123456789abcdef","author":"ann",
            "at":"2026-11-20T19:23:01.000Z","reason":""},"to":8,"change":true,"hash":"abc","token":"tok",
            "strategy":"one-by-one","differences":["~ compute cores 1 -> 2"],"newHosts":[],"goneHosts":["192.168.1.41"],
            "steps":[{"batch":1,"action":"RESTART","host":"192.168.1.40","role":"compute","kind":"spark-worker",
            "version":"3.5.6","why":["cores 1 -> 2"]},{"batch":2,"action":"LEAVE","host":"192.168.1.41","role":"compute",
            "kind":"spark-worker","version":"3.5.6","why":[]}],"interruptions":[],"warnings":[{"code":"ROLE_SMALL",
            "message":"compute would have one host left","hint":""}],"obstacles":[],"severe":false,"unchanged":1,
            "file":"{}"}
            """;

    private static final String CAN_STOP = """
            {"schema":"muster/can-stop/1","hosts":["192.168.1.41"],"canStop":false,"reasons":[
            {"code":"STOPS_LAST_OF_ROLE","message":"no member of compute would be left","hint":"muster status",
            "detail":[]}]}
            """;

    private static final String LOCKS = """
            {"message":"host 192.168.1.41 is locked until 2026-11-28T19:30:00Z","locks":[
            {"host":"192.168.1.41","who":"ann","reason":"new disks","until":"2026-11-28T19:30:00.000Z"},
            {"role":"backend","who":"bob@db-1","reason":"repair goes on, ask me before you restart anything",
            "until":"2026-11-28T23:00:00.000Z"},
            {"who":"eve","reason":"","until":"2026-11-29T08:00:00.000Z"}],
            "maintenance":[{"host":"192.168.1.42","who":"ann","reason":"new disks","until":"2026-11-28T19:30:00.000Z"}]}
            """;

    private static final String QUEUE = """
            {"schema":"muster/queue/1","free":false,"place":3,"waiting":[]}
            """;

    private static final String FILE_OF_7 = "{\"192.168.1.40\": {\"master\": true, \"compute\": {\"cores\": 1}}}";
    private static final String FILE_OF_8 = "{\"192.168.1.40\": {\"master\": true, \"compute\": {\"cores\": 2}}}";

    @TempDir
    private Path folder;

    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/v1/cluster", status());
        serve("/v1/hosts/192.168.1.40/checks", CHECKS);
        serve("/v1/hosts/192.168.1.41/checks", CHECKS.replace("FAILED", "OK").replace("192.168.1.40", "192.168.1.41"));
        serve("/v1/change", longAgo(CHANGE));
        serve("/v1/cluster/file", "{\"message\":\"revision 7 -> 8, change 3: 2 steps\"}");
        serve("/v1/plans", longAgo(PLAN));
        serve("/v1/revisions", longAgo(REVISIONS));
        serve("/v1/revisions/7", revision(7, "ann", FILE_OF_7));
        serve("/v1/revisions/8", revision(8, "bob", FILE_OF_8));
        serve("/v1/restraints", LOCKS);
        serve("/v1/cluster/lock", LOCKS);
        serve("/v1/change/queue", QUEUE);
        serve("/v1/can-stop", CAN_STOP);
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

    private static String revision(int number, String author, String file) {
        return longAgo("{\"revision\":{\"revision\":" + number + ",\"hash\":\"0123456789abcdef\",\"author\":\"" + author
                + "\",\"at\":\"\",\"reason\":\"\",\"file\":\"" + file.replace("\"", "\\\"") + "\"}}");
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
        return longAgo(Files.readString(Path.of("src/test/resources/status.json")));
    }

    private static String longAgo(String document) {
        String since = Instant.now().minus(Duration.ofMinutes(51 * 60 + 30)).toString();
        return document.replaceAll("\"(since|heardAt|at)\":\"[^\"]*\"", "\"$1\":\"" + since + "\"");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void whatCommandsOfAChangeLeave(int columns) throws IOException {
        Files.writeString(
                folder.resolve("cluster.json"),
                "{\"192.168.1.40\": {\"master\": true, \"compute\": true}, \"192.168.1.42\": {\"compute\": true}}");
        seen("commands-change-", columns, new String[] {
            "plan FILE",
            "apply FILE",
            "apply FILE --yes --no-wait",
            "change",
            "revisions",
            "can-stop 192.168.1.41",
            "stop -h 192.168.1.41",
            "doctor --fix",
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void whatCommandsLeave(int columns) throws IOException {
        seen("commands-", columns, new String[] {
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
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void whatCommandsForSeveralOperatorsLeave(int columns) throws IOException {
        Files.writeString(
                folder.resolve("cluster.json"), FILE_OF_7.replace("}}}", "}}, \"192.168.1.42\": {\"compute\": true}}"));
        Files.writeString(folder.resolve("other.json"), FILE_OF_7.replace("1}", "4}"));
        seen("commands-several-", columns, new String[] {
            "locks",
            "lock --host 192.168.1.41 -m disks",
            "maintenance list",
            "apply FILE --yes --wait --timeout 1s",
            "merge FILE --base 7",
            "merge DIR/other.json --base 7",
        });
    }

    /** This machine's addresses and names are in it, so that they are given. */
    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void aStartWithAnUnknownName(int columns) throws Exception {
        ClusterSpec spec = ClusterFile.parsed(
                "cluster.json",
                ("{\"192.168.1.40\": {\"master\": true}, \"192.168.1.41\": {\"compute\": true},"
                                + " \"192.168.1.42\": {\"backend\": true}}")
                        .getBytes(StandardCharsets.UTF_8),
                Set.of(Role.MASTER, Role.COMPUTE, Role.BACKEND));
        StringBuilder seen = new StringBuilder();
        for (HostMatch.Machine machine : List.of(
                new HostMatch.Machine(
                        List.of(
                                new HostMatch.NetworkAddress(HostName.of("192.168.1.42"), "eth0"),
                                new HostMatch.NetworkAddress(HostName.of("10.0.3.7"), "eth1")),
                        List.of("db-3")),
                new HostMatch.Machine(
                        List.of(new HostMatch.NetworkAddress(HostName.of("10.0.3.7"), "eth1")), List.of("db-3")))) {
            for (String asked : new String[] {"192.168.1.44", "db-9.example.org"}) {
                HostMatch.NotFound none = (HostMatch.NotFound) new HostMatch(spec, "cluster.json", machine).of(asked);
                CommandsUnderTest commands = new CommandsUnderTest(
                        folder, Map.of(), new Terminal(false, true, true, true, true, true, columns, 24));
                int exit = commands.run(
                        options -> {
                            throw new CommandFailure(ExitCode.INVALID, none.failure());
                        },
                        "start",
                        "-h",
                        asked);
                show(seen, columns, "start -h " + asked + " --cluster cluster.json", commands, exit);
            }
        }
        Golden.check("start-unknown-" + columns, seen.toString());
    }

    /** The heading alone: what stands below it is drawn by the coordinator's host, live-coordinator-*. */
    @ParameterizedTest
    @ValueSource(ints = {40, 80, 120})
    void aTrial(int columns) throws Exception {
        Path file = Path.of("examples/cluster.json");
        ClusterSpec spec = ClusterFile.parsed(
                file.toString(),
                Files.readAllBytes(Path.of("..").resolve(file)),
                Set.of(Role.MASTER, Role.COMPUTE, Role.BACKEND, Role.INDEX));
        LoopbackMapping mapping = LoopbackMapping.of(spec, "127.64.9");
        Emulator emulator = new Emulator(columns, 60);
        for (boolean isKept : new boolean[] {false, true}) {
            TryCommand.heading(file, mapping, isKept, Path.of("/tmp/muster-try-1"))
                    .forEach(emulator.out()::println);
            emulator.out().println();
        }
        Golden.check("try-" + columns, emulator.text());
    }

    private void show(StringBuilder seen, int columns, String command, CommandsUnderTest commands, int exit) {
        Emulator emulator = new Emulator(columns, 60);
        PrintStream out = emulator.out();
        out.println("$ muster " + command);
        out.print(commands.out().replace(folder.toString(), "DIR"));
        out.print(commands.err().replace(folder.toString(), "DIR"));
        out.println("(exit " + exit + ")");
        seen.append(emulator.text()).append('\n');
    }

    private void seen(String name, int columns, String[] asked) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String command : asked) {
            Terminal terminal = new Terminal(false, true, true, true, true, true, columns, 24);
            CommandsUnderTest commands = new CommandsUnderTest(
                    folder,
                    Map.of(
                            "MUSTER_COORDINATOR",
                            "127.0.0.1:" + server.getAddress().getPort()),
                    terminal);
            String file = folder.resolve("cluster.json").toString();
            int exit = commands.run(command.replace("FILE", file)
                    .replace("DIR", folder.toString())
                    .split(" "));
            show(seen, columns, command, commands, exit);
        }
        Golden.check(
                name + columns,
                seen.toString().replace(Integer.toString(server.getAddress().getPort()), "PORT"));
    }
}
