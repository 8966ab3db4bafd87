package dev.muster.e2e;

import static dev.muster.e2e.LoopbackCluster.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three coordinators, of which one leads: the loss of any of them touches no component. */
class StandbyIT {

    private static final String CLUSTER = """
            {
              "A.1": {"master": true, "compute": true},
              "A.2": {"compute": true, "backend": true, "standby": true},
              "A.3": {"backend": true, "index": true, "standby": true},
              "A.4": {"index": true}
            }
            """;

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks();
        cluster.define(CLUSTER);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    @Test
    void aKilledLeaderIsReplacedAHandoverIsQuickAndNoComponentIsRestarted() throws Exception {
        for (int number : List.of(4, 3, 2, 1)) {
            cluster.start(number);
        }
        JsonNode started = cluster.awaitStatus("started", StandbyIT::isStarted);
        Map<String, Long> before = LoopbackCluster.components(started);
        assertThat(before).hasSize(7);

        String killed = started.path("leader").asText();
        cluster.host(killed).signal("KILL");
        cluster.host(killed).awaitExit(LIMIT);
        JsonNode replaced = cluster.awaitStatus("led by another", status -> !leads(status, killed));
        assertThat(replaced.path("epoch").asLong())
                .isGreaterThan(started.path("epoch").asLong());
        cluster.start(numberOf(killed)).await("this coordinator stands by; the one on .* leads", LIMIT);
        JsonNode whole = cluster.awaitStatus("complete", StandbyIT::isStarted);
        assertThat(LoopbackCluster.components(whole)).isEqualTo(before);
        for (int number = 1; number <= 3; number++) {
            assertThat(ask(number, "/healthz")).startsWith("200 ");
            assertThat(ask(number, "/readyz")).startsWith("200 ");
            boolean leads = leads(whole, cluster.address(number));
            assertThat(ask(number, "/leader")).startsWith(leads ? "200 " : "404 ");
            String metrics = ask(number, "/metrics");
            assertThat(metrics).contains("\nmuster_leader " + (leads ? 1 : 0) + "\n", "\nmuster_store_connected 1\n");
            if (leads) {
                assertThat(metrics).contains("\nmuster_agent_sessions 4\n", "state=\"started\"} 1\n");
            }
        }

        String leaving = whole.path("leader").asText();
        cluster.host(leaving).signal("TERM");
        cluster.host(leaving).awaitExit(LIMIT);
        cluster.awaitStatus("handed over", status -> !leads(status, leaving));
        cluster.start(numberOf(leaving));
        assertThat(LoopbackCluster.components(cluster.awaitStatus("complete again", StandbyIT::isStarted)))
                .isEqualTo(before);
        assertThat(cluster.saying("\" started:")).as("announced once").isEqualTo(1);

        cluster.run(0, "stop", "--yes");
        for (int number = 1; number <= 4; number++) {
            assertThat(cluster.host(number).awaitExit(LIMIT)).isZero();
        }
        assertThat(Leftovers.of(cluster.folder())).isEmpty();
    }

    @Test
    void oneOfThreeCoordinatorHostsDoesNotLead() throws Exception {
        MusterProcess alone = cluster.start(1);
        alone.await("it needs 2 of the 3 coordinator hosts", LIMIT);
        assertThat(alone.output()).doesNotContain("Awaiting for cluster hosts ready signal");
        assertThat(cluster.run(1, "status")).contains("no coordinator leads", "it needs 2 of the 3 coordinator hosts");
        assertThat(ask(1, "/healthz")).startsWith("200 ");
        assertThat(ask(1, "/readyz"))
                .startsWith("503 ")
                .contains("STORE_AWAY", "it needs 2 of the 3 coordinator hosts");
        cluster.start(3);
        cluster.awaitStatus("led", status -> status.path("state").asText().equals("AWAITING_HOSTS"));
    }

    /** The status and the body that one coordinator answers with. */
    private String ask(int number, String path) throws Exception {
        URI url = URI.create("http://" + cluster.address(number) + ":7480" + path);
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(HttpRequest.newBuilder(url).timeout(LIMIT).build(), HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    private static int numberOf(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
    }

    private static boolean isStarted(JsonNode status) {
        return status.path("state").asText().equals("STARTED");
    }

    private static boolean leads(JsonNode status, String host) {
        return status.path("leader").asText().equals(host);
    }
}
