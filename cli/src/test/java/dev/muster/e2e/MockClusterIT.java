package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.components;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The four-host example with the mock component: real processes, one a host, on loopback addresses. */
class MockClusterIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);
    private static final List<Integer> HOSTS = List.of(1, 2, 3, 4);
    private static final Path EXAMPLE = MusterProcess.root().resolve("examples/cluster.json");

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks();
        cluster.define(Files.readString(EXAMPLE)
                .replace("192.168.1.40", "A.1")
                .replace("192.168.1.41", "A.2")
                .replace("192.168.1.42", "A.3")
                .replace("192.168.1.43", "A.4"));
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void tryBringsEverythingUpAndCtrlCLeavesNothing() throws IOException {
        try (MusterProcess muster = MusterProcess.start(
                cluster.folder(),
                "try",
                EXAMPLE.toString(),
                "--components",
                "mock",
                "--dir",
                cluster.folder().resolve("try").toString())) {
            muster.await("info: >> CLUSTER: Awaiting for cluster hosts ready signal$", START);
            for (int ready = 1; ready <= 4; ready++) {
                muster.await(
                        "info: >> CLUSTER\\(" + ready + "/4\\): Host '127[.0-9]+' ready signal received[.]$", START);
            }
            muster.await("CLUSTER: cluster \"muster\" started: 4 hosts, 10 sub-components", START);
            assertThat(muster.output()).doesNotContain("\u001b");
            JsonNode status = cluster.status();
            assertThat(status.path("state").asText()).isEqualTo("STARTED");
            assertThat(components(status)).hasSize(10).allSatisfy((id, pid) -> assertThat(pid)
                    .isPositive());
            muster.signal("INT");
            assertThat(muster.awaitExit(STOP)).isEqualTo(130);
        }
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    @Test
    void theLastPictureOfATrialShowsAllStopped() throws IOException {
        try (MusterProcess muster = MusterProcess.start(
                cluster.folder(),
                "try",
                EXAMPLE.toString(),
                "--components",
                "mock",
                "--progress",
                "tty",
                "--dir",
                cluster.folder().resolve("try").toString())) {
            muster.await("10 of 10 sub-components ready", START);
            muster.signal("INT");
            assertThat(muster.awaitExit(STOP)).isEqualTo(130);
            String[] frames = muster.output().split("\u001b\\[[0-9]+A");
            assertThat(frames[frames.length - 1])
                    .contains("All components are stopped.")
                    .doesNotContain("sub-components stopped");
        }
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    @Test
    void startOrderDoesNotMatterAndAKilledAgentAdoptsWhatRuns() throws Exception {
        List<Integer> order = new ArrayList<>(HOSTS);
        Collections.shuffle(order, new Random(cluster.address(1).hashCode()));
        for (int number : order) {
            cluster.start(number);
        }
        cluster.host(1).await("CLUSTER: cluster \"muster\" started", START);
        cluster.host(3).await("CLUSTER: Connecting to master: " + cluster.address(1) + "$", START);
        cluster.host(3).await("CLUSTER: Sending ready signal to master$", START);
        cluster.host(3).await("CLUSTER: Master proceed signal received[.][.][.]$", START);
        assertThat(new ToldAnswers("http://" + cluster.address(1) + ":7480").check(cluster.address(1), "master"))
                .contains(
                        "/v1/cluster",
                        "/v1/events",
                        "/v1/audit",
                        "/v1/hosts/{host}/checks",
                        "/v1/hosts/{host}/roles/{role}/log")
                .contains("/healthz", "/readyz", "/leader", "/metrics", "/v1/metrics/targets", "/");
        Map<String, Long> before = components(cluster.status());
        for (int victim : List.of(3, 1)) {
            cluster.host(victim).signal("KILL");
            cluster.host(victim).awaitExit(STOP);
            cluster.start(victim);
        }
        cluster.host(1).await("CLUSTER: complete again|carrying on with run 1", START);
        assertThat(components(cluster.awaitState("STARTED"))).isEqualTo(before);
        assertThat(cluster.host(1).output()).doesNotContain("\" started:");
        cluster.run(0, "stop", "--yes");
        for (int number : HOSTS) {
            assertThat(cluster.host(number).awaitExit(STOP)).isZero();
        }
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    @Test
    void oneHostStopsAndComesBack() throws IOException {
        for (int number : HOSTS) {
            cluster.start(number);
        }
        cluster.host(1).await("CLUSTER: cluster \"muster\" started", START);
        assertThat(cluster.run(0, "doctor"))
                .containsPattern("^[0-9]+ checks on 4 hosts: [0-9]+ ok, 0 warnings, 0 failed");
        assertThat(cluster.run(0, "doctor", cluster.address(2)))
                .containsPattern("address " + cluster.address(2) + " +is this machine's")
                .containsPattern("clock +as the coordinator's");
        assertThat(cluster.run(0, "timeline"))
                .contains("Started in ", cluster.address(4) + "/index", "Critical path", "waiting for hosts");
        assertThat(cluster.run(0, "env", "--shell", "sh"))
                .isEqualTo("export MUSTER_COORDINATOR='http://" + cluster.address(1) + ":7480/'");
        // Nobody waits long at the TAB key: on a busy machine there may be no names at first.
        Awaitility.await()
                .atMost(START)
                .until(() -> cluster.run(0, "__names", "roles"), "backend\ncompute\nindex\nmaster"::equals);
        assertThat(cluster.run(0, "open")).isEqualTo("http://" + cluster.address(1) + ":7480/");
        cluster.run(0, "stop", "-h", cluster.address(4), "--yes");
        assertThat(cluster.host(4).awaitExit(STOP)).isZero();
        JsonNode without = cluster.awaitState("DEGRADED");
        assertThat(cluster.run(4, "doctor"))
                .contains("the agent of " + cluster.address(4) + " is not connected")
                .contains("1 failed");
        assertThat(cluster.run(0, "explain", "AGENT_AWAY"))
                .contains("the host's agent is not connected", "docs/failures.md");
        assertThat(components(without).keySet()).noneMatch(id -> id.startsWith(cluster.address(4) + "/"));
        cluster.start(4);
        cluster.awaitState("STARTED");
        assertThat(cluster.run(0, "logs", cluster.address(4) + "/index")).isNotBlank();
        assertThat(cluster.run(0, "logs", "--tail", "1").lines())
                .hasSize(10)
                .anyMatch(line -> line.startsWith(cluster.address(4) + "/index"))
                .anyMatch(line -> line.startsWith(cluster.address(1) + "/master"))
                .allMatch(line -> line.contains(" | "));
        assertThat(cluster.run(0, "logs", "index", "--grep", "is ready").lines())
                .allMatch(line -> line.contains("mock is ready"))
                .isNotEmpty();
        cluster.host(1).signal("INT");
        assertThat(cluster.host(1).awaitExit(STOP)).isEqualTo(130);
    }

    @Test
    void detachedHostsAreGivenBackOnceTheyStandAndAStopLeavesNothing() throws IOException {
        for (int number : HOSTS) {
            assertThat(cluster.run(0, cluster.arguments(number, "--detach")))
                    .containsPattern("started in the background: process [0-9]+, log " + cluster.directory(number)
                            + "/start.log");
        }
        assertThat(components(cluster.awaitState("STARTED"))).hasSize(10);
        assertThat(cluster.run(3, cluster.arguments(9, "--detach")))
                .contains(
                        "the start ended at once with exit code 3",
                        cluster.address(9),
                        cluster.directory(9) + "/start.log");
        cluster.run(0, "stop", "--confirm", "muster");
        Awaitility.await().atMost(STOP).until(() -> Leftovers.of(cluster.folder())
                .isEmpty());
        assertThat(cluster.run(69, "status")).contains("no cluster of yours runs on this machine");
    }

    @Test
    void aHostThatIsNotInTheFileAndASecondAgentEndWithThree() throws IOException {
        assertThat(cluster.run(3, cluster.arguments(9)))
                .contains(cluster.address(9))
                .contains(cluster.address(1))
                .doesNotContain("\tat ");
        cluster.start(2).await("CLUSTER: Connecting to master: " + cluster.address(1) + "$", START);
        assertThat(cluster.run(3, cluster.arguments(2))).containsPattern("pid [0-9]+");
    }
}
