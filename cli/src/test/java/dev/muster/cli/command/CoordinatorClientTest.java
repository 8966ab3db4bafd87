package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands against an HTTP server that answers as the coordinator does. */
final class CoordinatorClientTest {

    @TempDir
    private Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = "{}";
    private volatile String tag = "";

    /** Answers that come before {@link #body}, once each. */
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + whose(exchange));
            exchange.getResponseHeaders().set("muster-log-next", "7");
            exchange.getResponseHeaders().set("muster-events-last", "e-2");
            exchange.getResponseHeaders().set("ETag", tag);
            String first = answers.poll();
            byte[] bytes = (first == null ? body : first).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    /** Whose word an order is: the user's, of whom every test calls the same. */
    private static @Nullable String whose(HttpExchange exchange) {
        String client = exchange.getRequestHeaders().getFirst("Muster-Client");
        boolean isOrder = !exchange.getRequestMethod().equals("GET");
        return isOrder && CoordinatorClient.USER.equals(client) ? "cli" : isOrder ? client : null;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private CommandsUnderTest commands() {
        return new CommandsUnderTest(
                folder,
                Map.of("MUSTER_COORDINATOR", "127.0.0.1:" + server.getAddress().getPort()));
    }

    private static String example() throws IOException {
        return Files.readString(Path.of("src/test/resources/status.json"));
    }

    @Test
    void statusShowsTheTableTheEvidenceAndWhatIsWrong() throws IOException {
        body = example();
        CommandsUnderTest commands = commands();
        assertThat(commands.run("status", "--exit-code")).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(commands.out())
                .contains("demo   DEGRADED", "192.168.1.41", "LOST", "no heartbeat")
                .contains("workers: ALIVE in the master's list")
                .contains("http://192.168.1.40:8080/")
                .doesNotContain("\u001b");
    }

    @Test
    void whyFollowsTheChainAndKnowsOnlyWhatIsThere() throws IOException {
        body = example();
        CommandsUnderTest commands = commands();
        assertThat(commands.run("why", "192.168.1.41")).isZero();
        assertThat(commands.out()).contains("192.168.1.41   its agent is lost", "no heartbeat");
        assertThat(commands.run("why", "192.168.1.99")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("there is no host 192.168.1.99");
    }

    @Test
    void hostsListsThoseThatAreMissingWithTheirCommands() throws IOException {
        body = example();
        CommandsUnderTest commands = commands();
        assertThat(commands.run("hosts", "--missing", "--commands")).isZero();
        assertThat(commands.out()).isEqualTo("muster start -h 192.168.1.41 --cluster cluster.json\n");
    }

    @Test
    void theCauseOfAMissingHostStandsAsACommentAboveItsCommand() throws IOException {
        body = example()
                .replace(
                        "\"name\":\"192.168.1.41\",",
                        "\"name\":\"192.168.1.41\",\"missing\":{\"code\":\"HOST_SILENT\",\"summary\":\"no answer\","
                                + "\"message\":\"it does not answer\",\"hint\":\"Once it is up, run there:\","
                                + "\"command\":\"bin/muster start -h 192.168.1.41 --cluster my.json\","
                                + "\"since\":\"2026-11-20T19:21:02.120Z\"},");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("hosts", "--missing", "--commands")).isZero();
        assertThat(commands.out())
                .isEqualTo("# 192.168.1.41: it does not answer [HOST_SILENT]\n# Once it is up, run there:\n"
                        + "bin/muster start -h 192.168.1.41 --cluster my.json\n");
        assertThat(commands.run("hosts", "--missing")).isZero();
        assertThat(commands.out()).contains("no answer [HOST_SILENT]");
        assertThat(commands.run("why", "192.168.1.41")).isZero();
        assertThat(commands.out())
                .contains(
                        "it does not answer   [HOST_SILENT]",
                        "       bin/muster start -h 192.168.1.41 --cluster my.json")
                .contains("muster explain HOST_SILENT");
    }

    @Test
    void eventsGoOnFromTheLastOneUntilThereIsNoMore() {
        String event = "{\"id\":\"e-2\",\"at\":\"2026-11-20T19:21:02.120Z\",\"type\":\"HOST_LOST\",\"host\":\"a\","
                + "\"message\":\"CLUSTER: lost a\"}\n";
        answers.add(event);
        answers.add("");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("events")).isZero();
        assertThat(commands.out()).isEqualTo("2026-11-20T19:21:02.120Z  CLUSTER: lost a\n");
        assertThat(requests).containsExactly("GET /v1/events?wait=0 null", "GET /v1/events?wait=0&since=e-2 null");
        answers.add(event);
        answers.add("");
        assertThat(commands.run("events", "--since", "1h", "-o", "json")).isZero();
        assertThat(commands.out()).hasLineCount(1);
    }

    @Test
    void theTimelineIsReadFromTheEvents() {
        answers.add("""
                {"id":"e-1","at":"2026-11-20T19:00:00Z","type":"AWAITING_HOSTS","message":"m"}
                {"id":"e-2","at":"2026-11-20T19:00:04Z","type":"ALL_HOSTS_READY","message":"m"}
                {"id":"e-3","at":"2026-11-20T19:00:05Z","type":"OF_A_NEWER_VERSION","message":"m"}
                """);
        answers.add("""
                {"id":"e-4","at":"2026-11-20T19:00:05Z","type":"COMPONENT_CHANGED","host":"a","role":"master","state":"STARTING","message":"m"}
                {"id":"e-5","at":"2026-11-20T19:00:09Z","type":"COMPONENT_CHANGED","host":"a","role":"master","state":"READY","message":"m"}
                {"id":"e-6","at":"2026-11-20T19:00:10Z","type":"CLUSTER_STARTED","message":"m"}
                """);
        answers.add("");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("timeline", "-o", "json")).isZero();
        assertThat(commands.out())
                .startsWith("{\"schema\":\"muster/timeline/1\",\"started\":true,\"from\":\"2026-11-20T19:00:00Z\","
                        + "\"to\":\"2026-11-20T19:00:10Z\",\"ms\":10000,\"allHostsReady\":\"2026-11-20T19:00:04Z\",")
                .contains("{\"step\":\"start\",\"host\":\"a\",\"role\":\"master\",\"from\":\"2026-11-20T19:00:04Z\","
                        + "\"to\":\"2026-11-20T19:00:09Z\",\"ms\":5000}");
        body = "";
        assertThat(commands.run("timeline")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("tell of no bring-up");
    }

    @Test
    void waitEndsWhenItIsThereOrTheTimeIsOver() throws IOException {
        body = example();
        CommandsUnderTest commands = commands();
        assertThat(commands.run("wait", "--timeout", "1ms"))
                .as("what was announced counts, without some hosts too")
                .isZero();
        assertThat(commands.run("wait", "--for", "ready", "--timeout", "1ms")).isEqualTo(ExitCode.TIMED_OUT.code());
        assertThat(commands.run("wait", "--for", "ready", "--role", "master")).isZero();
        assertThat(commands.run("wait", "--for", "ready", "--role", "nothing")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.run("wait", "--role", "master")).isEqualTo(ExitCode.USAGE.code());
        body = body.replace("DEGRADED", "STARTING");
        assertThat(commands.run("wait", "--timeout", "1ms")).isEqualTo(ExitCode.TIMED_OUT.code());
        assertThat(commands.err()).contains("not started after 0 s: the cluster is STARTING");
    }

    @Test
    void doctorTellsWhatEachHostFound() throws IOException {
        answers.add(example());
        String found =
                "{\"schema\":\"muster/checks/1\",\"host\":\"x\",\"checks\":[{\"check\":\"disk\",\"role\":\"index\","
                        + "\"result\":\"FAILED\",\"failure\":{\"code\":\"DISK_FULL\",\"message\":\"the disk is full\","
                        + "\"hint\":\"free space\",\"detail\":[]}}]}";
        body = found;
        CommandsUnderTest commands = commands();
        assertThat(commands.run("doctor")).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(commands.out()).contains("192.168.1.40/index   disk   FAILED", "the disk is full", "free space");
        assertThat(commands.run("doctor", "192.168.1.40", "-o", "json")).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(commands.out()).endsWith(found.replace("\"x\"", "\"192.168.1.40\"") + "\n");
        assertThat(commands.run("doctor", "--here")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void statusAsJsonIsWhatTheCoordinatorSaid() throws IOException {
        body = example();
        CommandsUnderTest commands = commands();
        assertThat(commands.run("status", "-o", "json")).isZero();
        assertThat(commands.out().strip()).isEqualTo(body.strip());
    }

    @Test
    void stopIsConfirmedByTheNameOfTheCluster() throws IOException {
        body = example();
        CommandsUnderTest commands = commands();
        assertThat(commands.run("stop", "--confirm", "other")).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).contains("the cluster is \"demo\", not \"other\"");
        assertThat(requests).noneMatch(request -> request.startsWith("POST"));
        assertThat(commands.run("stop", "--confirm", "demo")).isZero();
        assertThat(requests).contains("POST /v1/cluster/stop cli");
    }

    @Test
    void oneHostIsStoppedByItsName() {
        assertThat(commands().run("stop", "-h", "2001:DB8::7", "--yes")).isZero();
        assertThat(requests).containsExactly("POST /v1/hosts/2001%3Adb8%3A%3A7/stop cli");
    }

    @Test
    void aHostThatWouldBeMissedIsNotStoppedUnasked() {
        body =
                "{\"canStop\":false,\"reasons\":[{\"code\":\"STOPS_LAST_OF_ROLE\",\"message\":\"no member of compute would be"
                        + " left\",\"hint\":\"muster status\"}]}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("can-stop", "10.0.0.1", "10.0.0.2")).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(commands.out())
                .contains("no: 10.0.0.1, 10.0.0.2", "no member of compute would be left   [STOPS_LAST_OF_ROLE]");
        assertThat(commands.run("stop", "-h", "10.0.0.1")).isEqualTo(ExitCode.CONFLICT.code());
        assertThat(commands.err()).contains("no member of compute would be left", "--yes");
        assertThat(requests)
                .containsExactly("GET /v1/can-stop?host=10.0.0.1,10.0.0.2 null", "GET /v1/can-stop?host=10.0.0.1 null");
    }

    @Test
    void aHostThatNobodyMissesIsStoppedAtOnce() {
        body = "{\"canStop\":true,\"reasons\":[]}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("can-stop", "10.0.0.1")).isZero();
        assertThat(commands.out()).isEqualTo("yes: 10.0.0.1 can be stopped\n");
        assertThat(commands.run("stop", "-h", "10.0.0.1")).isZero();
        assertThat(requests).contains("POST /v1/hosts/10.0.0.1/stop cli");
    }

    @Test
    void whatIsHeldBackIsAskedForAndListed() {
        body =
                "{\"maintenance\":[{\"host\":\"10.0.0.1\",\"who\":\"ann\",\"reason\":\"disk\",\"until\":\"2026-11-28T19:30:00.000Z\"}]}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("freeze", "-m", "audit")).isZero();
        assertThat(commands.run("unfreeze")).isZero();
        assertThat(commands.run("maintenance", "begin", "10.0.0.1", "--for", "2h", "-m", "disk"))
                .isZero();
        assertThat(commands.run("maintenance", "end", "10.0.0.1")).isZero();
        assertThat(commands.run("maintenance", "list")).isZero();
        assertThat(commands.out()).contains("10.0.0.1", "2026-11-28T19:30:00.000Z", "ann", "disk");
        assertThat(requests)
                .containsExactly(
                        "POST /v1/cluster/freeze cli",
                        "POST /v1/cluster/unfreeze cli",
                        "POST /v1/hosts/10.0.0.1/maintenance/begin cli",
                        "POST /v1/hosts/10.0.0.1/maintenance/end cli",
                        "GET /v1/restraints null");
    }

    @Test
    void aClusterAHostOrARoleIsLockedAndLetGo() {
        body = "{\"message\":\"role web is locked until 2026-11-28T19:30:00Z\",\"locks\":["
                + "{\"role\":\"web\",\"who\":\"ann\",\"reason\":\"disk\",\"until\":\"2026-11-28T19:30:00.000Z\"},"
                + "{\"host\":\"10.0.0.1\",\"who\":\"bob\",\"reason\":\"\",\"until\":\"2026-11-28T19:30:00.000Z\"},"
                + "{\"who\":\"eve\",\"reason\":\"\",\"until\":\"2026-11-28T19:30:00.000Z\"}]}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("lock", "--role", "web", "-m", "disk")).isZero();
        assertThat(commands.out())
                .isEqualTo("Role web is locked until 2026-11-28T19:30:00Z. To end it before its time: muster unlock"
                        + " --role web\n");
        assertThat(commands.run("unlock", "--host", "10.0.0.1", "--force", "-m", "she is away"))
                .isZero();
        assertThat(commands.run("locks")).isZero();
        assertThat(commands.out()).contains("role web ", "host 10.0.0.1 ", "the cluster ", "ann", "eve", "disk");
        assertThat(requests)
                .containsExactly("POST /v1/cluster/lock cli", "POST /v1/cluster/unlock cli", "GET /v1/restraints null");
        body = "{\"locks\":[]}";
        assertThat(commands.run("locks")).isZero();
        assertThat(commands.out()).endsWith("Nothing is locked.\n");
    }

    @Test
    void aCheckIsIgnoredWithAReasonAndHeededAgain() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("doctor", "10.0.0.3", "--ignore", "port 9042 (cql)", "--reason", "it is ours"))
                .isZero();
        assertThat(commands.out()).contains("muster doctor 10.0.0.3 --heed 'port 9042 (cql)'");
        assertThat(commands.run("doctor", "10.0.0.3", "--heed", "port 9042 (cql)"))
                .isZero();
        assertThat(requests)
                .containsExactly(
                        "POST /v1/hosts/10.0.0.3/checks/ignore cli", "POST /v1/hosts/10.0.0.3/checks/heed cli");
        assertThat(commands.run("doctor", "10.0.0.3", "--ignore", "disk")).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).contains("without a reason");
        assertThat(commands.run("doctor", "--ignore", "disk", "-m", "small")).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void whatIsSafeIsRepairedByTheHostAfterAQuestionAndLookedAtAgain() {
        String found = "{\"schema\":\"muster/checks/1\",\"host\":\"10.0.0.3\",\"checks\":["
                + "{\"check\":\"disk\",\"result\":\"FAILED\",\"failure\":{\"code\":\"DISK_FULL\",\"message\":\"full\","
                + "\"hint\":\"df\",\"detail\":[]}},"
                + "{\"check\":\"vm.max_map_count\",\"result\":\"FAILED\",\"failure\":{\"code\":\"MAP_COUNT_TOO_LOW\","
                + "\"message\":\"too low\",\"hint\":\"sysctl\",\"detail\":[]},"
                + "\"fix\":{\"what\":\"raises it\",\"command\":\"sudo sysctl\"}}]}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("doctor", "10.0.0.3", "--fix")).isEqualTo(ExitCode.USAGE.code());
        assertThat(commands.err()).contains("doctor --fix needs --yes when there is no terminal");
        assertThat(requests).isEmpty();

        answers.add(found);
        assertThat(commands.run("doctor", "10.0.0.3")).isEqualTo(ExitCode.UNHEALTHY.code());
        assertThat(commands.out()).contains("1 of them is repaired by the host itself with --fix");
        requests.clear();

        answers.add(found);
        answers.add(
                "{\"schema\":\"muster/repairs/1\",\"host\":\"10.0.0.3\",\"repairs\":[{\"check\":\"vm.max_map_count\","
                        + "\"outcome\":\"NOT_PERMITTED\",\"text\":\"user 1000 may not\",\"command\":\"sudo sysctl -w\"}]}");
        answers.add("{\"schema\":\"muster/checks/1\",\"host\":\"10.0.0.3\",\"checks\":[]}");
        assertThat(commands.run("doctor", "10.0.0.3", "--fix", "--yes", "-m", "new machine"))
                .isZero();
        assertThat(commands.err()).contains("raises it", "as: sudo sysctl", "not permitted", "by hand: sudo sysctl -w");
        assertThat(commands.out()).endsWith("0 checks on 1 host: 0 ok, 0 warnings, 0 failed\n");
        assertThat(requests)
                .containsExactly(
                        "GET /v1/hosts/10.0.0.3/checks null",
                        "POST /v1/hosts/10.0.0.3/checks/repair cli",
                        "GET /v1/hosts/10.0.0.3/checks null");
    }

    @Test
    void aHostIsSkippedAndWaitedForAgainByItsName() {
        CommandsUnderTest commands = commands();
        assertThat(commands.run("host", "skip", "10.0.0.3", "-m", "new disk", "--force"))
                .isZero();
        assertThat(commands.out()).contains("goes on without 10.0.0.3", "muster start -h 10.0.0.3");
        assertThat(commands.run("host", "unskip", "10.0.0.3")).isZero();
        assertThat(requests).containsExactly("POST /v1/hosts/10.0.0.3/skip cli", "POST /v1/hosts/10.0.0.3/unskip cli");
        status = 409;
        body =
                "{\"type\":\"x\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"10.0.0.3 is there\",\"code\":\"HOST_IS_THERE\",\"hint\":\"wait\"}";
        assertThat(commands.run("host", "skip", "10.0.0.3")).isEqualTo(ExitCode.CONFLICT.code());
        assertThat(commands.err()).contains("10.0.0.3 is there");
    }

    @Test
    void whatFailedIsTriedAgainOnceItIsKnownToBeThere() throws IOException {
        CommandsUnderTest commands = commands();
        answers.add(example());
        body = "{\"message\":\"trying again: 192.168.1.41/compute\"}";
        assertThat(commands.run("retry", "192.168.1.41/compute", "-m", "disk")).isZero();
        assertThat(commands.out())
                .contains("Trying again: 192.168.1.41/compute. Watch it: ", " why 192.168.1.41/compute");
        answers.add(example());
        assertThat(commands.run("retry", "192.168.1.41")).isZero();
        assertThat(commands.run("retry", "--all")).isZero();
        assertThat(requests)
                .containsExactly(
                        "GET /v1/cluster null",
                        "POST /v1/hosts/192.168.1.41/roles/compute/retry cli",
                        "GET /v1/cluster null",
                        "POST /v1/hosts/192.168.1.41/retry cli",
                        "POST /v1/cluster/retry cli");
    }

    @Test
    void whatIsNotThereIsNotTriedAgain() throws IOException {
        CommandsUnderTest commands = commands();
        body = example();
        assertThat(commands.run("retry", "192.168.1.41/computer")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("Did you mean 192.168.1.41/compute");
        assertThat(commands.run("retry", "192.168.1.4")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("Did you mean 192.168.1.4");
        assertThat(requests).containsOnly("GET /v1/cluster null");
    }

    @Test
    void nothingToRetryIsAFailureAndNoConflict() {
        status = 409;
        body =
                "{\"type\":\"x\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"nothing to retry: no component has failed\",\"code\":\"NOTHING_TO_RETRY\",\"hint\":\"muster status\"}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("retry", "--all")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("nothing to retry: no component has failed");
    }

    @Test
    void whatTheCoordinatorRefusesIsSaidInItsWords() {
        status = 409;
        body =
                "{\"type\":\"x\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"the cluster is stopping\",\"code\":\"STOPPING\",\"hint\":\"wait\"}";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("stop", "-h", "10.0.0.1", "--yes")).isEqualTo(ExitCode.CONFLICT.code());
        assertThat(commands.err()).isEqualTo("error: the cluster is stopping\n   wait\n");
    }

    @Test
    void aStrangerBehindTheAddressIsNoticed() {
        body = "<html>hello</html>";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("status")).isEqualTo(ExitCode.UNREACHABLE.code());
        assertThat(commands.err()).contains("is not a Muster coordinator of this version");
        status = 404;
        assertThat(commands.run("status")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("answered with status 404");
    }

    @Test
    void nobodyThereIsToldAsSuch() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        assertThat(commands.run("status", "-C", "http://127.0.0.1:" + port)).isEqualTo(69);
        assertThat(commands.err()).contains("connection refused", "http://127.0.0.1:" + port + "/");
    }

    @Test
    void logsPrintTheLastLines() throws IOException {
        answers.add(example());
        body = "zero\none\ntwo\n";
        CommandsUnderTest commands = commands();
        assertThat(commands.run("logs", "192.168.1.40/master", "--tail", "2")).isZero();
        assertThat(commands.out()).isEqualTo("one\ntwo\n");
        assertThat(requests)
                .containsExactly("GET /v1/cluster null", "GET /v1/hosts/192.168.1.40/roles/master/log?tail=65536 null");
    }

    @Test
    void logsOfSeveralComponentsAreMergedByTimeEachLineWithItsComponent() throws IOException {
        answers.add(example());
        answers.add("26/11/20 19:00:01 WARN of the first\n\tat Stack.trace\n26/11/20 19:00:03 WARN last\n");
        answers.add("[2026-11-20T19:00:02,500] WARN between\n[2026-11-20T19:00:02,600] INFO between\n");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("logs", "spark-worker", "--grep", "WARN|at")).isZero();
        assertThat(commands.out().lines())
                .containsExactly(
                        "192.168.1.40/compute | 26/11/20 19:00:01 WARN of the first",
                        "192.168.1.40/compute | \tat Stack.trace",
                        "192.168.1.41/compute | [2026-11-20T19:00:02,500] WARN between",
                        "192.168.1.40/compute | 26/11/20 19:00:03 WARN last");
        assertThat(requests).last().asString().contains("/v1/hosts/192.168.1.41/roles/compute/log?tail=1048576");
    }

    @Test
    void logsOfAHostThatIsAwayAreToldOfAndTheOthersShown() throws IOException {
        answers.add(example());
        answers.add("2026-11-20T19:00:02Z long ago\n2099-11-20T19:00:02Z now\n");
        answers.add("");
        answers.add("2099-11-20T19:00:01Z before\n");
        CommandsUnderTest commands = commands();
        assertThat(commands.run("logs", "--since", "1h", "-o", "json")).isZero();
        assertThat(commands.out().lines())
                .containsExactly(
                        "{\"host\":\"192.168.1.41\",\"role\":\"compute\",\"at\":\"2099-11-20T19:00:01Z\","
                                + "\"line\":\"2099-11-20T19:00:01Z before\"}",
                        "{\"host\":\"192.168.1.40\",\"role\":\"compute\",\"at\":\"2099-11-20T19:00:02Z\","
                                + "\"line\":\"2099-11-20T19:00:02Z now\"}");
        answers.add(example());
        assertThat(commands.run("logs", "192.168.1.42")).isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err())
                .contains("\"192.168.1.42\" names no component of this cluster", "Did you mean 192.168.1.4");
    }

    @Test
    void aWatchedStatusIsShownAnewAfterEachChangeAndOutlastsTrouble() throws InterruptedException, IOException {
        body = example();
        tag = "W/\"1\"";
        CommandsUnderTest commands = commands();
        Thread watching = new Thread(() -> commands.run("status", "--watch"));
        watching.start();
        await(() -> requests.size() > 2);
        assertThat(commands.out()).containsOnlyOnce("demo   DEGRADED");
        status = 503;
        await(() -> commands.err().contains("answered with status 503; trying again, Ctrl-C ends --"));
        body = example().replace("DEGRADED", "STARTED");
        tag = "W/\"2\"";
        status = 200;
        await(() -> commands.out().contains("demo   STARTED"));
        watching.interrupt();
        watching.join();
        assertThat(commands.out()).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status --watch", "status --watch -o json", "logs -f 192.168.1.40/master", "events -f"})
    void whatGoesOnForEverEndsWhenNobodyReadsIt(String command) throws IOException {
        if (command.startsWith("logs")) {
            answers.add(example());
        }
        body = command.startsWith("status") ? example() : "{\"at\":\"2026-11-20T19:21:02Z\",\"message\":\"m\"}\n";
        CommandsUnderTest commands = commands().nobodyReads();
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(20), () -> commands.run(command.split(" "))))
                .isZero();
    }

    @Test
    void followingALogOutlastsTroubleAndGoesOnWhereItWas() throws InterruptedException, IOException {
        answers.add(example());
        body = "one\n";
        CommandsUnderTest commands = commands();
        Thread following = new Thread(() -> commands.run("logs", "-f", "192.168.1.40/master"));
        following.start();
        await(() -> commands.out().contains("one\n"));
        status = 503;
        await(() -> commands.err().contains("answered with status 503; trying again, Ctrl-C ends --"));
        body = "two\n";
        status = 200;
        await(() -> commands.err().contains("-- going on --") && commands.out().contains("two\n"));
        following.interrupt();
        following.join(10_000);
        assertThat(following.isAlive()).isFalse();
        assertThat(requests)
                .filteredOn(request -> request.contains("/log") && !request.contains("tail="))
                .allMatch(request -> request.contains("offset=7"));
    }

    private static void await(BooleanSupplier condition) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(condition::getAsBoolean);
    }
}
