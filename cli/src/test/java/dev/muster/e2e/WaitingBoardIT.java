package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Four hosts of which one comes too early, one with the file of another cluster and one not at all: the board leads to the start. */
class WaitingBoardIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DEFINITION = """
            {
              "cluster": {"name": "%s"},
              "components": {"master": {"kind": "mock"}, "compute": {"kind": "mock"}},
              "hosts": {"A.1": {"master": true}, "A.2": {"compute": true}, "A.3": {"compute": true}, "A.4": {"compute": true}}
            }
            """;

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        cluster.define(DEFINITION.formatted("demo"));
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void theCommandsOfTheBoardCompleteTheCluster() throws IOException {
        MusterProcess early = cluster.start(2);
        early.await("Connecting to master: " + cluster.address(1), LIMIT);
        early.await("COORDINATOR_REFUSED|connection refused", LIMIT);
        MusterProcess master = cluster.start(1);
        master.await("CLUSTER\\(2/4\\): Host", LIMIT);

        Path file = cluster.folder().resolve("cluster.json");
        String right = Files.readString(file);
        Files.writeString(file, right.replace("demo", "other"));
        assertThat(cluster.start(3).awaitExit(LIMIT)).isEqualTo(3);
        Files.writeString(file, right);

        JsonNode status = cluster.awaitStatus(
                "explained", seen -> causes(seen).values().toString().equals("[OTHER_CLUSTER, HOST_NOT_STARTED]"));
        assertThat(causes(status).keySet()).containsExactly(cluster.address(3), cluster.address(4));
        master.await(
                "warn: >> CLUSTER: refused " + cluster.address(3) + ": the agent's file is about cluster \"other\"",
                LIMIT);
        master.await("warn: >> CLUSTER: " + cluster.address(4) + " is missing: the machine answers", LIMIT);
        master.await("^ +[^ ]*muster start -h " + cluster.address(4) + " --cluster ", LIMIT);
        assertThat(cluster.run(0, "why", cluster.address(3)))
                .contains("[OTHER_CLUSTER]", "muster explain OTHER_CLUSTER");
        assertThat(cluster.run(0, "events")).contains("[OTHER_CLUSTER]", "[HOST_NOT_STARTED]");
        assertThat(cluster.run(0, "events", "-o", "json"))
                .contains(
                        "\"type\":\"HOST_MISSING\"",
                        "\"phase\":\"AWAITING_HOSTS\"",
                        "\"cause\":{\"code\":\"OTHER_CLUSTER\"");

        runAsPrinted(cluster.run(0, "hosts", "--missing", "--commands"));
        master.await("CLUSTER: cluster \"demo\" started", LIMIT);
        assertThat(causes(cluster.awaitState("STARTED"))).isEmpty();
        assertThat(cluster.run(0, "hosts", "--missing", "--commands")).isEmpty();
    }

    /** By a shell, as it stands. All hosts are one machine here, so that each needs a folder of its own. */
    private void runAsPrinted(String script) throws IOException {
        List<String> lines = script.lines().toList();
        assertThat(lines).anyMatch(line -> line.startsWith("# " + cluster.address(3) + ": it tried to connect"));
        List<String> commands =
                lines.stream().filter(line -> !line.startsWith("#")).toList();
        assertThat(commands).hasSize(2);
        for (int i = 0; i < commands.size(); i++) {
            cluster.shell(3 + i, commands.get(i));
        }
    }

    private static Map<String, String> causes(JsonNode status) {
        Map<String, String> causes = new TreeMap<>();
        for (JsonNode host : status.path("hosts")) {
            if (host.has("missing")) {
                causes.put(
                        host.path("name").asText(),
                        host.path("missing").path("code").asText());
            }
        }
        return causes;
    }
}
