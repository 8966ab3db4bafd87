package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.components;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A component that was given up, and the command that has it tried again. */
class RetryIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PORT = 18_473;

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        Path definitions = Files.createDirectory(cluster.folder().resolve("definitions"));
        // The mock component with a port of its own, that is given up after one more try.
        Files.writeString(
                definitions.resolve("held.conf"),
                Files.readString(MusterProcess.root().resolve("components/mock.conf"))
                                .replace("kind = mock\n", "kind = held\nrole = held\n")
                                .replace(
                                        "restart { backoff-min = 200ms, backoff-max = 5s }",
                                        "restart { backoff-min = 200ms, backoff-max = 200ms, flap-max = 1 }")
                        + "\nports = [{ name = held, number = \"" + PORT + "\" }]\n");
        cluster.environment("MUSTER_COMPONENTS_DIR", definitions.toString());
        cluster.define(
                "{\"components\": {\"master\": {\"kind\": \"mock\"}, \"held\": {\"kind\": \"held\"}}, \"hosts\": {"
                        + "\"A.1\": {\"master\": true}, \"A.2\": {\"held\": true}}}");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void whatWasGivenUpComesBackWhenItsPortIsFreeAndItIsTriedAgain() throws IOException {
        String held = cluster.address(2) + "/held";
        cluster.start(1);
        cluster.start(2);
        Map<String, Long> before = components(cluster.awaitState("STARTED"));
        assertThat(before).containsKey(held);
        try (ServerSocket holder = new ServerSocket(PORT, 1, InetAddress.getByName(cluster.address(2)))) {
            assertThat(holder.isBound()).isTrue();
            ProcessHandle.of(before.get(held)).orElseThrow().destroyForcibly();
            JsonNode givenUp = cluster.awaitStatus("given up", status -> restartsOfGivenUp(status, held) >= 0);
            int restarts = restartsOfGivenUp(givenUp, held);
            assertThat(givenUp.toString()).contains("PORT_IN_USE", "muster retry " + held);
            assertThat(cluster.run(0, "why", held))
                    .contains("is not tried again", "PORT_IN_USE", "muster retry " + held);
            assertThat(cluster.run(0, "retry", held)).contains("Trying again: " + held);
            cluster.host(1)
                    .await("CLUSTER: tries " + held + " again, asked by " + System.getProperty("user.name"), LIMIT);
            cluster.awaitStatus("given up again", status -> restartsOfGivenUp(status, held) > restarts);
        }
        assertThat(cluster.run(0, "retry", "--all", "-m", "port freed")).contains("Trying again: " + held);
        Map<String, Long> after = components(cluster.awaitState("STARTED"));
        assertThat(after.get(held)).isPositive().isNotEqualTo(before.get(held));

        assertThat(cluster.run(1, "retry", held)).contains("nothing to retry: " + held + " is READY");
        assertThat(cluster.run(1, "retry", cluster.address(2))).contains("held is READY");
        assertThat(cluster.run(1, "retry", "--all")).contains("no component has failed");
        assertThat(cluster.run(1, "retry", cluster.address(2) + "/hold")).contains("Did you mean " + held);
        assertThat(components(cluster.status())).isEqualTo(after);
        cluster.run(0, "stop", "--yes");
        assertThat(cluster.host(1).awaitExit(LIMIT)).isZero();
    }

    /** How often it has been started again, when it is given up; else -1. */
    private static int restartsOfGivenUp(JsonNode status, String component) {
        for (JsonNode host : status.path("hosts")) {
            for (JsonNode role : host.path("roles")) {
                String name =
                        host.path("name").asText() + "/" + role.path("role").asText();
                if (name.equals(component) && role.path("gaveUp").asBoolean()) {
                    return role.path("restarts").asInt();
                }
            }
        }
        return -1;
    }
}
