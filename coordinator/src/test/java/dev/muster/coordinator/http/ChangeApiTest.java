package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.SpecFile;
import dev.muster.coordinator.auth.AccessRole;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The definition and its changes over HTTP: exact bytes, and no edit that overwrites another one unseen. */
final class ChangeApiTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeCluster cluster = new FakeCluster();
    private final FakeChanges changes = new FakeChanges(cluster.orders);
    private final FakeAccess access = new FakeAccess();
    private final RememberedAudit audit = new RememberedAudit();
    private HttpApi api;
    private String token;

    @BeforeEach
    void start() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.REQUIRED, 64, 1 << 20, 10_000, 10_000);
        HttpApi.Behind behind = new HttpApi.Behind(
                new ClusterName("demo"), cluster, changes, access, new EventFeed(Clock.system()), audit, null);
        api = ((HttpApi.Start.Running) HttpApi.start(settings, HostName.of("127.0.0.1"), behind, Clock.system())).api();
        token = access.give(AccessRole.ADMIN).reveal();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void theFileComesByteForByteWithItsRevisionAsTag() throws Exception {
        HttpResponse<byte[]> file = CLIENT.send(request("/v1/cluster/file").build(), BodyHandlers.ofByteArray());
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.body()).isEqualTo(FakeChanges.TEXT.getBytes(UTF_8));
        assertThat(file.headers().firstValue("etag")).contains("\"7\"");
        assertThat(send(request("/v1/cluster/file").header("If-None-Match", "\"7\""))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void aFileIsAppliedOnTheRevisionThatItWasMadeFrom() throws Exception {
        HttpResponse<String> applied = send(put(
                "?strategy=half&reason=more%20heap&confirm=demo&token=abc&maxFailed=2&who=bob",
                "\"7\"", "{\"a\": \"ü\"}\r\n".getBytes(UTF_8)));
        assertThat(applied.statusCode()).isEqualTo(202);
        FakeChanges.File sent = changes.applied;
        assertThat(sent).isNotNull();
        assertThat(sent.text()).isEqualTo("{\"a\": \"ü\"}\r\n");
        assertThat(sent.hash().value()).hasSize(64);
        assertThat(cluster.orders.remove())
                .contains("revision=7", "token=abc", "confirm=demo", "strategy=half", "failuresMax=2")
                .contains("reason=more heap")
                .doesNotContain("bob");
        assertThat(audit.done).hasSize(1).first().satisfies(deed -> {
            assertThat(deed.action()).isEqualTo("cluster.apply");
            assertThat(deed.reason()).isEqualTo("more heap");
        });
    }

    @Test
    void aFileWithoutAGoodRevisionIsNotApplied() throws Exception {
        byte[] file = "{}".getBytes(UTF_8);
        HttpResponse<String> without = send(change("/v1/cluster/file", "PUT", file));
        assertThat(without.statusCode()).isEqualTo(428);
        assertThat(without.body()).contains("REVISION_NEEDED");
        for (String wrong : List.of("7", "*", "\"7\", \"8\"", "\"x\"", "\"0\"")) {
            assertThat(send(put("", wrong, file)).body()).contains("INVALID_REVISION");
        }
        assertThat(cluster.orders).isEmpty();
        changes.refusal = Failure.of("REVISION_MOVED", "the cluster is at revision 8 now", "muster diff 7 8");
        changes.why = Reply.Why.MOVED;
        HttpResponse<String> moved = send(put("", "\"7\"", file));
        assertThat(moved.statusCode()).isEqualTo(412);
        assertThat(moved.body()).contains("REVISION_MOVED", "muster diff 7 8");
        assertThat(audit.done).hasSize(1).first().satisfies(deed -> assertThat(deed.result())
                .isEqualTo("REVISION_MOVED"));
    }

    @Test
    void badFilesAndParametersAreRefused() throws Exception {
        assertThat(send(put("", "\"7\"", new byte[] {'{', (byte) 0xff})).body()).contains("NOT_UTF8");
        assertThat(send(put("", "\"7\"", new byte[0])).body()).contains("FILE_LENGTH");
        assertThat(send(put("?strategy=some", "\"7\"", new byte[] {'{'})).body())
                .contains("INVALID_STRATEGY");
        assertThat(send(put("?reason=a%0Ab", "\"7\"", new byte[] {'{'})).body()).contains("INVALID_PARAMETER");
        assertThat(cluster.orders).isEmpty();
    }

    @Test
    void aFileMayBeLongerThanOtherBodies() throws Exception {
        byte[] longest = "x".repeat(SpecFile.BYTES_MAX).getBytes(UTF_8);
        assertThat(send(put("", "\"7\"", longest)).statusCode()).isEqualTo(202);
        ByteArrayOutputStream more = new ByteArrayOutputStream();
        more.write(longest);
        more.write('x');
        assertThat(send(put("", "\"7\"", more.toByteArray())).body()).contains("FILE_LENGTH");
        String plan = "{\"file\":\"" + "\\n".repeat(SpecFile.BYTES_MAX) + "\"}";
        assertThat(send(change("/v1/plans", "POST", plan.getBytes(UTF_8))).statusCode())
                .isEqualTo(200);
        byte[] order = ("{\"reason\":\"" + "x".repeat(2 << 20) + "\"}").getBytes(UTF_8);
        assertThat(send(change("/v1/restarts", "POST", order)).statusCode()).isEqualTo(413);
    }

    @Test
    void whoDefinesAndOperatesMayApplyAndWhoDoesOneOfBothMayNot() throws Exception {
        byte[] file = "{}".getBytes(UTF_8);
        for (AccessRole role : List.of(AccessRole.DEFINER, AccessRole.OPERATOR)) {
            token = access.give(role).reveal();
            assertThat(send(put("", "\"7\"", file)).statusCode())
                    .as(role.word())
                    .isEqualTo(403);
        }
        token = access.give(AccessRole.DEFINER, AccessRole.OPERATOR).reveal();
        assertThat(send(put("", "\"7\"", file)).statusCode()).isEqualTo(202);
    }

    @Test
    void aPlanIsCompleteAndChangesNothing() throws Exception {
        token = access.give(AccessRole.VIEWER).reveal();
        byte[] question = "{\"file\":\"{ }\",\"strategy\":\"25%\"}".getBytes(UTF_8);
        JsonNode plan = json(send(change("/v1/plans", "POST", question)));
        assertThat(plan.path("schema").asText()).isEqualTo("muster/plan/1");
        assertThat(plan.path("file").asText()).isEqualTo("{ }");
        assertThat(plan.path("strategy").asText()).isEqualTo("25%");
        assertThat(plan.path("base").path("revision").asInt()).isEqualTo(7);
        assertThat(plan.path("obstacles").path(0).path("detail").path(0).asText())
                .isEqualTo("a line");
        assertThat(cluster.orders).isEmpty();
        changes.refusal = new Failure("SPEC_INVALID", "not valid", "muster validate", List.of("line 1", "line 2"));
        changes.why = Reply.Why.INVALID;
        HttpResponse<String> invalid = send(change("/v1/plans", "POST", question));
        assertThat(invalid.statusCode()).isEqualTo(422);
        assertThat(invalid.body()).contains("\"errors\":[\"line 1\",\"line 2\"]");
    }

    @Test
    void revisionsAreListedAndShown() throws Exception {
        JsonNode all = json(send(request("/v1/revisions")));
        assertThat(all.path("current").asInt()).isEqualTo(7);
        assertThat(all.path("revisions").findValuesAsText("revision")).containsExactly("6", "7");
        assertThat(json(send(request("/v1/revisions/6")))
                        .path("revision")
                        .path("file")
                        .asText())
                .isEqualTo(FakeChanges.TEXT);
        assertThat(send(request("/v1/revisions/5")).statusCode()).isEqualTo(404);
        assertThat(send(request("/v1/revisions/x")).body()).contains("INVALID_REVISION");
    }

    @Test
    void aChangeIsShownAndSteered() throws Exception {
        JsonNode change = json(send(request("/v1/change")));
        assertThat(change.path("number").asInt()).isEqualTo(3);
        assertThat(change.path("waitsFor").asText()).isEqualTo("127.0.0.2/backend is not ready");
        assertThat(change.path("failed").asInt()).isEqualTo(1);
        assertThat(json(send(request("/v1/cluster")))
                        .path("change")
                        .path("status")
                        .asText())
                .isEqualTo("RUNNING");
        for (String word : List.of("pause", "resume", "retry", "cancel", "force")) {
            assertThat(send(change("/v1/change/" + word, "POST", "{}".getBytes(UTF_8)))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(cluster.orders.remove()).startsWith(word.toUpperCase(Locale.ROOT) + " null");
        }
        byte[] named = "{\"host\":\"127.0.0.2\",\"role\":\"backend\"}".getBytes(UTF_8);
        send(change("/v1/change/force", "POST", named));
        assertThat(cluster.orders.remove()).startsWith("FORCE 127.0.0.2/backend");
        byte[] half = "{\"host\":\"127.0.0.2\"}".getBytes(UTF_8);
        assertThat(send(change("/v1/change/force", "POST", half)).statusCode()).isEqualTo(400);
    }

    @Test
    void aRestartNamesHostsAndRoles() throws Exception {
        byte[] order = "{\"hosts\":[\"127.0.0.1\"],\"roles\":[\"index\"],\"strategy\":\"all\",\"maxFailed\":1}"
                .getBytes(UTF_8);
        assertThat(send(change("/v1/restarts", "POST", order)).statusCode()).isEqualTo(202);
        assertThat(cluster.orders.remove())
                .startsWith("restart [127.0.0.1][index]")
                .contains("strategy=all")
                .contains("failuresMax=1");
        assertThat(audit.done).extracting("action").containsExactly("cluster.restart");
        byte[] wrong = "{\"hosts\":[\"a b\"]}".getBytes(UTF_8);
        assertThat(send(change("/v1/restarts", "POST", wrong)).body()).contains("INVALID_HOST");
    }

    @Test
    void whoWaitsHasAPlaceAndTellsNobodyItsTicket() throws Exception {
        String others =
                "\"waiting\":[{\"who\":\"ann\",\"what\":\"apply\",\"reason\":\"more heap\",\"since\":\"1970-01-01T00:00:01.000Z\"},";
        assertThat(send(request("/v1/change/queue")).body()).contains("\"free\":false,\"place\":0," + others);
        byte[] order = "{\"ticket\":\"of-the-test\",\"what\":\"restart\",\"reason\":\"heap\"}".getBytes(UTF_8);
        String queue = send(change("/v1/change/queue", "POST", order)).body();
        assertThat(queue).contains("\"place\":2," + others).doesNotContain("of-another");
        assertThat(cluster.orders.remove())
                .startsWith("waits of-the-test to restart Order[")
                .contains("heap");
        byte[] leave = "{\"ticket\":\"of-the-test\"}".getBytes(UTF_8);
        assertThat(send(change("/v1/change/queue/leave", "POST", leave)).statusCode())
                .isEqualTo(200);
        assertThat(cluster.orders.remove()).startsWith("waits no longer of-the-test");
        for (String wrong : List.of("{}", "{\"ticket\":\"short\"}", "{\"ticket\":\"with blanks in it\"}")) {
            assertThat(send(change("/v1/change/queue", "POST", wrong.getBytes(UTF_8)))
                            .body())
                    .contains("INVALID_FIELD");
        }
        assertThat(send(put("?ticket=x", "\"7\"", new byte[] {'{'})).body()).contains("INVALID_FIELD");
        send(put("?ticket=of-the-test", "\"7\"", new byte[] {'{', '}'}));
        assertThat(cluster.orders.remove()).contains("ticket=of-the-test");
        assertThat(audit.done).extracting("action").containsExactly("cluster.apply");
    }

    private HttpRequest.Builder put(String query, String base, byte[] file) {
        return change("/v1/cluster/file" + query, "PUT", file).header("If-Match", base);
    }

    private HttpRequest.Builder change(String path, String method, byte[] body) {
        return request(path)
                .method(method, BodyPublishers.ofByteArray(body))
                .header("Muster-Client", "test")
                .header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.addresses().get(0).getPort() + path))
                .header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.read(response.body().getBytes(UTF_8));
    }
}
