package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.changed;
import static dev.muster.e2e.LoopbackCluster.components;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real Spark, Cassandra and OpenSearch are scaled out and in, and given other settings one by one and half by half, while
 * applications write and read through quorums. It takes several minutes: {@code bin/rollout} runs it.
 */
@Tag("long")
class RollOutIT {

    private static final String THREE = """
            {
              "cluster": {"name": "shop"},
              "components": {
                "master": {"heap": "128m"},
                "compute": {"heap": "128m"},
                "backend": {"heap": "256m", "fastGossip": true},
                "index": {"heap": "256m"},
              },
              "hosts": {
                "A.1": {"master": true, "compute": true, "backend": true, "index": true},
                "A.2": {"standby": true, "compute": true, "backend": true, "index": true},
                "A.3": {"standby": true, "compute": true, "backend": true, "index": true},
              },
            }
            """;
    private static final String FOUR = THREE.replace("""
              },
            }
            """, """
                "A.4": {"backend": true},
              },
            }
            """);
    private static final String LARGER = THREE.replace("128m", "136m").replace("256m", "272m");
    private static final Duration CHANGE = Duration.ofMinutes(12);
    private static final Duration STOPPING = Duration.ofMinutes(2);

    private LoopbackCluster cluster;
    private String file;

    @BeforeEach
    void makeFolder() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        file = cluster.folder().resolve("cluster.json").toString();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void noCallFailsAndNothingIsLostWhileTheClusterIsChanged() throws Exception {
        underTraffic(false);
    }

    @Test
    void theSameWhileTheLeadingCoordinatorIsKilledInTheMiddleOfEachChange() throws Exception {
        underTraffic(true);
    }

    private void underTraffic(boolean kill) throws Exception {
        cluster.define(THREE);
        for (int number : List.of(3, 2, 1)) {
            cluster.start(number);
        }
        Map<String, Long> three = components(cluster.awaitState("STARTED"));
        List<String> nodes = List.of(cluster.address(1), cluster.address(2), cluster.address(3));
        try (Traffic ring = new Traffic("Cassandra", new RingStore(nodes));
                Traffic index = new Traffic("OpenSearch", new IndexStore(nodes))) {
            int writes = ring.unharmedSince(-1);
            int documents = index.unharmedSince(-1);

            cluster.define(FOUR);
            begin("apply", file, "--yes", "-m", "a fourth node");
            cluster.start(4);
            end(kill);
            Map<String, Long> four = components(cluster.awaitState("STARTED"));
            assertThat(changedButMasters(three, four)).containsExactly(cluster.address(4) + "/backend");
            writes = ring.unharmedSince(writes);
            documents = index.unharmedSince(documents);

            cluster.define(THREE);
            // the file of the first revision once more: that it undoes the second one is meant
            begin("apply", file, "--yes", "--confirm", "shop", "--if-revision", "2", "-m", "three are enough");
            end(kill);
            assertThat(changedButMasters(three, components(cluster.awaitState("STARTED"))))
                    .isEmpty();
            writes = ring.unharmedSince(writes);
            documents = index.unharmedSince(documents);

            cluster.define(LARGER);
            begin("apply", file, "--yes", "-m", "larger heaps");
            end(kill);
            Map<String, Long> larger = components(cluster.awaitState("STARTED"));
            assertThat(changed(three, larger)).isEqualTo(three.keySet());
            writes = ring.unharmedSince(writes);
            documents = index.unharmedSince(documents);

            begin("rollback", "1", "--yes", "--strategy", "half");
            end(kill);
            assertThat(changed(larger, components(cluster.awaitState("STARTED"))))
                    .isEqualTo(three.keySet());
            ring.unharmedSince(writes);
            index.unharmedSince(documents);
            ring.endUnharmed();
            index.endUnharmed();
        }
        // either of the masters may lead by now
        String masters = "spark://" + cluster.address(1) + ":7077," + cluster.address(2) + ":7077";
        SparkJob.Ended job =
                SparkJob.run(SparkJob.home(), cluster.address(1), cluster.folder(), List.of("--master", masters));
        assertThat(job.output()).contains(SparkJob.expected());
        cluster.run(0, "stop", "--yes");
        for (int number : List.of(1, 2, 3)) {
            assertThat(cluster.host(number).awaitExit(STOPPING)).isZero();
        }
        cluster.host(4).signal("TERM");
        cluster.host(4).awaitExit(STOPPING);
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    private void begin(String... change) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(change));
        arguments.add("--no-wait");
        System.out.println(cluster.run(0, arguments.toArray(String[]::new)));
    }

    /** Follows the change to its end; on the way, when its first step is taken, the leader is killed where that is wanted. */
    private void end(boolean kill) throws IOException {
        if (kill) {
            JsonNode status = cluster.awaitStatus("at a step", RollOutIT::isAtAStep);
            String leader = status.path("leader").asText();
            cluster.host(leader).signal("KILL");
            cluster.host(leader).awaitExit(LoopbackCluster.LIMIT);
            cluster.start(Integer.parseInt(leader.substring(leader.lastIndexOf('.') + 1)));
            JsonNode next = cluster.awaitStatus(
                    "led by another", s -> !s.path("leader").asText().equals(leader));
            assertThat(next.path("epoch").asLong())
                    .isGreaterThan(status.path("epoch").asLong());
        }
        try (MusterProcess watching = MusterProcess.start(cluster.folder(), "change", "--watch")) {
            int exit = watching.awaitExit(CHANGE);
            System.out.println(watching.output());
            assertThat(exit).as(watching.output()).isZero();
        }
        JsonNode change = cluster.status().path("change");
        assertThat(change.path("status").asText()).isEqualTo("DONE");
        assertThat(change.path("failed").asInt()).isZero();
    }

    /** In the middle: a third of the steps are done, and one is under way. */
    private static boolean isAtAStep(JsonNode status) {
        JsonNode change = status.path("change");
        boolean underWay = false;
        for (JsonNode step : change.path("steps")) {
            underWay |= !Set.of("PENDING", "DONE").contains(step.path("phase").asText());
        }
        return underWay
                && 3 * change.path("done").asInt() >= change.path("steps").size() - 1;
    }

    /** The same without Spark's masters: the one that leads ends itself when its connection to ZooKeeper breaks. */
    private static Set<String> changedButMasters(Map<String, Long> before, Map<String, Long> after) {
        Set<String> changed = changed(before, after);
        changed.removeIf(id -> id.endsWith("/master"));
        return changed;
    }
}
