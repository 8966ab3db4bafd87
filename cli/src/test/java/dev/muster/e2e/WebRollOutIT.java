package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.changed;
import static dev.muster.e2e.LoopbackCluster.components;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.cli.command.BalancerPrograms;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A web role behind a real HAProxy, with the configuration that {@code muster render haproxy} prints, is rolled out by the product while
 * users ask all the time: no request fails.
 */
class WebRollOutIT {

    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final int PORT = 18_474;
    private static final String FILE = """
            {
              "cluster": {"name": "pages"},
              "components": {"master": {"kind": "mock"}, "web": {"port": %d, "greeting": "%s"}},
              "balancer": {
                "roles": ["web"],
                "haproxy": {"socket": "%s", "backend": "pages", "server": "${host}"},
                "drain": {"timeout": "20s"}
              },
              "hosts": {"A.1": {"master": true}, "A.[2-%d]": {"web": true}}
            }
            """;

    private LoopbackCluster cluster;
    private Process haproxy;

    @BeforeEach
    void begin() throws Exception {
        Optional<Path> program = BalancerPrograms.find("haproxy");
        assumeTrue(program.isPresent(), "skipped: no haproxy (apt-get install haproxy)");
        assumeTrue(Files.isExecutable(PYTHON), "skipped: the example serves its pages with " + PYTHON);
        cluster = LoopbackCluster.ofRealSoftware();
        cluster.environment(
                "MUSTER_COMPONENTS_DIR",
                MusterProcess.root().resolve("examples/components").toString());
        define("Good day.", 5);
        startHaproxy(program.get());
        define("Good day.", 4);
        for (int number = 4; number >= 1; number--) {
            cluster.start(number);
        }
        cluster.awaitState("STARTED");
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (haproxy != null) {
            haproxy.destroyForcibly().waitFor();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    /** @param last number of the last host that serves */
    private void define(String greeting, int last) throws IOException {
        Path socket = cluster.folder().resolve("admin.sock");
        cluster.define(FILE.formatted(PORT, greeting, socket, last));
    }

    private String file() {
        return cluster.folder().resolve("cluster.json").toString();
    }

    /** Settings by which the components of the examples are known. */
    private String definitions() throws IOException {
        return BalancerPrograms.withExamples(cluster.folder()).toString();
    }

    private void startHaproxy(Path program) throws Exception {
        Path config = cluster.folder().resolve("haproxy.cfg");
        Files.writeString(
                config,
                cluster.run(
                                0,
                                "render",
                                "haproxy",
                                "--offline",
                                "--bind",
                                cluster.address(1),
                                "--cluster",
                                file(),
                                "--config",
                                definitions())
                        + "\n");
        Path log = cluster.folder().resolve("haproxy.log");
        haproxy = new ProcessBuilder(program.toString(), "-db", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        InetSocketAddress front = front();
        for (int tries = 0; !answers(front); tries++) {
            assertThat(tries)
                    .as(Files.readString(log) + Files.readString(config))
                    .isLessThan(100);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static boolean answers(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            socket.connect(server, 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private InetSocketAddress front() {
        return new InetSocketAddress(cluster.address(1), PORT);
    }

    /** Until HAProxy sends users to that host. */
    private void awaitServing(int number) {
        try (WebUsers asking =
                new WebUsers(front(), "/", page -> page.contains("Served by " + cluster.address(number)))) {
            asking.awaitMore(1);
        }
    }

    @Test
    void noRequestFailsWhileAHostIsDrainedAndTheRoleIsRestartedOneByOneGivenOtherSettingsHalfByHalfAndScaled()
            throws Exception {
        for (int number = 2; number <= 4; number++) {
            awaitServing(number);
        }
        try (WebUsers users = new WebUsers(front(), "/", page -> page.contains("Served by"))) {
            users.awaitMore(100);
            drainAndStop(3, users);
            assertThat(users.failures()).isEmpty();
        }
        Map<String, Long> before = components(cluster.status());
        try (WebUsers users = new WebUsers(front(), "/", page -> page.contains("Served by"))) {
            users.awaitMore(100);
            assertThat(cluster.run(0, "restart", "web")).contains("change 1: DONE, 3 of 3 done");
            Map<String, Long> restarted = components(cluster.status());
            assertThat(changed(before, restarted)).hasSize(3);

            define("Good night.", 4);
            assertThat(cluster.run(0, "apply", file(), "--yes", "--strategy", "half"))
                    .contains("change 2: DONE, 3 of 3 done");
            assertThat(changed(restarted, components(cluster.status()))).hasSize(3);

            define("Good night.", 5);
            cluster.run(
                    0,
                    "balancer",
                    "disable",
                    cluster.address(5) + "/web",
                    "--cluster",
                    file(),
                    "--config",
                    definitions());
            cluster.run(0, "apply", file(), "--yes", "--no-wait");
            cluster.start(5);
            assertThat(cluster.run(0, "change", "--watch")).contains("change 3: DONE, 1 of 1 done");
            awaitServing(5);

            define("Good night.", 4);
            assertThat(cluster.run(6, "apply", file(), "--yes"))
                    .contains("undoes all that has changed since revision 2", "components.dir");
            assertThat(cluster.run(0, "rollback", "2", "--yes")).contains("change 4: DONE, 1 of 1 done");
            users.awaitMore(100);
            assertThat(users.failures()).isEmpty();
        }
        try (WebUsers users = new WebUsers(front(), "/", page -> page.contains("Good night."))) {
            users.awaitMore(100);
            assertThat(users.failures()).isEmpty();
        }
    }

    /** The host is worked on, and its agent is started only after the maintenance. */
    private void drainAndStop(int number, WebUsers users) throws Exception {
        String host = cluster.address(number);
        String member = host + "/web is out of its balancer";
        assertThat(cluster.run(0, "maintenance", "begin", host, "--drain", "--for", "1h", "-m", "new disk"))
                .contains("wait --for drained --host " + host);
        cluster.run(0, "wait", "--for", "drained", "--host", host);
        assertThat(cluster.run(0, "maintenance", "list")).contains(member + ": no users are sent there");
        cluster.run(0, "stop", "-h", host, "--yes");
        users.awaitMore(100);
        cluster.run(0, "maintenance", "end", host);
        assertThat(cluster.run(0, "maintenance", "list")).contains(member);
        cluster.start(number);
        awaitServing(number);
        assertThat(cluster.run(0, "maintenance", "list")).isEqualTo("No host is in maintenance.");
    }
}
