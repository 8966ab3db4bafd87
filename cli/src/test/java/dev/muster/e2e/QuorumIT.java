package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.components;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The four-host example with the mock component, of which one host is not started. */
class QuorumIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final String REQUIRE = "{\"$require\": {\"compute\": \"75%\", \"backend\": \"2/3\", \"index\": 1},";

    private LoopbackCluster cluster;

    @BeforeEach
    void make() throws IOException {
        cluster = LoopbackCluster.ofMocks();
        cluster.environment("MUSTER_START_QUORUM_GRACE", "2s");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    private void define(String beginning) throws IOException {
        String example = Files.readString(MusterProcess.root().resolve("examples/cluster.json"))
                .replace("192.168.1.40", "A.1")
                .replace("192.168.1.41", "A.2")
                .replace("192.168.1.42", "A.3")
                .replace("192.168.1.43", "A.4");
        cluster.define(beginning + example.substring(example.indexOf('{') + 1));
    }

    private void startThree() throws IOException {
        for (int number = 1; number <= 3; number++) {
            cluster.start(number);
        }
    }

    @Test
    void aStartGoesOnWithoutWhoIsNotRequiredAndWhoComesLateJoins() throws Exception {
        define(REQUIRE);
        startThree();
        String late = cluster.address(4);
        cluster.host(1).await("CLUSTER: quorum reached; waits 2 s more for " + late + "$", START);
        cluster.host(1).await("CLUSTER: goes on without " + late + "; who comes later joins by itself$", START);
        cluster.host(1)
                .await(
                        "CLUSTER: cluster \"muster\" started DEGRADED: 3 of 4 hosts, 7 of 10 sub-components, [0-9]+ s; without "
                                + late + "$",
                        START);
        JsonNode without = cluster.awaitState("DEGRADED");
        assertThat(without.path("problems").findValuesAsText("id")).contains("HOST_LEFT_BEHIND");
        Map<String, Long> before = components(without);
        assertThat(before).hasSize(7);
        cluster.run(0, "wait", "--for", "started", "--timeout", "1s");
        assertThat(cluster.run(5, "wait", "--for", "ready", "--timeout", "1s")).contains("7 of 10");
        assertThat(cluster.run(4, "status", "--exit-code")).contains("DEGRADED", late + ": " + late + " was not there");

        cluster.host(1).signal("KILL");
        cluster.host(1).awaitExit(START);
        cluster.start(1).await("carrying on with run 1", START);
        cluster.awaitStatus("degraded again", status -> components(status).equals(before));
        assertThat(cluster.host(1).output()).doesNotContain("Awaiting for cluster hosts", "\" started");

        cluster.start(4);
        cluster.host(1).await("CLUSTER: " + late + " has come late, and joins by itself$", START);
        cluster.host(1).await("CLUSTER: complete again after [0-9]+ s$", START);
        assertThat(components(cluster.awaitState("STARTED"))).hasSize(10).containsAllEntriesOf(before);
        cluster.run(0, "wait", "--for", "ready", "--timeout", "10s");
    }

    @Test
    void anOperatorSkipsAHostUntilItComes() throws IOException {
        define("{");
        startThree();
        for (int number = 1; number <= 3; number++) {
            String address = cluster.address(number);
            cluster.awaitStatus(
                    address + " is there",
                    status -> status.path("hosts").findValuesAsText("name").contains(address)
                            && status.path("counts").path("hostsReady").asInt() == 3);
        }
        String missing = cluster.address(4);
        cluster.host(1).await("to go on without one: muster host skip " + missing + "$", START);
        assertThat(cluster.run(1, "host", "skip", cluster.address(9)))
                .contains("there is no host " + cluster.address(9));
        assertThat(cluster.run(6, "host", "skip", cluster.address(2)))
                .contains(cluster.address(2) + " is there", "muster stop -h " + cluster.address(2));
        assertThat(cluster.run(0, "host", "skip", missing, "-m", "new disk"))
                .contains("goes on without " + missing, "start -h " + missing);
        cluster.host(1).await("CLUSTER: goes on without " + missing + ", asked by .*: new disk;", START);
        cluster.host(1).await("CLUSTER: cluster \"muster\" started DEGRADED: 3 of 4 hosts.* without " + missing, START);
        assertThat(cluster.run(0, "status")).contains(missing + " is skipped, asked by", "new disk");
        assertThat(cluster.run(0, "audit")).contains("host.skip").contains("new disk");

        cluster.start(4);
        cluster.host(1).await("CLUSTER: " + missing + ", which was skipped by .*, has come late", START);
        cluster.host(1).await("CLUSTER: complete again", START);
        assertThat(components(cluster.awaitState("STARTED"))).hasSize(10);
        assertThat(cluster.run(6, "host", "unskip", missing)).contains(missing + " is not skipped");
    }
}
