package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rows D1, G2 to G5 and A1 with the real Spark, Cassandra and OpenSearch: whatever is killed, what was written is there
 * afterwards, and only what was killed is started again.
 */
class RealFaultsIT {

    private static final String CLUSTER = """
        {
          "A.1": {"master": true, "compute": true, "backend": true},
          "A.2": {"backend": true, "index": true, "standby": true},
          "A.3": {"backend": true, "index": true, "standby": true}
        }
        """;
    private static final int COMPONENTS = 8;
    private static final Duration STOPPING = Duration.ofMinutes(2);

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        cluster.define(CLUSTER);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void whateverIsKilledNothingIsLostAndOnlyThatIsStartedAgain() throws IOException {
        for (int number : List.of(1, 2, 3)) {
            cluster.start(number);
        }
        killTheLeaderDuringTheStart();
        Map<String, Long> before = LoopbackCluster.components(complete());
        Row.write(cluster.address(1));
        Document.write(cluster.address(2));
        String index = Document.cluster(cluster.address(2));

        killComponents(before, Set.of(cluster.address(1) + "/compute", id(3, "backend"), id(3, "index")));
        Map<String, Long> repaired = LoopbackCluster.components(complete());
        assertThat(changed(before, repaired))
                .containsExactlyInAnyOrder(id(1, "compute"), id(3, "backend"), id(3, "index"));
        assertThat(Row.read(cluster.address(3))).contains(Row.VALUE);
        assertThat(Document.read(cluster.address(3))).contains(Document.VALUE);

        killAndRestart(cluster.status().path("leader").asText());
        assertThat(changed(repaired, LoopbackCluster.components(complete()))).isEmpty();
        killComponents(LoopbackCluster.components(complete()), Set.of(id(1, "master")));
        complete(); // which means that every worker is listed again by the master that leads

        cluster.run(0, "stop", "--yes");
        for (int number : List.of(1, 2, 3)) {
            assertThat(cluster.host(number).awaitExit(STOPPING)).isZero();
        }
        for (int number : List.of(3, 2, 1)) {
            cluster.start(number);
        }
        complete();
        assertThat(Row.read(cluster.address(2))).contains(Row.VALUE);
        assertThat(Document.read(cluster.address(3))).contains(Document.VALUE);
        assertThat(Document.cluster(cluster.address(2))).as("formed once").isEqualTo(index);
        cluster.run(0, "stop", "--yes");
        for (int number : List.of(1, 2, 3)) {
            assertThat(cluster.host(number).awaitExit(STOPPING)).isZero();
        }
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    /** While Cassandra is coming up: its first node is there, the others are not. */
    private void killTheLeaderDuringTheStart() throws IOException {
        JsonNode starting = cluster.awaitStatus(
                "starting",
                status -> status.path("state").asText().equals("STARTING")
                        && LoopbackCluster.components(status).keySet().stream()
                                .anyMatch(id -> id.endsWith("/backend")));
        Map<String, Long> running = LoopbackCluster.components(starting);
        killAndRestart(starting.path("leader").asText());
        Map<String, Long> now = LoopbackCluster.components(complete());
        assertThat(now).hasSize(COMPONENTS);
        assertThat(changed(running, now)).isEmpty();
    }

    private void killAndRestart(String host) throws IOException {
        cluster.host(host).signal("KILL");
        cluster.host(host).awaitExit(LIMIT);
        cluster.start(Integer.parseInt(host.substring(host.lastIndexOf('.') + 1)));
    }

    private void killComponents(Map<String, Long> pids, Set<String> victims) throws IOException {
        for (String victim : victims) {
            ProcessHandle.of(pids.get(victim)).orElseThrow().destroyForcibly();
        }
        cluster.awaitStatus("noticed", status -> LoopbackCluster.components(status).keySet().stream()
                .noneMatch(victims::contains));
    }

    private String id(int number, String role) {
        return cluster.address(number) + "/" + role;
    }

    private JsonNode complete() throws IOException {
        return cluster.awaitStatus(
                "complete",
                status -> status.path("state").asText().equals("STARTED")
                        && LoopbackCluster.components(status).size() == COMPONENTS);
    }

    /** Spark's masters apart: the one that leads ends itself when its connection to ZooKeeper breaks, and the other takes over. */
    private static Set<String> changed(Map<String, Long> before, Map<String, Long> after) {
        Set<String> changed = new TreeSet<>();
        before.forEach((id, pid) -> {
            if (!pid.equals(after.get(id)) && !id.endsWith("/master")) {
                changed.add(id);
            }
        });
        return changed;
    }
}
