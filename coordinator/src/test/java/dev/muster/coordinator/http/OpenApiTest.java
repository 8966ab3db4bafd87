package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.audit.AuditLog;
import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.About.Parameter;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The document and the server say the same: every route is in the document, nothing else is, and what is answered is what the
 * document says. A new route is held to it without a line here.
 */
final class OpenApiTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeCluster cluster = new FakeCluster();
    private final FakeChanges changes = new FakeChanges(cluster.orders);
    private final FakeAccess access = new FakeAccess();
    private final EventFeed events = new EventFeed(Clock.system());
    private AuditLog audit;
    private HttpApi api;
    private JsonNode document;
    private String admin;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        audit = AuditLog.open(folder, Clock.system());
        audit.done(Deed.noticed("coordinator", "test", "", Deed.DONE, ""));
        events.publish(new ClusterEvent(
                        ClusterEvent.Type.COMPONENT_FAILED,
                        FakeCluster.ONE,
                        Role.INDEX,
                        ComponentState.FAILED,
                        "\"it\" failed")
                .in(ClusterPhase.STARTING)
                .at("62 %")
                .because(Failure.of("DISK_FULL", "the disk is full", "free space")));
        events.publish(ClusterEvent.cluster(ClusterEvent.Type.LEADING, "leads"));
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.REQUIRED, 64, 1 << 20, 10_000, 10_000);
        HttpApi.Behind behind =
                new HttpApi.Behind(new ClusterName("demo"), cluster, changes, access, events, audit, null);
        api = ((HttpApi.Start.Running) HttpApi.start(settings, HostName.of("127.0.0.1"), behind, Clock.system())).api();
        admin = access.give(AccessRole.ADMIN).reveal();
        document = Json.read(CLIENT.send(request("/v1/openapi.json").build(), BodyHandlers.ofByteArray())
                .body());
    }

    @AfterEach
    void stop() {
        api.close();
        audit.close();
    }

    @Test
    void everyRouteIsInTheDocumentAndNothingElse() {
        Set<String> told = new TreeSet<>();
        document.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> told.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(api.routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList());
    }

    @Test
    void everythingThatIsReferredToExistsAndNothingIsOverInTheComponents() {
        Set<String> wanted = new TreeSet<>();
        document.findValues("$ref").forEach(reference -> wanted.add(reference.asText()));
        assertThat(wanted).allSatisfy(reference -> assertThat(
                        document.at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
        for (String kind : List.of("schemas", "parameters", "responses")) {
            document.path("components").path(kind).fieldNames().forEachRemaining(name -> assertThat(wanted)
                    .contains("#/components/" + kind + "/" + name));
        }
        assertThat(document.findValuesAsText("operationId")).doesNotHaveDuplicates();
        assertThat(document.path("paths").findValuesAsText("summary")).noneMatch(String::isBlank);
    }

    @Test
    void whatIsPublicAndWhatTakesATokenIsTold() {
        for (Route route : api.routes()) {
            JsonNode operation = operation(route);
            assertThat(operation.path("security").isEmpty())
                    .as(route.path())
                    .isEqualTo(route.permission() == Permission.PUBLIC);
            assertThat(operation.path("x-permission").asText())
                    .isEqualTo(route.permission().name().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void everyAnswerIsAsTheDocumentSays() throws Exception {
        List<String> checked = new ArrayList<>();
        for (Route route : api.routes()) {
            String query = route.path().equals("/v1/can-stop") ? "?host=127.0.0.3" : "";
            HttpResponse<String> response = ask(route, body(route), query);
            assertThat(check(route, response)).as(route.path()).isTrue();
            checked.add(route.method() + " " + route.path() + " " + response.statusCode());
        }
        assertThat(checked)
                .hasSameSizeAs(api.routes())
                .contains(
                        "POST /v1/access/tokens 201",
                        "POST /v1/cluster/stop 202",
                        "PUT /v1/cluster/file 202",
                        "GET /v1/audit 200");
        cluster.leading = false;
        changes.leading = false;
        for (Route route : api.routes()) {
            if (!route.path().contains("access")) {
                check(route, ask(route, body(route), ""));
            }
        }
        cluster.trouble = Failure.of("STORE_AWAY", "the store is away", "");
        for (Route route : api.routes()) {
            check(route, ask(route, body(route), ""));
        }
    }

    @Test
    void everyRefusalIsAProblemDocument() throws Exception {
        for (Route route : api.routes()) {
            HttpResponse<String> foreign = CLIENT.send(
                    builder(route, "{}", "")
                            .header("Origin", "http://evil.example")
                            .build(),
                    BodyHandlers.ofString(UTF_8));
            assertThat(foreign.statusCode()).isEqualTo(403);
            check(route, foreign);
            HttpResponse<String> unknown = ask(route, body(route), "?not-a-parameter=1");
            assertThat(unknown.statusCode()).as(route.path()).isEqualTo(400);
            assertThat(unknown.body()).contains("UNKNOWN_PARAMETER");
            check(route, unknown);
        }
    }

    @Test
    void parametersHaveTheBoundsThatAreTold() throws Exception {
        int bounds = 0;
        for (Route route : api.routes()) {
            for (Parameter parameter : route.about().parameters()) {
                Long min = parameter.min();
                Long max = parameter.max();
                if (min != null && max != null) {
                    bounds++;
                    assertThat(ask(route, "", "?" + parameter.name() + "=" + (min - 1))
                                    .body())
                            .contains("INVALID_PARAMETER");
                    assertThat(max == Long.MAX_VALUE
                                    || ask(route, "", "?" + parameter.name() + "=" + (max + 1))
                                            .body()
                                            .contains("INVALID_PARAMETER"))
                            .as(parameter.name())
                            .isTrue();
                }
            }
        }
        assertThat(bounds).isGreaterThan(5);
    }

    @Test
    void bodiesHaveTheFieldsThatAreTold() throws Exception {
        for (Route route : api.routes()) {
            JsonNode schema = schema(route.about().body());
            assertThat(schema.isMissingNode()).as(route.path()).isEqualTo(route.method() == HttpMethod.GET);
            for (var fields = schema.path("properties").fieldNames(); fields.hasNext(); ) {
                assertThat(ask(route, "{\"" + fields.next() + "\":{}}", "").body())
                        .as(route.path())
                        .contains("INVALID_FIELD");
            }
            if (route.method() == HttpMethod.POST) {
                assertThat(ask(route, "{\"other\":1}", "").body()).contains("UNKNOWN_FIELD");
            }
        }
    }

    @Test
    void aStreamOfEventsIsOfTheSameDocuments() throws Exception {
        HttpResponse<InputStream> stream = CLIENT.send(
                request("/v1/events").header("Accept", "text/event-stream").build(), BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
        StringBuilder text = new StringBuilder();
        while (!text.toString().contains("\n\n")) {
            text.append((char) stream.body().read());
        }
        stream.body().close();
        validate("Event", text.toString().replaceAll("(?s).*\ndata: (.*?)\n\n", "$1"));
    }

    @Test
    void aFieldThatNobodyHasToldOfIsNoticed() throws Exception {
        validate("Health", "{\"status\":\"UP\"}");
        for (String other : List.of("{\"status\":\"UP\",\"more\":1}", "{\"status\":\"DOWN\"}", "{}")) {
            assertThatThrownBy(() -> validate("Health", other)).isInstanceOf(AssertionError.class);
        }
    }

    /** Whether the answer is one of those that are told; it must be, or a problem. */
    private boolean check(Route route, HttpResponse<String> response) throws Exception {
        String type = response.headers().firstValue("content-type").orElse("");
        for (Answer answer : route.about().answers()) {
            if (answer.status() == response.statusCode() && answer.type().equals(type)) {
                assertThat(response.headers().map().keySet())
                        .containsAll(answer.headers().keySet().stream()
                                .map(name -> name.toLowerCase(Locale.ROOT))
                                .toList());
                if (type.startsWith("application/json")) {
                    validate(answer.schema(), response.body());
                } else if (!answer.schema().isEmpty()) {
                    assertThat(response.body()).as(route.path()).isNotEmpty();
                    for (String line : response.body().split("\n")) {
                        validate(answer.schema(), line);
                    }
                }
                return true;
            }
        }
        assertThat(type).as(route.path() + " " + response.statusCode()).isEqualTo("application/problem+json");
        validate("Problem", response.body());
        assertThat(Json.read(response.body().getBytes(UTF_8)).path("status").asInt())
                .isEqualTo(response.statusCode());
        return false;
    }

    /** Against the document's schema, closed here: a field that it does not name is one that somebody forgot to tell of. */
    private void validate(String schema, String text) throws Exception {
        ObjectNode root = (ObjectNode) Json.read("{}".getBytes(UTF_8));
        root.put("$ref", "#/$defs/" + schema);
        root.set("$defs", document.path("components").path("schemas").deepCopy());
        for (JsonNode object : root.findParents("properties")) {
            if (!object.has("additionalProperties")) {
                ((ObjectNode) object).put("additionalProperties", false);
            }
        }
        Schema validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root.toString().replace("#/components/schemas/", "#/$defs/"));
        assertThat(validator.validate(text, InputFormat.JSON))
                .as(schema + " " + text)
                .isEmpty();
    }

    private JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }

    private JsonNode operation(Route route) {
        return document.path("paths")
                .path(route.path())
                .path(route.method().name().toLowerCase(Locale.ROOT));
    }

    /** A body that does what the route is for. */
    private static String body(Route route) {
        return switch (route.about().body()) {
            case "CheckOrder" -> "{\"check\":\"disk\",\"reason\":\"a test\"}";
            case "RepairOrder" -> "{\"checks\":[\"disk\"],\"reason\":\"a test\"}";
            case "MaintenanceOrder", "LockOrder" -> "{\"reason\":\"a test\",\"forSeconds\":60}";
            case "QueueOrder", "TicketOrder" -> "{\"reason\":\"a test\",\"ticket\":\"of-the-test\"}";
            case "TokenOrder" ->
                "{\"name\":\"ann\",\"roles\":[\"viewer\"],\"cluster\":\"demo\",\"expiresInSeconds\":60}";
            case "PlanQuestion" -> "{\"file\":\"{}\",\"strategy\":\"half\"}";
            default -> "{\"reason\":\"test\"}";
        };
    }

    private HttpResponse<String> ask(Route route, String body, String query) throws Exception {
        return CLIENT.send(builder(route, body, query).build(), BodyHandlers.ofString(UTF_8));
    }

    private HttpRequest.Builder builder(Route route, String body, String query) {
        String path = route.path()
                .replace("{host}", "127.0.0.1")
                .replace("{role}", "index")
                .replace("{revision}", "7")
                .replace("{id}", access.give(AccessRole.VIEWER).id().value());
        HttpRequest.Builder request = request(path + query);
        return route.method() == HttpMethod.GET
                ? request
                : request.method(route.method().name(), BodyPublishers.ofString(body))
                        .header("If-Match", "\"7\"")
                        .header("Content-Type", "application/json")
                        .header("Muster-Client", "test");
    }

    private HttpRequest.Builder request(String path) {
        URI url = URI.create("http://127.0.0.1:" + api.addresses().get(0).getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(url);
        return admin == null ? request : request.header("Authorization", "Bearer " + admin);
    }
}
