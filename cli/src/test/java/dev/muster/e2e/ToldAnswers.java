package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a real coordinator answers, next to what its OpenAPI document tells of it. Objects are closed here: a field that the document
 * does not name is one that somebody forgot to tell of.
 */
final class ToldAnswers {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String base;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ObjectNode document;

    /** @param base of the coordinator's URLs */
    ToldAnswers(String base) throws Exception {
        this.base = base;
        this.document =
                (ObjectNode) new ObjectMapper().readTree(get("/v1/openapi.json").body());
        for (JsonNode object : document.findParents("properties")) {
            if (!object.has("additionalProperties")) {
                ((ObjectNode) object).put("additionalProperties", false);
            }
        }
    }

    /** Asks everything that can be asked with GET; the paths whose answer was not a problem. */
    List<String> check(String host, String role) throws Exception {
        List<String> answered = new ArrayList<>();
        for (var paths = document.path("paths").fieldNames(); paths.hasNext(); ) {
            String path = paths.next();
            JsonNode told = document.path("paths").path(path).path("get").path("responses");
            if (!told.isMissingNode()) {
                HttpResponse<String> response =
                        get(path.replace("{host}", host).replace("{role}", role).replace("{revision}", "1"));
                if (isAsTold(path, told, response)) {
                    answered.add(path);
                }
            }
        }
        return answered;
    }

    private boolean isAsTold(String path, JsonNode told, HttpResponse<String> response) {
        String type = response.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
        JsonNode content = told.path(Integer.toString(response.statusCode()))
                .path("content")
                .path(type);
        if (content.isMissingNode()) {
            assertThat(type).as(path + ": " + response.body()).isEqualTo("application/problem+json");
            validate("#/components/schemas/Problem", response.body());
            return false;
        }
        if (type.equals("application/json")) {
            validate(content.path("schema").path("$ref").asText(), response.body());
        } else if (content.has("x-each")) {
            response.body()
                    .lines()
                    .forEach(
                            line -> validate(content.path("x-each").path("$ref").asText(), line));
        }
        return true;
    }

    private void validate(String schema, String text) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("$ref", schema);
        root.set("$defs", document.path("components").path("schemas"));
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(root.toString().replace("#/components/schemas/", "#/$defs/"))
                        .validate(text, InputFormat.JSON))
                .as(schema + " " + text)
                .isEmpty();
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
