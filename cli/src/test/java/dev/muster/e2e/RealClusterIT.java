package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The README's first command with the real Spark, Cassandra and OpenSearch, and then their use. */
class RealClusterIT {

    private static final Duration START = Duration.ofMinutes(8);
    private static final Duration STOP = Duration.ofMinutes(3);

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
    void theExampleComesUpAndIsUsable() throws Exception {
        try (MusterProcess muster = MusterProcess.start(
                folder,
                "try",
                "examples/cluster.json",
                "--dir",
                folder.resolve("try").toString())) {
            muster.await("CLUSTER: cluster \"muster\" started: 4 hosts, 10 sub-components", START);
            JsonNode status = new ObjectMapper().readTree(MusterProcess.run(folder, 0, "status", "-o", "json"));
            assertThat(hostsWith(status, "master")).hasSize(1);
            assertThat(hostsWith(status, "compute")).hasSize(4);
            assertThat(hostsWith(status, "backend")).hasSize(3);
            assertThat(hostsWith(status, "index")).hasSize(2);
            readMetrics(status.path("leader").asText());
            runAJob(hostsWith(status, "master").get(0));
            List<String> backend = hostsWith(status, "backend");
            Row.write(backend.get(0));
            assertThat(Row.read(backend.get(2))).contains(Row.VALUE);
            List<String> index = hostsWith(status, "index");
            Document.write(index.get(0));
            assertThat(Document.read(index.get(1))).contains(Document.VALUE);
            muster.signal("INT");
            assertThat(muster.awaitExit(STOP)).as(muster.output()).isEqualTo(130);
        }
        assertThat(Leftovers.of(folder)).isEmpty();
    }

    /** As Prometheus would: it is told where they are, and asks there. */
    private static void readMetrics(String coordinator) throws Exception {
        JsonNode groups = new ObjectMapper().readTree(get("http://" + coordinator + ":7480/v1/metrics/targets"));
        assertThat(groups).as("the master and the workers of Spark").hasSize(5);
        for (JsonNode group : groups) {
            String path = group.path("labels").path("__metrics_path__").asText();
            assertThat(get("http://" + group.path("targets").path(0).asText() + path))
                    .containsPattern("(?m)^metrics_[A-Za-z_]+[{]type=\"gauges\"[}] [0-9]+$");
        }
    }

    private static String get(String url) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<String> response = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(url).isEqualTo(200);
        return response.body();
    }

    private void runAJob(String master) throws IOException {
        assertThat(SparkJob.sumOfSquares(SparkJob.home(), master, folder)).contains(SparkJob.expected());
    }

    private static List<String> hostsWith(JsonNode status, String wanted) {
        List<String> hosts = new ArrayList<>();
        for (JsonNode host : status.path("hosts")) {
            for (JsonNode role : host.path("roles")) {
                if (role.path("role").asText().equals(wanted)
                        && role.path("state").asText().equals("READY")) {
                    hosts.add(host.path("name").asText());
                }
            }
        }
        return hosts;
    }
}
