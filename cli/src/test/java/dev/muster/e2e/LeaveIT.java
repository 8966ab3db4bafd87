package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ComponentState;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real components that leave their clusters, under real agents; the goals are the test's. */
class LeaveIT {

    private static final String NETWORK = "127.0.81.";

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = OpenFolder.create();
    }

    @AfterEach
    void leaveNothing() throws IOException {
        Leftovers.end(folder);
        OpenFolder.delete(folder);
    }

    @Test
    void cassandraGivesItsDataAwayAndRefusesWhenTooFewWouldBeLeft() throws Exception {
        ClusterSpec three = spec("backend", 11, 12, 13);
        List<HostName> seeds = List.of(host(11), host(12));
        try (AgentsUnderTest agents = new AgentsUnderTest(folder, Role.BACKEND)) {
            for (int number : new int[] {11, 12, 13}) {
                agents.want(three, AgentsUnderTest.unformed(), host(number), GoalState.RUNNING);
            }
            for (int number : new int[] {11, 12, 13}) {
                agents.awaitJoined(host(number));
            }
            Cql.run(
                    NETWORK + 11,
                    "CREATE KEYSPACE two WITH replication = {'class': 'NetworkTopologyStrategy', 'datacenter1': 2}");
            Cql.runOnceSchemasAgree(NETWORK + 11, "CREATE TABLE two.t (id text PRIMARY KEY, v text)");
            for (int i = 0; i < 30; i++) {
                Cql.runOnceSchemasAgree(
                        NETWORK + 11, "INSERT INTO two.t (id, v) VALUES ('row" + i + "', 'value" + i + "')");
            }

            // Cassandra's own system_distributed wants three replicas: nobody may go before somebody has changed that
            agents.want(three, agents.formed(seeds), host(13), GoalState.LEFT);
            refused(agents, host(13), "system_distributed (RF = 3, N = 3)");
            for (String keyspace : List.of("system_distributed", "system_traces")) {
                Cql.runOnceSchemasAgree(
                        NETWORK + 11,
                        "ALTER KEYSPACE " + keyspace
                                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            }

            // its agent is restarted in the middle
            agents.restart(three, host(13));
            agents.want(three, agents.formed(seeds), host(13), GoalState.LEFT);
            agents.awaitAbsent(host(13));

            for (int number : new int[] {11, 12}) {
                assertThat(Cql.run(NETWORK + number, "SELECT peer FROM system.peers_v2"))
                        .doesNotContain(
                                new String(new byte[] {127, 0, 81, 13}, java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            for (int i = 0; i < 30; i++) {
                assertThat(Cql.run(NETWORK + 12, "SELECT v FROM two.t WHERE id = 'row" + i + "'"))
                        .contains("value" + i);
            }

            // of two that hold two replicas none may go, and it says so while it goes on running
            ClusterSpec two = spec("backend", 11, 12);
            agents.want(two, agents.formed(seeds), host(12), GoalState.LEFT);
            refused(agents, host(12), "two (RF = 2, N = 2)");

            // one more joins the ring that is formed, fetches its part, and then the other one may go
            agents.want(two, agents.formed(seeds), host(12), GoalState.RUNNING);
            ClusterSpec joined = spec("backend", 11, 12, 14);
            agents.want(joined, agents.formed(seeds), host(14), GoalState.RUNNING);
            agents.awaitJoined(host(14));
            agents.want(joined, agents.formed(seeds), host(12), GoalState.LEFT);
            agents.awaitAbsent(host(12));
            for (int i = 0; i < 30; i++) {
                assertThat(Cql.run(NETWORK + 14, "SELECT v FROM two.t WHERE id = 'row" + i + "'"))
                        .contains("value" + i);
            }
        }
    }

    private static void refused(AgentsUnderTest agents, HostName host, String keyspace) {
        Observation refused = agents.await(host, o -> o.failure() != null, Duration.ofMinutes(2));
        assertThat(String.valueOf(refused.failure()))
                .contains("backend has not left its cluster: decommission: Not enough live nodes to maintain"
                        + " replication factor in keyspace " + keyspace);
        assertThat(refused.state()).isEqualTo(ComponentState.READY);
    }

    @Test
    void openSearchGivesItsShardsAndItsVoteAway() throws Exception {
        ClusterSpec three = spec("index", 11, 12, 13);
        List<HostName> seeds = List.of(host(11), host(12), host(13));
        try (AgentsUnderTest agents = new AgentsUnderTest(folder, Role.INDEX)) {
            for (int number : new int[] {11, 12, 13}) {
                agents.want(three, AgentsUnderTest.unformed(), host(number), GoalState.RUNNING);
            }
            for (int number : new int[] {11, 12, 13}) {
                agents.awaitJoined(host(number));
            }
            http(11, "PUT", "/books", "{\"settings\":{\"number_of_shards\":6,\"number_of_replicas\":0}}");
            for (int i = 0; i < 30; i++) {
                http(11, "PUT", "/books/_doc/" + i + "?refresh=true", "{\"title\":\"t" + i + "\"}");
            }
            assertThat(http(11, "GET", "/_cat/shards?h=node", "")).contains(NETWORK + 13);

            agents.want(three, agents.formed(seeds), host(13), GoalState.LEFT);
            agents.awaitAbsent(host(13));

            assertThat(http(11, "GET", "/books/_count", ""))
                    .contains("\"count\":30")
                    .contains("\"failed\":0");
            assertThat(http(12, "GET", "/_cluster/settings", "")).doesNotContain("exclude");
            assertThat(http(12, "GET", "/_cluster/state/metadata?filter_path=metadata.cluster_coordination", ""))
                    .contains("\"voting_config_exclusions\":[]");
            assertThat(http(12, "GET", "/_cluster/health", "")).contains("\"number_of_nodes\":2");
        }
    }

    @Tag("long")
    @Test
    void sparkWorkerFinishesItsTasksAndTheJobLosesNothing() throws Exception {
        ClusterSpec two = spec("compute", 11, 12);
        try (AgentsUnderTest agents = new AgentsUnderTest(folder, Role.COMPUTE)) {
            agents.want(two, AgentsUnderTest.unformed(), host(10), Role.MASTER, GoalState.RUNNING);
            agents.await(host(10), o -> o != null && o.state() == ComponentState.READY, Duration.ofMinutes(3));
            agents.want(two, AgentsUnderTest.unformed(), host(11), GoalState.RUNNING);
            agents.want(two, AgentsUnderTest.unformed(), host(12), GoalState.RUNNING);
            agents.awaitJoined(host(11));
            agents.awaitJoined(host(12));

            // its application does not know of decommissioning: each executor stays until the application ends
            CompletableFuture<SparkJob.Ended> job = job(List.of());
            awaitTask(12);
            agents.want(two, agents.formed(List.of()), host(12), GoalState.LEFT);
            agents.await(host(12), o -> o.progress().startsWith("leaving: executors:"), Duration.ofMinutes(1));
            assertThat(http(10, 8080, "/json/")).contains("\"state\" : \"DECOMMISSIONED\"");
            assertThat(job.get(5, TimeUnit.MINUTES).output()).contains(SparkJob.expected());
            agents.awaitAbsent(host(12));
            assertThat(agents.await(host(11), o -> true, Duration.ZERO).isJoined())
                    .isTrue();

            // it may come back, and when the application knows of it, the executor ends before the application does
            agents.want(two, agents.formed(List.of()), host(12), GoalState.RUNNING);
            agents.awaitJoined(host(12));
            Files.delete(folder.resolve("job.out"));
            CompletableFuture<SparkJob.Ended> second = job(List.of("--conf", "spark.decommission.enabled=true"));
            awaitTask(12);
            agents.want(two, agents.formed(List.of()), host(12), GoalState.LEFT);
            agents.awaitAbsent(host(12));
            assertThat(second).isNotDone();
            assertThat(second.get(5, TimeUnit.MINUTES).output()).contains(SparkJob.expected());
        }
    }

    /** Takes some twenty seconds with two executors, more with one. */
    private CompletableFuture<SparkJob.Ended> job(List<String> options) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return SparkJob.run(SparkJob.home(), NETWORK + 10, folder, options, 40);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** An executor that its driver does not know yet would be given tasks all the same. */
    private void awaitTask(int number) throws Exception {
        Path output = folder.resolve("job.out");
        long endNs = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!Files.exists(output) || !Files.readString(output).contains("(" + NETWORK + number + ",executor")) {
            assertThat(System.nanoTime()).as("a task on " + host(number)).isLessThan(endNs);
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    private static String http(int number, int port, String path) throws Exception {
        URI uri = URI.create("http://" + NETWORK + number + ":" + port + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static HostName host(int number) {
        return HostName.of(NETWORK + number);
    }

    private static ClusterSpec spec(String role, int... numbers) {
        StringBuilder hosts = new StringBuilder("\"" + NETWORK + "10\": { \"master\": true }");
        for (int number : numbers) {
            hosts.append(", \"" + NETWORK + number + "\": { \"" + role + "\": true }");
        }
        return AgentsUnderTest.spec("{ \"cluster\": { \"name\": \"leave\" }, \"hosts\": { " + hosts + " } }");
    }

    private static String http(int number, String method, String path, String body) throws Exception {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://" + NETWORK + number + ":9200" + path))
                                .timeout(Duration.ofSeconds(60))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        return response.body();
    }
}
