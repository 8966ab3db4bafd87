package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.http.Exposition.Type;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MetricsTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeCluster cluster = new FakeCluster();
    private final EventFeed events = new EventFeed(Clock.system());
    private HttpApi api;

    @BeforeEach
    void start() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 64, 1 << 20, 10_000, 10_000);
        HttpApi.Behind behind = new HttpApi.Behind(
                new ClusterName("demo"),
                cluster,
                new FakeChanges(),
                new FakeAccess(),
                events,
                new RememberedAudit(),
                null);
        api = ((HttpApi.Start.Running) HttpApi.start(settings, HostName.of("127.0.0.1"), behind, Clock.system())).api();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theLeaderCountsTheClusterByTheRulesOfTheFormat() throws Exception {
        events.publish(ClusterEvent.cluster(ClusterEvent.Type.LEADING, "one"));
        events.publish(ClusterEvent.cluster(ClusterEvent.Type.LEADING, "two"));
        get("/v1/cluster", "Origin", "http://evil.example");
        HttpResponse<String> answer = get("/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type"))
                .containsExactly("text/plain; version=0.0.4; charset=utf-8");
        Map<String, String> samples = ExpositionRules.check(answer.body());
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("muster_leader", "1");
        expected.put("muster_ready", "1");
        expected.put("muster_store_connected", "1");
        expected.put("muster_leader_epoch", "3");
        expected.put("muster_definition_revision", "7");
        expected.put("muster_cluster_state{state=\"degraded\"}", "1");
        expected.put("muster_cluster_state{state=\"started\"}", "0");
        expected.put("muster_cluster_state_seconds_total{state=\"degraded\"}", "10");
        expected.put("muster_cluster_state_seconds_total{state=\"started\"}", "2.5");
        expected.put("muster_cluster_state_seconds_total{state=\"stopping\"}", "0");
        expected.put("muster_agent_sessions", "1");
        expected.put("muster_agent_connections", "2");
        expected.put("muster_agent_connections_closed_total{reason=\"not_muster\"}", "4");
        expected.put("muster_agent_heartbeat_age_max_seconds", "1.25");
        expected.put("muster_messages_ignored_total{reason=\"report.out-of-order\"}", "3");
        expected.put("muster_hosts{state=\"registered\"}", "1");
        expected.put("muster_hosts{state=\"lost\"}", "1");
        expected.put("muster_hosts{state=\"awaited\"}", "0");
        expected.put("muster_components{kind=\"opensearch\",state=\"ready\"}", "1");
        expected.put("muster_components{kind=\"cassandra\",state=\"failed\"}", "1");
        expected.put("muster_components{kind=\"cassandra\",state=\"ready\"}", "0");
        expected.put("muster_components_joined{kind=\"opensearch\"}", "1");
        expected.put("muster_components_joined{kind=\"cassandra\"}", "0");
        expected.put("muster_component_restarts{role=\"backend\"}", "3");
        expected.put("muster_component_restarts{role=\"index\"}", "1");
        expected.put("muster_problems{code=\"HOST_LOST\"}", "1");
        expected.put("muster_events_total{type=\"leading\"}", "2");
        expected.put("muster_events_total{type=\"host_lost\"}", "0");
        expected.put("muster_event_listeners", "0");
        expected.put("muster_http_refusals_total{code=\"FOREIGN_ORIGIN\"}", "1");
        expected.put("muster_http_refusals_total{code=\"TOKEN_UNKNOWN\"}", "0");
        assertThat(samples).containsAllEntriesOf(expected);
        assertThat(samples.keySet())
                .contains(
                        "process_cpu_seconds_total",
                        "process_start_time_seconds",
                        "process_open_fds",
                        "jvm_memory_used_bytes{area=\"heap\"}",
                        "jvm_threads_current");
    }

    @Test
    void whoDoesNotLeadCountsWhatIsItsOwn() throws Exception {
        cluster.leading = false;
        Map<String, String> samples = ExpositionRules.check(get("/metrics").body());
        assertThat(samples)
                .containsEntry("muster_leader", "0")
                .containsEntry("muster_ready", "1")
                .containsEntry("muster_agent_connections", "2");
        assertThat(samples.keySet()).noneMatch(name -> name.startsWith("muster_hosts") || name.contains("epoch"));
    }

    @Test
    void targetsAreWhatIsToRunAndShowsMetrics() throws Exception {
        HttpResponse<String> answer = get("/v1/metrics/targets");
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json; charset=utf-8");
        assertThat(answer.body())
                .isEqualTo("[{\"targets\":[\"[fd00::7]:9200\"],\"labels\":{\"__scheme__\":\"http\","
                        + "\"__metrics_path__\":\"/_prometheus/\",\"muster_cluster\":\"demo\","
                        + "\"muster_host\":\"127.0.0.1\",\"muster_role\":\"index\",\"muster_kind\":\"opensearch\"}}]");
        cluster.leading = false;
        assertThat(get("/v1/metrics/targets").statusCode())
                .as("Prometheus keeps the last list")
                .isEqualTo(503);
    }

    @Test
    void labelsHoldAnyText() {
        Exposition out = new Exposition();
        out.numbers("a_total", Type.COUNTER, "line\nwith \\", "of", Map.of("\"x\"\\\n", 1));
        assertThat(out.toString())
                .isEqualTo(
                        "# HELP a_total line\\nwith \\\\\n# TYPE a_total counter\na_total{of=\"\\\"x\\\"\\\\\\n\"} 1\n");
        ExpositionRules.check(out.toString());
    }

    @ParameterizedTest
    @CsvSource({"0.0001,1.0E-4", "1e300,1.0E300", "-1,-1", "Infinity,+Inf", "-Infinity,-Inf", "NaN,NaN", "2.50,2.5"})
    void numbersAreWrittenAsGoReadsThem(double value, String written) {
        Exposition out = new Exposition();
        out.number("a", Type.GAUGE, "h", value);
        assertThat(out.toString()).endsWith("\na " + written + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Muster_x", "1x", "a__b", "a_", "grows_total", "taken"})
    void whatIsNoNameOfAGaugeIsNotWritten(String name) {
        Exposition out = new Exposition();
        out.number("taken", Type.GAUGE, "h", 1);
        assertThatThrownBy(() -> out.number(name, Type.GAUGE, "h", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        URI url = URI.create("http://127.0.0.1:" + api.addresses().get(0).getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString(UTF_8));
    }
}
