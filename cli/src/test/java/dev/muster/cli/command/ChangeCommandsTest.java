package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.cli.console.Terminal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that change a cluster, against an HTTP server that answers as the coordinator does. */
final class ChangeCommandsTest {

    private static final String FILE = "{\n  // exactly so\n  \"10.0.0.1\": {\"master\": true}\n}\n";

    private static final String REVISION =
            "{\"revision\":%d,\"hash\":\"0123456789abcdef\",\"author\":\"ann\",\"at\":\"2026-11-20T19:23:01.000Z\",\"reason\":\"%s\"";

    private static final String PLAN = ("{\"schema\":\"muster/plan/1\",\"cluster\":\"demo\",\"base\":" + REVISION
                    + "},\"to\":%d,\"change\":true,\"hash\":\"abc\",\"token\":\"tok\",\"strategy\":\"one-by-one\","
                    + "\"differences\":[],\"newHosts\":[],\"goneHosts\":[],\"steps\":[{\"batch\":1,\"action\":\"RESTART\","
                    + "\"host\":\"10.0.0.1\",\"role\":\"master\",\"kind\":\"spark-master\",\"version\":\"3.5.6\",\"why\":[\"cores 1 -> 2\"]}],"
                    + "\"interruptions\":[],\"warnings\":[],\"obstacles\":[],\"severe\":false,\"unchanged\":0,\"file\":\"{}\"}")
            .formatted(7, "", 8);

    private static final String CHANGE =
            "{\"schema\":\"muster/change/1\",\"number\":3,\"from\":7,\"to\":8,\"who\":\"ann\",\"reason\":\"\",\"begunAt\":"
                    + "\"2026-11-20T19:23:01.000Z\",\"strategy\":\"one-by-one\",\"status\":\"DONE\",\"done\":1,\"failed\":0,\"steps\":["
                    + "{\"batch\":1,\"action\":\"RESTART\",\"host\":\"10.0.0.1\",\"role\":\"master\",\"phase\":\"DONE\"}]}";

    @TempDir
    private Path folder;

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> answers = new TreeMap<>();
    private final Map<String, Integer> statuses = new TreeMap<>();

    /** Answers that come before {@link #answers}, once each. */
    private final Map<String, Deque<String>> first = new ConcurrentHashMap<>();

    private HttpServer server;
    private Path file;

    @BeforeEach
    void serve() throws IOException {
        file = Files.writeString(folder.resolve("mine.json"), FILE);
        answers.put("POST /v1/plans", PLAN);
        answers.put("GET /v1/change", CHANGE);
        answers.put("PUT /v1/cluster/file", "{\"message\":\"revision 7 -> 8, change 3: 1 step\"}");
        answers.put("GET /v1/cluster/file", FILE);
        answers.put("POST /v1/restarts", "{\"message\":\"change 4: restarts 1 component, half\"}");
        answers.put("GET /v1/cluster", Files.readString(Path.of("src/test/resources/status.json")));
        answers.put(
                "GET /v1/revisions",
                "{\"schema\":\"muster/revisions/1\",\"current\":8,\"revisions\":[" + REVISION.formatted(7, "first")
                        + "}," + REVISION.formatted(8, "heap") + "}]}");
        revision(7, FILE);
        revision(8, FILE.replace("{\"master\": true}", "{\"master\": true}, \"10.0.0.2\": {\"compute\": true}"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String key =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("If-Match") + " " + body);
            String once = first.getOrDefault(key, new ArrayDeque<>()).poll();
            byte[] bytes = (once == null ? answers.getOrDefault(key, "{}") : once).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(statuses.getOrDefault(key, 200), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    private void revision(int number, String text) {
        answers.put(
                "GET /v1/revisions/" + number,
                "{\"schema\":\"muster/revision/1\",\"revision\":" + REVISION.formatted(number, "") + ",\"file\":\""
                        + text.replace("\"", "\\\"").replace("\n", "\\n") + "\"}}");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private CommandsUnderTest commands() {
        return new CommandsUnderTest(
                folder,
                Map.of("MUSTER_COORDINATOR", "127.0.0.1:" + server.getAddress().getPort()),
                new Terminal(false, false, false, false, false, true, 80, 24));
    }

    private String run(int exit, String... arguments) {
        CommandsUnderTest commands = commands();
        assertThat(commands.run(arguments)).as(commands.out() + commands.err()).isEqualTo(exit);
        return commands.out() + commands.err();
    }

    @Test
    void aPlanIsPrintedAndChangesNothing() {
        String plan = run(0, "plan", file.toString());
        assertThat(plan)
                .contains("against the running cluster \"demo\" (revision 7", "restart: cores 1 -> 2")
                .contains("Apply exactly this:  muster apply " + file + " --if-revision 7");
        run(10, "plan", file.toString(), "--detailed-exitcode", "--strategy", "half");
        assertThat(requests)
                .hasSize(2)
                .allMatch(request -> request.startsWith("POST /v1/plans"))
                .last()
                .asString()
                .contains("\"strategy\":\"half\"", "// exactly so");
        assertThat(run(0, "plan", file.toString(), "-o", "json")).isEqualTo(PLAN + "\n");
    }

    @Test
    void exactlyThePlanIsAppliedAndFollowed() {
        String applied = run(0, "apply", file.toString(), "--yes", "-m", "more cores", "--max-failed", "2");
        assertThat(applied)
                .contains("Plan: 0 to add, 0 to stop, 1 to restart", "Revision 7 -> 8, change 3")
                .contains("change 3: restart 10.0.0.1/master done", "change 3: DONE, 1 of 1 done");
        assertThat(requests)
                .anyMatch(request -> request.startsWith(
                                "PUT /v1/cluster/file?strategy=one-by-one&token=tok&reason=more+cores&maxFailed=2 \"7\" ")
                        && request.endsWith(FILE));
    }

    @Test
    void nobodyIsAskedWithoutATerminal() {
        assertThat(run(2, "apply", file.toString())).contains("--yes");
        assertThat(requests).isEmpty();
        answers.put("POST /v1/plans", PLAN.replace("\"severe\":false", "\"severe\":true"));
        assertThat(run(2, "apply", file.toString(), "--yes")).contains("--confirm demo");
        assertThat(run(2, "apply", file.toString(), "--confirm", "other")).contains("not \"other\"");
        assertThat(requests).noneMatch(request -> request.startsWith("PUT"));
        run(0, "apply", file.toString(), "--confirm", "demo", "--no-wait");
        assertThat(requests).anyMatch(request -> request.contains("confirm=demo"));
    }

    @Test
    void whoWasQuickerIsToldWithWhatHasChanged() {
        answers.put("POST /v1/plans", PLAN.replace("\"revision\":7", "\"revision\":8"));
        String moved = run(6, "apply", file.toString(), "--yes", "--if-revision", "7");
        assertThat(moved)
                .contains("muster merge " + file + " --base 7")
                .contains("the cluster is at revision 8 now, not at 7")
                .contains("revision 8, ", " ago by ann: \"heap\"", "+ host 10.0.0.2");
        assertThat(requests).noneMatch(request -> request.startsWith("PUT"));
        answers.put("POST /v1/plans", PLAN);
        answers.put("PUT /v1/cluster/file", "{\"code\":\"REVISION_MOVED\",\"detail\":\"moved\",\"hint\":\"\"}");
        statuses.put("PUT /v1/cluster/file", 412);
        assertThat(run(6, "apply", file.toString(), "--yes")).contains("+ host 10.0.0.2");
    }

    private static final String TWO =
            FILE.replace("{\"master\": true}", "{\"master\": true}, \"10.0.0.2\": {\"compute\": true}");

    @Test
    void aFileThatUndoesWhatOthersHaveDoneIsRefusedUnlessThatIsMeant() throws IOException {
        Files.writeString(file, FILE.replace("\"master\": true", "\"master\": true, \"index\": true"));
        answers.put(
                "POST /v1/plans",
                PLAN.replace("\"revision\":7", "\"revision\":8").replace("\"to\":8", "\"to\":9"));
        assertThat(run(6, "apply", file.toString(), "--yes"))
                .contains("undoes all that has changed since revision 7 (revision 8 is by ann)", "+ host 10.0.0.2")
                .contains("muster merge " + file + " --base 7", "--if-revision 8", "muster rollback 7");
        assertThat(requests).noneMatch(request -> request.startsWith("PUT"));
        run(0, "apply", file.toString(), "--yes", "--if-revision", "8");
        Files.writeString(file, TWO.replace("\"master\": true", "\"master\": true, \"index\": true"));
        run(0, "apply", file.toString(), "--yes");
    }

    @Test
    void whatOthersHaveDoneIsMergedIntoAnotherFile() throws IOException {
        answers.put("GET /v1/cluster/file", TWO);
        String mine = FILE.replace("\"master\": true", "\"master\": true, \"index\": true");
        Files.writeString(file, mine);
        String merged = run(0, "merge", file.toString());
        assertThat(merged)
                .contains("Taken from revision 8 by ann, what has changed since revision 7:")
                .contains("+ 10.0.0.2: {\"compute\": true}", "muster apply " + file + ".merged --if-revision 8");
        assertThat(Files.readString(file)).isEqualTo(mine);
        assertThat(Files.readString(Path.of(file + ".merged")))
                .contains(
                        "// exactly so",
                        "\"10.0.0.1\": {\"master\": true, \"index\": true}",
                        "\"10.0.0.2\": {\"compute\": true}");
        assertThat(run(1, "merge", file.toString())).contains("is there already");
        assertThat(run(0, "merge", file.toString(), "--base", "8")).contains("Nothing to merge");
        assertThat(requests).allMatch(request -> request.startsWith("GET"));
    }

    @Test
    void whatContradictsIsNamedWithAllValuesAndWrittenNowhere() throws IOException {
        revision(7, TWO.replace("{\"compute\": true}", "{\"compute\": {\"cores\": 2}}"));
        revision(8, TWO.replace("{\"compute\": true}", "{\"compute\": {\"cores\": 4}}"));
        Files.writeString(file, TWO.replace("{\"compute\": true}", "{\"compute\": {\"cores\": 6}}"));
        assertThat(run(2, "merge", file.toString())).contains("--base N");
        assertThat(run(6, "merge", file.toString(), "--base", "7"))
                .contains("10.0.0.2 / compute / cores", "was    2", "theirs 4", "yours  6", "nothing was written");
        assertThat(Path.of(file + ".merged")).doesNotExist();
    }

    @Test
    void aWrittenPlanIsPerformedOrNone() throws IOException {
        Path plan = Files.writeString(folder.resolve("plan.json"), PLAN);
        run(0, "apply", plan.toString(), "--yes");
        assertThat(requests)
                .anyMatch(request ->
                        request.startsWith("PUT") && request.contains("token=tok") && request.endsWith("{}"));
        Files.writeString(plan, PLAN.replace("\"tok\"", "\"old\""));
        assertThat(run(6, "apply", plan.toString(), "--yes")).contains("not as it was when this plan was made");
        assertThat(run(2, "apply", plan.toString(), "--yes", "--strategy", "half"))
                .contains("one-by-one");
    }

    @Test
    void anObstacleAnInvalidFileAndAFailedChangeHaveTheirExitCodes() {
        answers.put(
                "POST /v1/plans",
                PLAN.replace(
                        "\"obstacles\":[]",
                        "\"obstacles\":[{\"code\":\"CHANGE_IN_PROGRESS\",\"message\":\"change 2 is RUNNING\",\"hint\":\"\",\"detail\":[]}]"));
        assertThat(run(6, "apply", file.toString(), "--yes")).contains("error: change 2 is RUNNING");
        answers.put(
                "POST /v1/plans",
                "{\"code\":\"SPEC_INVALID\",\"detail\":\"not valid\",\"hint\":\"\",\"errors\":[\"line 1 is wrong\"]}");
        statuses.put("POST /v1/plans", 422);
        assertThat(run(3, "plan", file.toString())).contains("line 1 is wrong");
        answers.put(
                "GET /v1/change",
                CHANGE.replace("\"status\":\"DONE\"", "\"status\":\"FAILED\"")
                        .replace(
                                "\"phase\":\"DONE\"",
                                "\"phase\":\"FAILED\",\"failure\":{\"code\":\"X\",\"message\":\"it broke\",\"hint\":\"\",\"detail\":[]}"));
        assertThat(run(1, "change", "--watch")).contains("it broke", "muster change retry", "muster rollback 7");
    }

    private static final String QUEUE =
            "{\"schema\":\"muster/queue/1\",\"free\":%s,\"place\":%d,\"waiting\":[{\"who\":\"ann\",\"what\":\"apply\",\"reason\":\"heap\"}]}";

    private static String busy() {
        return PLAN.replace(
                "\"obstacles\":[]",
                "\"obstacles\":[{\"code\":\"CHANGE_IN_PROGRESS\",\"message\":\"change 2 is RUNNING\",\"hint\":\"\",\"detail\":[]}]");
    }

    @Test
    void whoWaitsPlansAgainWhenTheTurnHasCome() {
        first.put("POST /v1/plans", new ArrayDeque<>(List.of(busy(), PLAN.replace("\"tok\"", "\"newer\""))));
        first.put(
                "POST /v1/change/queue",
                new ArrayDeque<>(List.of(QUEUE.formatted("false", 2), QUEUE.formatted("true", 2))));
        answers.put("POST /v1/change/queue", QUEUE.formatted("true", 1));
        assertThat(run(0, "apply", file.toString(), "--yes", "--wait", "--timeout", "1m", "-m", "more cores"))
                .contains("Waiting for the turn: a change goes on (muster change), and 1 comes first.")
                .contains("Waiting for the turn: 1 comes first.")
                .contains("Revision 7 -> 8, change 3");
        assertThat(requests)
                .anyMatch(request ->
                        request.startsWith("PUT") && request.contains("token=newer&reason=more+cores&ticket="))
                .noneMatch(request -> request.contains("/queue/leave"));
        run(0, "restart", "--all", "--wait");
        assertThat(requests)
                .anyMatch(request -> request.startsWith("POST /v1/restarts") && request.contains("\"ticket\":\""));
    }

    @Test
    void aPlanThatHasBecomeAnotherOneWhileItWaitedIsNotPerformed() {
        answers.put("POST /v1/change/queue", QUEUE.formatted("true", 1));
        String other = PLAN.replace("cores 1 -> 2", "cores 3 -> 2").replace("\"severe\":false", "\"severe\":true");
        first.put("POST /v1/plans", new ArrayDeque<>(List.of(busy(), other)));
        assertThat(run(6, "apply", file.toString(), "--yes", "--wait"))
                .contains("while the turn was waited for, the plan has become another one")
                .contains("no longer: restart 10.0.0.1/master: cores 1 -> 2")
                .contains("now: restart 10.0.0.1/master: cores 3 -> 2")
                .contains("now data or a service may be lost");
        first.put(
                "POST /v1/plans", new ArrayDeque<>(List.of(busy(), PLAN.replace("\"revision\":7", "\"revision\":8"))));
        assertThat(run(6, "apply", file.toString(), "--yes", "--wait")).contains("at revision 8 now, not at 7");
        assertThat(requests)
                .noneMatch(request -> request.startsWith("PUT"))
                .filteredOn(request -> request.startsWith("POST /v1/change/queue/leave"))
                .hasSize(2);
    }

    @Test
    void whoWaitsTooLongGivesThePlaceUp() {
        answers.put("POST /v1/change/queue", QUEUE.formatted("false", 1));
        assertThat(run(5, "restart", "--all", "--wait", "--timeout", "0s")).contains("nothing was changed: the turn");
        assertThat(requests).last().asString().startsWith("POST /v1/change/queue/leave");
        assertThat(run(2, "restart", "--all", "--timeout", "5s")).contains("--timeout goes with --wait");
        answers.put("GET /v1/change/queue", QUEUE.formatted("false", 0));
        assertThat(run(0, "change")).contains("waits at place 1: ann, to apply (heap)");
    }

    @Test
    void revisionsAreListedComparedExportedAndAppliedAgain() throws IOException {
        assertThat(run(0, "revisions")).contains("8 (in force)", "first", "0123456789ab");
        assertThat(run(0, "diff", "7", "8")).contains("+ host 10.0.0.2");
        assertThat(run(0, "diff", "7")).contains("No differences");
        assertThat(run(0, "diff", "8", file.toString())).contains("- host 10.0.0.2");
        assertThat(run(0, "export")).isEqualTo(FILE);
        Path written = folder.resolve("written.json");
        run(0, "export", "--revision", "7", "-o", written.toString());
        assertThat(Files.readString(written)).isEqualTo(FILE);
        assertThat(run(0, "rollback", "7", "--yes")).contains("revision 7 against the running cluster");
        assertThat(requests)
                .anyMatch(request -> request.startsWith("PUT") && request.contains("reason=rollback+to+revision+7"));
    }

    @Test
    void anUpgradeAppliesWhatIsInForceWithAnotherVersionAndOtherSettings() {
        answers.put(
                "POST /v1/plans",
                PLAN.replace("\"revision\":7", "\"revision\":8").replace("\"to\":8", "\"to\":9"));
        assertThat(run(0, "upgrade", "compute=4.0.1", "--set", "compute.cores=2", "--yes"))
                .contains("revision 8 with compute 4.0.1, compute.cores 2", "muster export -o cluster.json");
        assertThat(requests)
                .anyMatch(request -> request.startsWith("PUT")
                        && request.contains("reason=upgrade%3A+compute+4.0.1%2C+compute.cores+2")
                        && request.contains("\"8\"")
                        && request.contains("\"compute\": {\"version\": \"4.0.1\", \"cores\": 2}")
                        && request.contains("// exactly so"));
        assertThat(run(3, "upgrade", "--swap", "compute", "--yes")).contains("has no pair to swap", "#pairs");
        assertThat(run(2, "upgrade")).contains("nothing says what");
        assertThat(run(2, "upgrade", "compute")).contains("\"compute\" is not ROLE=VERSION");
        assertThat(run(2, "upgrade", "--set", "compute=2")).contains("is not ROLE.SETTING=VALUE");
    }

    @Test
    void aRestartNamesWhatItMeans() {
        run(0, "restart", "192.168.1.41", "--strategy", "half", "--no-wait");
        assertThat(requests).last().asString().contains("\"strategy\":\"half\"", "\"hosts\":[\"192.168.1.41\"]");
        assertThat(run(2, "restart", "192.168.1.40/master", "192.168.1.41")).contains("one after the other");
        assertThat(run(1, "restart", "mastr")).contains("Did you mean master");
        run(0, "restart", "--all");
        assertThat(requests)
                .anyMatch(request -> request.startsWith("POST /v1/restarts") && !request.contains("\"hosts\""));
    }

    @Test
    void aChangeIsSteered() {
        answers.put("POST /v1/change/pause", "{\"message\":\"change 3 is PAUSED\"}");
        assertThat(run(0, "change", "pause", "-m", "lunch")).contains("change 3 is PAUSED", "change --watch");
        run(0, "change", "force", "10.0.0.1/master");
        assertThat(requests).last().asString().contains("\"host\":\"10.0.0.1\"", "\"role\":\"master\"");
        assertThat(run(0, "change")).contains("change 3  DONE  revision 7 -> 8, one-by-one, by ann");
        assertThat(run(0, "change", "show", "-o", "json")).isEqualTo(CHANGE + "\n");
    }

    @Test
    void theStatusShowsAChangeThatGoesOn() throws IOException {
        String status =
                Files.readString(Path.of("src/test/resources/status.json")).strip();
        String running = CHANGE.replace("\"DONE\",\"done\"", "\"RUNNING\",\"waitsFor\":\"it\",\"done\"");
        answers.put("GET /v1/cluster", status.substring(0, status.length() - 1) + ",\"change\":" + running + "}");
        assertThat(run(0, "status")).contains("change 3: restart master, 1 of 1 done, waits: it");
    }
}
