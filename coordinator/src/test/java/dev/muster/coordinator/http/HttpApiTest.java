package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.audit.Deed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpApiTest {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private static final FakeCluster CLUSTER = new FakeCluster();
    private static final EventFeed EVENTS = new EventFeed(Clock.system());
    private static final RememberedAudit AUDIT = new RememberedAudit();
    private static HttpApi api;
    private static String base;

    /** One server for all tests: what a request leaves behind would show in the next. */
    @BeforeAll
    static void start() {
        api = started(settings(List.of("127.0.0.1")), EVENTS);
        base = base(api);
    }

    @BeforeEach
    void calm() {
        CLUSTER.leading = true;
        CLUSTER.silent = false;
        CLUSTER.olderMs = 0;
        CLUSTER.restarts = 1;
        CLUSTER.trouble = null;
        CLUSTER.alive = CompletableFuture.completedFuture(null);
        CLUSTER.orders.clear();
        AUDIT.done.clear();
        AUDIT.refused.clear();
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void checksAreADocumentOfWhatTheHostFound() throws Exception {
        assertThat(get("/v1/hosts/127.0.0.1/checks").body())
                .isEqualTo("{\"schema\":\"muster/checks/1\",\"host\":\"127.0.0.1\",\"checks\":["
                        + "{\"check\":\"clock\",\"result\":\"OK\",\"detail\":\"as the coordinator's\"},"
                        + "{\"check\":\"disk\",\"role\":\"index\",\"result\":\"FAILED\",\"failure\":"
                        + "{\"code\":\"DISK_FULL\",\"message\":\"the disk is full\",\"hint\":\"free space\","
                        + "\"detail\":[\"df\"]},\"fix\":{\"what\":\"makes room\",\"command\":\"sudo df\"}}]}");
        HttpResponse<String> away = get("/v1/hosts/127.0.0.2/checks");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("AGENT_AWAY");
    }

    @Test
    void statusIsOneDocumentWithoutNulls() throws Exception {
        HttpResponse<String> response = get("/v1/cluster");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json; charset=utf-8");
        assertThat(response.body()).startsWith("{\"schema\":\"muster/status/1\",\"cluster\":\"demo\",\"id\":\"c-1\"");
        assertThat(response.body()).doesNotContain("null");
        JsonNode status = Json.read(response.body().getBytes(UTF_8));
        assertThat(status.path("counts").toString())
                .isEqualTo("{\"hosts\":2,\"hostsReady\":1,\"parts\":2,\"partsReady\":1}");
        JsonNode index = status.path("hosts").path(0).path("roles").path(1);
        assertThat(index.path("state").asText()).isEqualTo("READY");
        assertThat(index.path("evidence")
                        .path(0)
                        .path("facts")
                        .path("cluster_uuid")
                        .asText())
                .isEqualTo("u-1");
        assertThat(index.path("since").asText()).matches("2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z");
        assertThat(status.path("problems").path(1).path("role").asText()).isEqualTo("backend");
        assertThat(status.path("links").path(0).path("variable").asText()).isEqualTo("OPENSEARCH_URL");
    }

    @Test
    void whoKnowsTheStatusIsNotSentItAgainUntilItChanges() throws Exception {
        String tag = get("/v1/cluster").headers().firstValue("etag").orElseThrow();
        assertThat(tag).matches("W/\"[A-Za-z0-9_-]{22}\"");
        CLUSTER.olderMs = 60_000;
        for (String known : List.of(tag, "\"other\", " + tag, tag.substring(2), "*")) {
            HttpResponse<String> same = known(known);
            assertThat(same.statusCode()).as(known).isEqualTo(304);
            assertThat(same.body()).isEmpty();
            assertThat(same.headers().firstValue("etag")).contains(tag);
        }
        assertThat(known("\"other\"").statusCode()).isEqualTo(200);
        CLUSTER.restarts = 9;
        HttpResponse<String> changed = known(tag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("etag").orElseThrow()).isNotEqualTo(tag);
        CLUSTER.leading = false;
        assertProblem(known(tag), 503, "NOT_LEADING");
    }

    private HttpResponse<String> known(String tags) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(base + "/v1/cluster")).header("if-none-match", tags));
    }

    @Test
    void whoDoesNotLeadSaysSo() throws Exception {
        CLUSTER.leading = false;
        assertThat(get("/leader").statusCode()).isEqualTo(404);
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertProblem(get("/v1/cluster"), 503, "NOT_LEADING");
        CLUSTER.leading = true;
        assertThat(get("/leader").statusCode()).isEqualTo(200);
    }

    @Test
    void itIsReadyWhenItLeadsOrFollowsAndElseSaysWhyNot() throws Exception {
        assertThat(get("/readyz").body()).isEqualTo("{\"status\":\"READY\",\"leading\":true,\"leader\":\"127.0.0.1\"}");
        CLUSTER.leading = false;
        HttpResponse<String> follows = get("/readyz");
        assertThat(follows.statusCode()).isEqualTo(200);
        assertThat(follows.body()).isEqualTo("{\"status\":\"READY\",\"leading\":false,\"leader\":\"127.0.0.2\"}");
        CLUSTER.trouble = Failure.of("STORE_AWAY", "the store does not answer", "start the others");
        HttpResponse<String> alone = get("/readyz");
        assertProblem(alone, 503, "STORE_AWAY");
        assertThat(alone.body()).contains("the store does not answer", "start the others");
        assertThat(get("/healthz").statusCode())
                .as("a restart brings no store back")
                .isEqualTo(200);
        assertThat(get("/leader").body()).isEqualTo("{\"leading\":false,\"leader\":\"\"}");
    }

    @Test
    void itIsHealthyAsLongAsItsCoreAnswers() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("{\"status\":\"UP\"}");
        CLUSTER.alive = CompletableFuture.failedFuture(new IllegalStateException("closed"));
        assertProblem(get("/healthz"), 503, "NOT_ALIVE");
        CLUSTER.silent = true;
        assertProblem(get("/healthz"), 503, "NO_ANSWER_IN_TIME");
    }

    @Test
    void aBalancerMayAskWithHead() throws Exception {
        for (boolean leads : List.of(true, false)) {
            CLUSTER.leading = leads;
            HttpResponse<String> head =
                    send(HttpRequest.newBuilder(URI.create(base + "/leader")).method("HEAD", BodyPublishers.noBody()));
            assertThat(head.statusCode()).isEqualTo(leads ? 200 : 404);
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void nothingIsKeptByCachesOrGuessedFromContent() throws Exception {
        for (String path : List.of("/v1/cluster", "/nothing", "/v1/hosts/127.0.0.1/roles/index/log")) {
            assertThat(get(path).headers().firstValue("cache-control")).contains("no-store");
            assertThat(get(path).headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(get(path).headers().firstValue("server")).isEmpty();
        }
    }

    @Test
    void thePageMayAskNobodyElseAndIsWhole() throws Exception {
        CLUSTER.leading = false; // it says so itself
        Map<String, String> files = new TreeMap<>();
        files.put("/", pageFile("/", "text/html"));
        assertThat(files.get("/")).startsWith("<!DOCTYPE html>");
        files.put("/page.css", pageFile("/page.css", "text/css"));
        Deque<String> scripts = new ArrayDeque<>(List.of("/page.js"));
        while (!scripts.isEmpty()) {
            String path = scripts.remove();
            if (!files.containsKey(path)) {
                files.put(path, pageFile(path, "text/javascript"));
                Matcher imports = Pattern.compile("(?m)^import .*\"(.*)\";$").matcher(files.get(path));
                while (imports.find()) {
                    scripts.add(URI.create(path).resolve(imports.group(1)).getPath());
                }
            }
        }
        assertThat(api.routes())
                .as("what is served of the page is what it is made of")
                .extracting(Route::path)
                .filteredOn(path -> path.equals("/") || path.startsWith("/page"))
                .containsExactlyInAnyOrderElementsOf(files.keySet());
        for (String path : files.keySet()) {
            if (path.startsWith("/page/")) {
                assertThat(files.get("/")).contains("<link rel=\"modulepreload\" href=\"" + path.substring(1) + "\">");
            }
        }
        assertThat(get("/v1/nothing").headers().allValues("content-security-policy"))
                .as("what is no page may do nothing")
                .containsExactly("default-src 'none'; frame-ancestors 'none'");
    }

    private String pageFile(String path, String type) throws Exception {
        HttpResponse<String> page = get(path);
        assertThat(page.statusCode()).as(path).isEqualTo(200);
        assertThat(page.headers().allValues("content-type")).containsExactly(type + "; charset=utf-8");
        assertThat(page.headers().allValues("content-security-policy"))
                .containsExactly("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                        + "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        assertThat(page.headers().allValues("cache-control")).containsExactly("no-store");
        assertThat(page.body().replaceAll("http://www[.]w3[.]org/2000/svg", ""))
                .as("no URL but relative ones, and nothing that makes markup or code of text: " + path)
                .doesNotContain("http://", "https://", "=\"/", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval(")
                .doesNotContain("document.write", "localStorage", "document.cookie", "import(");
        return page.body();
    }

    @Test
    void aLogIsReadFromItsEndOrFromAnOffset() throws Exception {
        HttpResponse<String> tail = get("/v1/hosts/127.0.0.1/roles/index/log?tail=10");
        assertThat(tail.body()).isEqualTo("<b>offset -1 bytes 10\n");
        assertThat(tail.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(tail.headers().firstValue("muster-log-next")).contains("99");
        assertThat(get("/v1/hosts/127.0.0.1/roles/index/log?offset=5").body()).isEqualTo("<b>offset 5 bytes 65536\n");
        assertProblem(get("/v1/hosts/127.0.0.9/roles/index/log"), 404, "NO_SUCH_COMPONENT");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/cluster?x=1,400,UNKNOWN_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/index/log?tail=0,400,INVALID_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/index/log?tail=1048577,400,INVALID_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/index/log?offset=-1,400,INVALID_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/index/log?offset=99999999999999999999,400,INVALID_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/index/log?tail=1&offset=1,400,INVALID_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/index/log?tail=1&tail=2,400,REPEATED_PARAMETER",
        "/v1/hosts/127.0.0.1/roles/IN%20DEX/log,400,INVALID_ROLE",
        "/v1/hosts/127.0.0.1/roles/..%2f..%2fetc/log,400,MALFORMED_REQUEST",
        "/v1/hosts/a%00b/roles/index/log,400,MALFORMED_REQUEST",
        "/v1/hosts/%2e%2e/roles/index/log,400,MALFORMED_REQUEST",
        "/v1/hosts/a%20b/roles/index/log,400,INVALID_HOST",
        "/v1/hosts/a%20b/roles/index/log,400,INVALID_HOST",
        "/v1/events?wait=61,400,INVALID_PARAMETER",
        "/v1/nothing,404,NO_SUCH_RESOURCE",
        "/page.html,404,NO_SUCH_RESOURCE",
        "/v1/cluster/stop,405,METHOD_NOT_ALLOWED",
    })
    void whatIsWrongIsAProblemWithACode(String path, int status, String code) throws Exception {
        assertProblem(get(path), status, code);
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() throws Exception {
        CLUSTER.silent = true;
        assertProblem(get("/v1/cluster"), 503, "NO_ANSWER_IN_TIME");
    }

    @Test
    void stopsAreOrderedByNameAndReason() throws Exception {
        HttpResponse<String> whole = post("/v1/cluster/stop", "{\"who\":\"ann\",\"reason\":\"rest\"}", List.of());
        assertThat(whole.statusCode()).isEqualTo(202);
        assertThat(whole.body()).isEqualTo("{\"message\":\"stopping\"}");
        assertThat(CLUSTER.orders.poll()).isEqualTo("cluster Order[who=ann, reason=rest]");
        assertThat(post("/v1/hosts/127.0.0.2/stop", "{}", List.of()).statusCode())
                .isEqualTo(202);
        assertThat(CLUSTER.orders.poll()).isEqualTo("127.0.0.2 Order[who=test, reason=]");
    }

    @Test
    void checksAreIgnoredWithAReasonAndHeededAgain() throws Exception {
        String path = "/v1/hosts/127.0.0.3/checks/";
        assertThat(post(path + "ignore", "{\"check\":\"disk\",\"who\":\"ann\",\"reason\":\"small\"}", List.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).isEqualTo("ignore 127.0.0.3 disk Order[who=ann, reason=small]");
        assertProblem(post(path + "ignore", "{\"check\":\"disk\"}", List.of()), 400, "REASON_NEEDED");
        assertProblem(post(path + "ignore", "{\"reason\":\"small\"}", List.of()), 400, "INVALID_FIELD");
        assertProblem(post(path + "ignore", "{\"check\":\"x\",\"reason\":\"r\"}", List.of()), 404, "CHECK_UNKNOWN");
        CLUSTER.orders.clear();
        assertThat(post(path + "heed", "{\"check\":\"disk\"}", List.of()).statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).isEqualTo("heed 127.0.0.3 disk Order[who=test, reason=]");
        assertThat(AUDIT.done)
                .extracting(deed -> deed.action() + " " + deed.target() + " " + deed.result() + " " + deed.reason())
                .contains("check.ignore 127.0.0.3 disk DONE small", "check.heed 127.0.0.3 disk DONE ");
    }

    @Test
    void aHostRepairsWhatIsNamedAndTheAuditSaysWhatCameOfIt() throws Exception {
        String path = "/checks/repair";
        HttpResponse<String> repaired = post(
                "/v1/hosts/127.0.0.1" + path,
                "{\"checks\":[\"disk\",\"vm.max_map_count\"],\"who\":\"ann\",\"reason\":\"new\"}",
                List.of());
        assertThat(repaired.statusCode()).isEqualTo(200);
        assertThat(repaired.body())
                .isEqualTo("{\"schema\":\"muster/repairs/1\",\"host\":\"127.0.0.1\",\"repairs\":["
                        + "{\"check\":\"disk\",\"outcome\":\"REFUSED\",\"text\":\"left to a person\",\"command\":\"df -h\"},"
                        + "{\"check\":\"vm.max_map_count\",\"outcome\":\"DONE\",\"text\":\"raises it\"}]}");
        assertThat(CLUSTER.orders.poll())
                .isEqualTo("repair 127.0.0.1 [disk, vm.max_map_count] Order[who=ann, reason=new]");
        assertThat(AUDIT.done)
                .extracting(deed -> deed.action() + " " + deed.target() + " " + deed.result() + " " + deed.reason())
                .contains("check.repair 127.0.0.1 disk REFUSED, vm.max_map_count DONE DONE new");
        assertProblem(post("/v1/hosts/127.0.0.1" + path, "{}", List.of()), 400, "INVALID_FIELD");
        assertProblem(post("/v1/hosts/127.0.0.2" + path, "{\"checks\":[\"disk\"]}", List.of()), 503, "AGENT_AWAY");
        CLUSTER.orders.clear();
    }

    @Test
    void whatFailedIsTriedAgainEverywhereOnAHostOrAlone() throws Exception {
        String order = "{\"who\":\"ann\",\"reason\":\"disk\"}";
        HttpResponse<String> all = post("/v1/cluster/retry", order, List.of());
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.body()).isEqualTo("{\"message\":\"trying again: some\"}");
        assertThat(CLUSTER.orders.poll()).isEqualTo("retry Scope[host=null, role=null] Order[who=ann, reason=disk]");
        assertThat(post("/v1/hosts/127.0.0.3/retry", "{}", List.of()).statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).startsWith("retry Scope[host=127.0.0.3, role=null]");
        assertThat(post("/v1/hosts/127.0.0.3/roles/index/retry", order, List.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).startsWith("retry Scope[host=127.0.0.3, role=index]");
        assertProblem(post("/v1/hosts/127.0.0.2/retry", "{}", List.of()), 409, "NOTHING_TO_RETRY");
        CLUSTER.orders.clear();
        assertThat(post("/v1/hosts/127.0.0.3/roles/in%20dex/retry", "{}", List.of())
                        .statusCode())
                .isEqualTo(400);
        assertThat(CLUSTER.orders).isEmpty();
        assertThat(AUDIT.done)
                .extracting(deed -> deed.action() + " " + deed.target() + " " + deed.result() + " " + deed.reason())
                .contains(
                        "cluster.retry  DONE disk",
                        "host.retry 127.0.0.3 DONE ",
                        "component.retry 127.0.0.3/index DONE disk",
                        "host.retry /v1/hosts/127.0.0.2/retry NOTHING_TO_RETRY ");
    }

    @Test
    void whetherHostsCanBeStoppedIsSaidWithReasons() throws Exception {
        assertThat(get("/v1/can-stop?host=127.0.0.3").body())
                .isEqualTo(
                        "{\"schema\":\"muster/can-stop/1\",\"hosts\":[\"127.0.0.3\"],\"canStop\":true,\"reasons\":[]}");
        assertThat(get("/v1/can-stop?host=127.0.0.3,127.0.0.2").body())
                .contains("\"hosts\":[\"127.0.0.2\",\"127.0.0.3\"],\"canStop\":false", "STOPS_LAST_OF_ROLE");
        assertProblem(get("/v1/can-stop"), 400, "INVALID_PARAMETER");
        assertProblem(get("/v1/can-stop?host=127.0.0.3,,"), 400, "INVALID_PARAMETER");
    }

    @Test
    void operatorsHoldTheClusterOrAHostBack() throws Exception {
        assertThat(post("/v1/cluster/freeze", "{\"reason\":\"audit\"}", List.of())
                        .body())
                .isEqualTo("{\"message\":\"held back\"}");
        assertThat(CLUSTER.orders.poll()).isEqualTo("Freeze[] Order[who=test, reason=audit]");
        assertThat(post("/v1/cluster/unfreeze", "{}", List.of()).statusCode()).isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).isEqualTo("Unfreeze[] Order[who=test, reason=]");
        String path = "/v1/hosts/127.0.0.3/maintenance/";
        assertProblem(post(path + "begin", "{}", List.of()), 400, "INVALID_FIELD");
        assertProblem(post(path + "begin", "{\"forSeconds\":59}", List.of()), 400, "INVALID_FIELD");
        assertProblem(post(path + "begin", "{\"forSeconds\":2419201}", List.of()), 400, "INVALID_FIELD");
        assertThat(post(path + "begin", "{\"forSeconds\":7200}", List.of()).statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).startsWith("BeginMaintenance[host=127.0.0.3, forMs=7200000, drain=false]");
        assertThat(post(path + "begin", "{\"forSeconds\":60,\"drain\":true}", List.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).startsWith("BeginMaintenance[host=127.0.0.3, forMs=60000, drain=true]");
        assertThat(post(path + "end", "{}", List.of()).statusCode()).isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).startsWith("EndMaintenance[host=127.0.0.3]");
        assertProblem(post("/v1/hosts/127.0.0.2/maintenance/end", "{}", List.of()), 409, "NOT_IN_MAINTENANCE");
        assertThat(CLUSTER.orders.poll()).startsWith("EndMaintenance[host=127.0.0.2]");
        assertThat(get("/v1/restraints").body())
                .contains(
                        "\"frozen\":{\"who\":\"ann\",\"reason\":\"audit\",\"since\":\"2023-11-14T22:13:20.000Z\"}",
                        "\"host\":\"127.0.0.2\"",
                        "\"until\":\"2023-11-15T00:13:20.000Z\"");
        assertThat(AUDIT.done)
                .extracting(deed -> deed.action() + " " + deed.target() + " " + deed.result() + " " + deed.reason())
                .contains("cluster.freeze  DONE audit", "host.maintenance.begin 127.0.0.3 DONE ");
    }

    @Test
    void aClusterAHostOrARoleIsLockedByWhoAsks() throws Exception {
        String path = "/v1/cluster/lock";
        assertThat(post(path, "{\"reason\":\"disk\",\"host\":\"127.0.0.3\",\"forSeconds\":60}", List.of())
                        .body())
                .isEqualTo("{\"message\":\"held back\"}");
        assertThat(CLUSTER.orders.poll())
                .isEqualTo("TakeLock[scope=host 127.0.0.3, forMs=60000] Order[who=test, reason=disk]");
        assertThat(post(path, "{\"role\":\"web\",\"forSeconds\":2419200}", List.of())
                        .statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).startsWith("TakeLock[scope=role web, forMs=2419200000]");
        assertProblem(post(path, "{}", List.of()), 400, "INVALID_FIELD");
        assertProblem(post(path, "{\"forSeconds\":59}", List.of()), 400, "INVALID_FIELD");
        assertProblem(post(path, "{\"forSeconds\":2419201}", List.of()), 400, "INVALID_FIELD");
        assertProblem(
                post(path, "{\"role\":\"web\",\"host\":\"127.0.0.3\",\"forSeconds\":60}", List.of()),
                400,
                "INVALID_FIELD");
        assertProblem(post(path, "{\"role\":\"W b\",\"forSeconds\":60}", List.of()), 400, "INVALID_ROLE");
        assertProblem(post(path, "{\"host\":\"-\",\"forSeconds\":60}", List.of()), 400, "INVALID_HOST");
        assertThat(post("/v1/cluster/unlock", "{\"force\":true}", List.of()).statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll())
                .isEqualTo("ReleaseLock[scope=the cluster, force=true] Order[who=test, reason=]");
        assertThat(get("/v1/restraints").body())
                .contains("\"locks\":[{\"role\":\"compute\",\"who\":\"eve\",\"reason\":\"new heap\","
                        + "\"since\":\"2023-11-14T22:13:20.000Z\",\"until\":\"2023-11-15T00:13:20.000Z\"}]");
        assertThat(AUDIT.done)
                .extracting(deed -> deed.action() + " " + deed.target() + " " + deed.result() + " " + deed.reason())
                .contains("cluster.lock host 127.0.0.3 DONE disk", "cluster.unlock  DONE ");
    }

    @Test
    void hostsAreSkippedAndWaitedForAgain() throws Exception {
        String skip = "{\"who\":\"ann\",\"reason\":\"burned\",\"force\":true}";
        HttpResponse<String> skipped = post("/v1/hosts/127.0.0.3/skip", skip, List.of());
        assertThat(skipped.statusCode()).isEqualTo(200);
        assertThat(skipped.body()).isEqualTo("{\"message\":\"127.0.0.3 is skipped\"}");
        assertThat(CLUSTER.orders.poll())
                .isEqualTo("skip 127.0.0.3 Skip[order=Order[who=ann, reason=burned], force=true]");
        assertProblem(post("/v1/hosts/127.0.0.2/skip", "{}", List.of()), 409, "HOST_IS_THERE");
        assertThat(CLUSTER.orders.poll()).contains("force=false");
        assertThat(post("/v1/hosts/127.0.0.3/skip", "{\"force\":1}", List.of()).statusCode())
                .isEqualTo(400);
        assertThat(post("/v1/hosts/127.0.0.3/unskip", "{}", List.of()).statusCode())
                .isEqualTo(200);
        assertThat(CLUSTER.orders.poll()).isEqualTo("unskip 127.0.0.3 Order[who=test, reason=]");
        assertThat(AUDIT.done)
                .extracting(deed -> deed.action() + " " + deed.target() + " " + deed.result() + " " + deed.reason())
                .contains(
                        "host.skip 127.0.0.3 DONE burned",
                        "host.skip /v1/hosts/127.0.0.2/skip HOST_IS_THERE ",
                        "host.unskip 127.0.0.3 DONE ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{} {}",
                "{\"who\":1}",
                "{\"who\":null}",
                "{\"whom\":\"x\"}",
                "{\"who\":\"a\",\"who\":\"b\"}",
                "{\"reason\":\"two\\nlines\"}",
                "{\"reason\":\"\\u001b[31m\"}"
            })
    void anOrderThatIsNotUnderstoodIsNotCarriedOut(String body) throws Exception {
        assertThat(post("/v1/cluster/stop", body, List.of()).statusCode()).isEqualTo(400);
        assertThat(CLUSTER.orders).isEmpty();
    }

    @Test
    void ordersAreAuditedWithWhoSaidWhyAndWhatCameOfIt() throws Exception {
        post("/v1/cluster/stop", "{\"who\":\"ann\",\"reason\":\"rest\"}", List.of());
        CLUSTER.leading = false;
        post("/v1/cluster/stop", "{}", List.of());
        assertThat(AUDIT.done)
                .extracting(Deed::toString)
                .containsExactly(
                        "Deed[who=local (ann), roles=, token=, action=cluster.stop, target=, from=127.0.0.1, result=DONE,"
                                + " reason=rest, times=1]",
                        "Deed[who=local (test), roles=, token=, action=cluster.stop, target=/v1/cluster/stop,"
                                + " from=127.0.0.1, result=NOT_LEADING, reason=, times=1]");
    }

    @Test
    void whereNobodyIsAskedForATokenNobodyMakesOne() throws Exception {
        assertProblem(get("/v1/access/tokens"), 403, "ACCESS_OFF");
        assertProblem(post("/v1/access/tokens", "{}", List.of()), 403, "ACCESS_OFF");
    }

    @Test
    void deepAndLargeBodiesAreRefused() throws Exception {
        assertThat(post("/v1/cluster/stop", "[".repeat(100_000), List.of()).statusCode())
                .isEqualTo(400);
        assertProblem(post("/v1/cluster/stop", " ".repeat((1 << 20) + 1), List.of()), 413, "BODY_TOO_LARGE");
        assertThat(CLUSTER.orders).isEmpty();
    }

    @Test
    void rule3_whatAPageOfAnotherSiteCanSendChangesNothing() throws Exception {
        String path = "/v1/cluster/stop";
        assertProblem(send(request(path).header("content-type", "application/json")), 403, "CLIENT_HEADER_MISSING");
        assertProblem(
                send(request(path).header("muster-client", "t").header("content-type", "text/plain")),
                415,
                "JSON_EXPECTED");
        assertProblem(send(request(path).header("muster-client", "t")), 415, "JSON_EXPECTED");
        assertProblem(post(path, "{}", List.of("origin", "http://evil.example")), 403, "FOREIGN_ORIGIN");
        assertProblem(post(path, "{}", List.of("origin", "null")), 403, "FOREIGN_ORIGIN");
        assertProblem(post(path, "{}", List.of("sec-fetch-site", "cross-site")), 403, "FOREIGN_ORIGIN");
        assertThat(CLUSTER.orders).isEmpty();
        assertThat(post(path, "{}", List.of("origin", base)).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: evil.example",
                "Host: 127.0.0.1.nip.io",
                "Host: 127.0.0.1@evil.example",
                "Host: ",
                "Host:",
                "X-None: 1",
                "Host: localhost\r\nHost: evil.example",
                "Host: evil.example\r\nHost: localhost"
            })
    void rule2_itAnswersUnderNoForeignName(String header) throws Exception {
        assertThat(raw("GET /v1/cluster HTTP/1.1\r\n" + header + "\r\nConnection: close\r\n\r\n"))
                .doesNotContain("muster/status/1")
                .matches("(?s)HTTP/1[.]1 4(21|00) .*|");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:1", "127.0.0.1", "127.9.9.9:80", "[::1]:7480", "LOCALHOST", "node-1.dc1:7480"})
    void rule2_itAnswersUnderItsOwnNames(String host) throws Exception {
        assertThat(raw("GET /v1/cluster HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "POST /v1/cluster/stop HTTP/1.1\r\nHost: localhost\r\nMuster-Client: t\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /v1/cluster/stop HTTP/1.1\r\nHost: localhost\r\nMuster-Client: t\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
                "POST /v1/cluster/stop HTTP/1.1\r\nHost: localhost\r\nMuster-Client: t\r\nContent-Type: application/json\r\n"
                        + "Content-Length: -2\r\n\r\n{}"
            })
    void malformedRequestsAreRefusedAndTheConnectionEnds(String request) throws Exception {
        assertThat(raw(request)).doesNotContain("HTTP/1.1 2");
        assertThat(CLUSTER.orders).isEmpty();
    }

    /** Found by {@code bin/fuzz http}. */
    @Test
    void whatTheDecoderFallsOverIsTheClientsFault() throws Exception {
        assertThat(raw("GET /v1/cluster HTTP/1.1\r\nHost: localhost\r\nConnection: no\"list\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("MALFORMED_REQUEST");
    }

    @Test
    void headersWithoutEndAreRefused() throws Exception {
        assertThat(raw("GET /v1/cluster HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(40_000) + "\r\n\r\n"))
                .doesNotContain("HTTP/1.1 2");
    }

    @Test
    void aLineWithoutEndIsRefused() throws Exception {
        assertThat(raw("GET /v1/cluster?" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                .doesNotContain("HTTP/1.1 2");
    }

    @Test
    void aPortInUseIsAFailure() {
        int port = api.addresses().get(0).getPort();
        EventFeed other = new EventFeed(Clock.system());
        MusterSettings.Http settings = new MusterSettings.Http(
                port, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 8, 1024, 1000, 1000);
        HttpApi.Start start = HttpApi.start(settings, HostName.of("127.0.0.1"), behind(other), Clock.system());
        assertThat(start).isInstanceOfSatisfying(HttpApi.Start.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("HTTP_CANNOT_LISTEN"));
        other.close();
    }

    @Test
    void itListensOnEachAddressOfTheSettings() {
        HttpApi two = started(settings(List.of("127.0.0.1", "127.0.0.3")), new EventFeed(Clock.system()));
        assertThat(two.addresses())
                .extracting(address -> address.getAddress().getHostAddress())
                .containsExactlyInAnyOrder("127.0.0.1", "127.0.0.3");
        two.close();
    }

    private static String base(HttpApi server) {
        return "http://127.0.0.1:" + server.addresses().get(0).getPort();
    }

    private static HttpApi.Behind behind(EventFeed feed) {
        return new HttpApi.Behind(
                new ClusterName("demo"), CLUSTER, new FakeChanges(CLUSTER.orders), new FakeAccess(), feed, AUDIT, null);
    }

    private static HttpApi started(MusterSettings.Http settings, EventFeed feed) {
        HttpApi.Start start = HttpApi.start(settings, HostName.of("node-1.dc1"), behind(feed), Clock.system());
        assertThat(start).isInstanceOf(HttpApi.Start.Running.class);
        return ((HttpApi.Start.Running) start).api();
    }

    private static MusterSettings.Http settings(List<String> bind) {
        return new MusterSettings.Http(0, bind, List.of(), MusterSettings.Auth.AUTO, 64, 1 << 20, 1000, 10_000);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString(UTF_8));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.ofString("{}"));
    }

    private HttpResponse<String> post(String path, String body, List<String> headers) throws Exception {
        HttpRequest.Builder request = request(path)
                .POST(BodyPublishers.ofString(body))
                .header("muster-client", "test")
                .header("content-type", "application/json");
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return send(request);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString(UTF_8));
    }

    private static void assertProblem(HttpResponse<String> response, int status, String code) throws IOException {
        assertThat(response.body()).contains("\"code\":\"" + code + "\"");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode problem = Json.read(response.body().getBytes(UTF_8));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asText()).isEqualTo("urn:muster:problem:" + code);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", api.addresses().get(0).getPort()), 10_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            StringBuilder answer = new StringBuilder();
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            int length = 0;
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                answer.append(line).append('\n');
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                    length = Integer.parseInt(line.substring("content-length: ".length()));
                }
            }
            char[] body = new char[length];
            return answer.append(body, 0, Math.max(0, in.read(body))).toString();
        }
    }
}
