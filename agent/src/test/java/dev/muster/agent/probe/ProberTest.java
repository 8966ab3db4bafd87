package dev.muster.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.muster.agent.process.OutputFile;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.Probe;
import dev.muster.common.model.plan.Probe.Check;
import dev.muster.common.model.plan.Probe.Match;
import dev.muster.common.model.plan.Probe.Target;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sockets, files and commands. Fault row A13: a component that is there and yet does not work. */
final class ProberTest {

    private static final long TIMEOUT_MS = 30_000;

    @TempDir
    Path instance;

    private Path output;

    @BeforeEach
    void makeLogs() throws IOException {
        output = Files.createDirectories(instance.resolve("logs")).resolve("mock.out");
    }

    private LaunchPlan plan(List<Probe> probes) {
        return plan("0".repeat(64), probes);
    }

    private LaunchPlan plan(String hash, List<Probe> probes) {
        return new LaunchPlan(
                new Role("mock"),
                "mock",
                "1",
                new Install.ExistingHome("/", List.of()),
                instance.toString(),
                List.of(),
                List.of(),
                List.of("/bin/true"),
                new TreeMap<>(Map.of("PATH", "/usr/bin:/bin", "WORD", "hello")),
                null,
                List.of(),
                new LaunchPlan.Needs(0, 0, 0, 0, List.of()),
                probes,
                1,
                new LaunchPlan.StopPolicy("TERM", 1),
                new LaunchPlan.RestartPolicy(1, 1, 1, 1, List.of()),
                List.of(),
                null,
                new PlanHash(hash));
    }

    private static Probe probe(Target target, Check... checks) {
        return new Probe("p", ProbeLevel.OWN, target, List.of(checks), new TreeMap<>(), 20, TIMEOUT_MS, null);
    }

    private Evidence ask(Target target, Check... checks) {
        return prober().probe(probe(target, checks));
    }

    private Prober prober() {
        return new Prober(plan(List.of()), new OutputFile(output), Clock.system(), Set.of());
    }

    private static HttpServer http(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
        return server;
    }

    private Evidence askHttp(int status, String body, Check... checks) throws IOException {
        HttpServer server = http(status, body);
        try {
            return ask(new Target.Http(List.of(url(server))), checks);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void ofSeveralUrlsOneThatPassesIsEnough() throws IOException {
        HttpServer standby = http(200, "{\"status\": \"STANDBY\"}");
        HttpServer alive = http(200, "{\"status\": \"ALIVE\"}");
        Check check = new Check("/status", Match.EQUALS, "ALIVE");
        try {
            assertThat(ask(new Target.Http(List.of(url(standby), url(alive))), check)
                            .passed())
                    .isTrue();
            assertThat(ask(new Target.Http(List.of(url(standby), url(standby))), check)
                            .passed())
                    .isFalse();
        } finally {
            standby.stop(0);
            alive.stop(0);
        }
    }

    private static String url(HttpServer server) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/json/";
    }

    @Test
    void jsonOverHttpIsChecked() throws IOException {
        Evidence evidence = askHttp(200, "{\"status\": \"ALIVE\"}", new Check("/status", Match.EQUALS, "ALIVE"));
        assertThat(evidence.passed()).isTrue();
        assertThat(evidence.detail()).isEqualTo("status is ALIVE");
    }

    @Test
    void plainTextOverHttpIsADocumentToo() throws IOException {
        assertThat(askHttp(200, "It works\n", new Check("/text", Match.EQUALS, "It works"))
                        .passed())
                .isTrue();
    }

    @Test
    void anErrorOverHttpIsNoAnswerAndIsQuotedOnOneLine() throws IOException {
        Evidence evidence = askHttp(503, "no\nmaster\u001b[2J");
        assertThat(evidence.passed()).isFalse();
        assertThat(evidence.detail()).startsWith("HTTP 503").endsWith("no master [2J");
    }

    @Test
    void anEndlessAnswerIsRefused() throws IOException {
        assertThat(askHttp(200, "x".repeat(Answer.BYTES_MAX + 1)).detail()).contains("longer than");
    }

    @Test
    void aPortThatSaysNothingTimesOutForEveryProtocol() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"))) {
            Prober prober = prober();
            int port = silent.getLocalPort();
            for (Target target : List.of(
                    new Target.Http(List.of("http://127.0.0.1:" + port + "/")),
                    new Target.Cql("127.0.0.1", port, "select"))) {
                Probe probe = new Probe("p", ProbeLevel.OWN, target, List.of(), new TreeMap<>(), 20, 200, null);
                assertThat(prober.probe(probe).passed()).as("%s", target).isFalse();
            }
            assertThat(ask(new Target.Tcp("127.0.0.1", port)).passed()).isTrue();
        }
    }

    @Test
    void aClosedPortIsRefused() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = closed.getLocalPort();
        }
        assertThat(ask(new Target.Tcp("127.0.0.1", port)).detail()).contains("refused");
    }

    @Test
    void rowsOverCqlAreCheckedAndFactsKept() throws IOException {
        try (CqlServer server = new CqlServer(CqlServer.READY, CqlServer.systemRow())) {
            Probe probe = new Probe(
                    "cql",
                    ProbeLevel.OWN,
                    new Target.Cql("127.0.0.1", server.port(), "select bootstrapped from system.local"),
                    List.of(new Check("/[bootstrapped=COMPLETED]", Match.COUNT, "1")),
                    new TreeMap<>(Map.of("address", "/broadcast_address", "rack", "/rack")),
                    20,
                    TIMEOUT_MS,
                    null);
            Evidence evidence = prober().probe(probe);
            assertThat(evidence.detail()).isEqualTo("1 of 1 answers with bootstrapped=COMPLETED");
            assertThat(evidence.passed()).isTrue();
            assertThat(evidence.facts()).isEqualTo(Map.of("address", "127.0.0.2"));
            assertThat(server.query.get()).isEqualTo("select bootstrapped from system.local");
        }
    }

    @Test
    void anErrorOverCqlIsQuoted() throws IOException {
        CqlServer.Reply error = new CqlServer.Reply(0, CqlServer.bytes(out -> {
            out.writeInt(0x2200);
            CqlServer.string(out, "unconfigured table");
        }));
        try (CqlServer server = new CqlServer(CqlServer.READY, error)) {
            assertThat(ask(new Target.Cql("127.0.0.1", server.port(), "select")).detail())
                    .isEqualTo("CQL error 0x2200: unconfigured table");
        }
        try (CqlServer server = new CqlServer(new CqlServer.Reply(3, new byte[2]), error)) {
            assertThat(ask(new Target.Cql("127.0.0.1", server.port(), "select")).detail())
                    .contains("password");
        }
    }

    @Test
    void aLogLineIsFoundAcrossPartsAndStaysFound() throws IOException {
        Prober prober = prober();
        Probe probe = probe(new Target.Log("^now ready$"));
        assertThat(prober.probe(probe).passed()).isFalse();
        Files.writeString(output, "first\nnow re");
        assertThat(prober.probe(probe).passed()).isFalse();
        Files.writeString(output, "ady\n", StandardOpenOption.APPEND);
        assertThat(prober.probe(probe).passed()).isTrue();
        Files.writeString(output, "");
        assertThat(prober.probe(probe).passed()).isTrue();
    }

    @Test
    void aPatternThatBacktracksForEverIsNotFound() throws IOException {
        Files.writeString(output, "a".repeat(5_000) + "\nready\n");
        assertThat(ask(new Target.Log("(a+)+b")).passed()).isFalse();
        assertThat(ask(new Target.Log("(a+)+b|ready")).passed()).isTrue();
        assertThat(ask(new Target.Log("(")).detail()).contains("bad pattern");
    }

    @Test
    void aLinkInPlaceOfTheLogIsNotFollowed() throws IOException {
        Files.writeString(instance.resolve("secret"), "now ready\n");
        Files.createSymbolicLink(output, instance.resolve("secret"));
        assertThat(ask(new Target.Log("ready")).passed()).isFalse();
    }

    @Test
    void aCommandAnswersWithItsOutput() {
        assertThat(ask(
                                new Target.Exec(List.of("/bin/sh", "-c", "echo \"{\\\"word\\\": \\\"$WORD\\\"}\"")),
                                new Check("/word", Match.EQUALS, "hello"))
                        .passed())
                .isTrue();
        assertThat(ask(new Target.Exec(List.of("/bin/sh", "-c", "echo why; exit 4")))
                        .detail())
                .isEqualTo("/bin/sh ended with exit code 4: why");
        assertThat(ask(new Target.Exec(List.of("/no/such/command"))).passed()).isFalse();
    }

    /** Only an answer of somebody who must know denies: neither silence does, nor a bystander's ignorance. */
    @Test
    void aDenialNeedsAnAnswerOfSomebodyWhoMustKnow() {
        assertThat(askTheMaster("echo '{\"status\":\"ALIVE\",\"workers\":[]}'").isDenied())
                .isTrue();
        assertThat(askTheMaster("echo '{\"status\":\"STANDBY\",\"workers\":[]}'")
                        .isDenied())
                .isFalse();
        assertThat(askTheMaster("exit 1").isDenied()).isFalse();
        Evidence listed = askTheMaster("echo '{\"status\":\"ALIVE\",\"workers\":[1]}'");
        assertThat(listed.passed()).isTrue();
        assertThat(listed.isDenied()).isFalse();
    }

    private Evidence askTheMaster(String script) {
        Probe probe = new Probe(
                "p",
                ProbeLevel.JOINED,
                new Target.Exec(List.of("/bin/sh", "-c", script)),
                List.of(new Check("/workers", Match.COUNT_AT_LEAST, "1")),
                new TreeMap<>(),
                20,
                TIMEOUT_MS,
                new Probe.Unjoined(60_000, List.of(new Check("/status", Match.EQUALS, "ALIVE"))));
        return prober().probe(probe);
    }

    @Test
    void aCommandThatFloodsOrHangsIsBounded() {
        assertThat(ask(new Target.Exec(List.of("/bin/sh", "-c", "head -c 3000000 /dev/zero")))
                        .passed())
                .isTrue();
        Probe hanging = new Probe(
                "p",
                ProbeLevel.OWN,
                new Target.Exec(List.of("/bin/sleep", "300")),
                List.of(),
                new TreeMap<>(),
                20,
                100,
                null);
        assertThat(prober().probe(hanging).detail()).contains("in time");
    }

    @Test
    void aLineThatCameUnderAnEarlierAgentIsNotAskedForAgain() {
        Prober prober = new Prober(plan(List.of()), new OutputFile(output), Clock.system(), Set.of("p"));
        assertThat(prober.probe(probe(new Target.Log("never said"))).passed()).isTrue();
    }

    @Test
    void aScheduleReportsChangesOnceAndAllEvidenceWithThem() throws IOException {
        Queue<List<Evidence>> reports = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        LaunchId launch = new LaunchId(new Incarnation(1), 1);
        Probe log = new Probe(
                "log", ProbeLevel.OWN, new Target.Log("ready"), List.of(), new TreeMap<>(), 20, TIMEOUT_MS, null);
        Probe file = new Probe(
                "file",
                ProbeLevel.JOINED,
                new Target.Exec(
                        List.of("/usr/bin/test", "-f", instance.resolve("there").toString())),
                List.of(),
                new TreeMap<>(),
                20,
                TIMEOUT_MS,
                null);
        try (ProbeSchedule schedule =
                new ProbeSchedule(Clock.system(), threads, (id, evidence) -> reports.add(evidence))) {
            schedule.start(launch, plan(List.of(log, file)), new OutputFile(output), Set.of());
            assertThat(schedule.evidence(launch)).hasSize(2).noneMatch(Evidence::passed);
            await().atMost(Duration.ofSeconds(60)).until(() -> reports.size() == 2);
            Files.writeString(output, "ready\n");
            Files.writeString(instance.resolve("there"), "");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> schedule.evidence(launch).stream().allMatch(Evidence::passed));
            await().atMost(Duration.ofSeconds(60)).until(() -> reports.size() == 4);
            assertThat(reports).allSatisfy(report -> assertThat(report).hasSize(2));
            schedule.stop(launch);
            assertThat(schedule.evidence(launch)).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aScheduleAsksByANewPlanAndKeepsWhatWasSaidUntilThen() throws IOException {
        ExecutorService threads = Executors.newCachedThreadPool();
        LaunchId launch = new LaunchId(new Incarnation(1), 1);
        Files.writeString(instance.resolve("there"), "");
        Probe before = test("there", "-f");
        Probe after = test("there", "-d");
        Queue<List<Evidence>> reports = new ConcurrentLinkedQueue<>();
        try (ProbeSchedule schedule =
                new ProbeSchedule(Clock.system(), threads, (id, evidence) -> reports.add(evidence))) {
            schedule.start(launch, plan("one", List.of(before)), new OutputFile(output), Set.of());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> schedule.evidence(launch).stream().allMatch(Evidence::passed));
            schedule.start(launch, plan("one", List.of(after)), new OutputFile(output), Set.of());
            assertThat(schedule.evidence(launch))
                    .as("the same plan changes nothing")
                    .allMatch(Evidence::passed);
            reports.clear();
            schedule.start(launch, plan("two", List.of(after)), new OutputFile(output), Set.of());
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> schedule.evidence(launch).stream().noneMatch(Evidence::passed));
            assertThat(reports).as("nobody was told that it was not asked").allSatisfy(report -> assertThat(report)
                    .noneMatch(seen -> seen.detail().contains("not asked")));
        } finally {
            threads.shutdownNow();
        }
    }

    private Probe test(String file, String option) {
        return new Probe(
                "file",
                ProbeLevel.JOINED,
                new Target.Exec(
                        List.of("/usr/bin/test", option, instance.resolve(file).toString())),
                List.of(),
                new TreeMap<>(),
                20,
                TIMEOUT_MS,
                null);
    }
}
