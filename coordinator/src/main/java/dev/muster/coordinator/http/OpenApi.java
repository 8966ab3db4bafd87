package dev.muster.coordinator.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpStatus;
import dev.muster.coordinator.auth.Permission;
import dev.muster.coordinator.http.About.Answer;
import dev.muster.coordinator.http.About.Parameter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of routes as an <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1</a> document. What the table does not
 * know, the schemas, stands in {@code openapi.json} beside this class.
 */
final class OpenApi {

    private static final String PATH = "/v1/openapi.json";
    private static final Pattern BRACES = Pattern.compile("\\{([a-z]+)}");

    private OpenApi() {}

    /** A route that tells of itself and of {@code others}. It says nothing of the cluster. */
    static Route route(List<Route> others) {
        About about = About.of(
                "This document",
                Answer.json(200, "OpenApi", "An OpenAPI 3.1 document of all that is answered.")
                        .with("ETag", "Changes with the version of Muster alone."),
                Tag.UNCHANGED);
        List<Route> all = new ArrayList<>(others);
        all.add(new Route(
                HttpMethod.GET, PATH, Permission.PUBLIC, about, request -> Problems.worded(HttpStatus.NOT_FOUND)
                        .response()));
        byte[] document = Json.bytes(document(all));
        Tag tag = Tag.strong(document);
        return new Route(
                HttpMethod.GET,
                PATH,
                Permission.PUBLIC,
                about,
                request -> tag.json(request.http().headers(), document));
    }

    private static ObjectNode document(List<Route> routes) {
        ObjectNode document = read();
        ObjectNode paths = document.putObject("paths");
        for (Route route : routes) {
            ObjectNode path = paths.withObjectProperty(route.path());
            path.set(route.method().name().toLowerCase(Locale.ROOT), operation(document, route));
        }
        return document;
    }

    private static ObjectNode operation(ObjectNode document, Route route) {
        ObjectNode operation = document.objectNode();
        operation.put("operationId", id(route));
        operation.put("summary", route.about().summary());
        operation.put("x-permission", route.permission().name().toLowerCase(Locale.ROOT));
        ArrayNode security = operation.putArray("security");
        if (route.permission() != Permission.PUBLIC) {
            security.addObject().putArray("accessToken");
        }
        parameters(operation.putArray("parameters"), route);
        if (!route.about().body().isEmpty()) {
            ObjectNode body = operation.putObject("requestBody").put("required", true);
            media(
                    body.putObject("content").putObject("application/json"),
                    route.about().body());
        }
        ObjectNode responses = operation.putObject("responses");
        route.about().answers().forEach(answer -> answer(responses, answer));
        responses.putObject("default").put("$ref", "#/components/responses/Problem");
        return operation;
    }

    /** For example {@code getV1HostsHostChecks}: unique, because method and path are. */
    private static String id(Route route) {
        StringBuilder id = new StringBuilder(route.method().name().toLowerCase(Locale.ROOT));
        for (String word : route.path().split("[^A-Za-z0-9]+")) {
            if (!word.isEmpty()) {
                id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return route.path().equals("/") ? id + "Page" : id.toString();
    }

    private static void parameters(ArrayNode parameters, Route route) {
        for (Matcher each = BRACES.matcher(route.path()); each.find(); ) {
            parameters.addObject().put("$ref", "#/components/parameters/" + each.group(1));
        }
        if (route.method() == HttpMethod.PUT) {
            parameters.addObject().put("$ref", "#/components/parameters/base");
        }
        if (route.method() != HttpMethod.GET) {
            parameters.addObject().put("$ref", "#/components/parameters/client");
        }
        if (route.about().answers().contains(Tag.UNCHANGED)) {
            parameters.addObject().put("$ref", "#/components/parameters/known");
        }
        for (Parameter each : route.about().parameters()) {
            ObjectNode parameter = parameters.addObject();
            parameter.put("name", each.name()).put("in", "query").put("description", each.text());
            ObjectNode schema = parameter.putObject("schema");
            schema.put("type", each.min() == null ? "string" : "integer");
            if (each.min() != null) {
                schema.put("minimum", each.min()).put("maximum", each.max());
            }
        }
    }

    private static void answer(ObjectNode responses, Answer answer) {
        ObjectNode response = responses.withObjectProperty(Integer.toString(answer.status()));
        response.put("description", answer.text());
        answer.headers().forEach((name, meaning) -> {
            ObjectNode header = response.withObjectProperty("headers").putObject(name);
            header.put("description", meaning).putObject("schema").put("type", "string");
        });
        if (answer.type().isEmpty()) {
            return;
        }
        String type = answer.type().replaceFirst(";.*", "");
        media(response.withObjectProperty("content").putObject(type), answer.schema(), type.equals("application/json"));
    }

    private static void media(ObjectNode media, String schema) {
        media(media, schema, true);
    }

    /** A stream of documents is a text as far as OpenAPI 3.1 can say it; what each of them is stands in {@code x-each}. */
    private static void media(ObjectNode media, String schema, boolean oneDocument) {
        String reference = "#/components/schemas/" + schema;
        if (oneDocument && !schema.isEmpty()) {
            media.putObject("schema").put("$ref", reference);
            return;
        }
        media.putObject("schema").put("type", "string");
        if (!schema.isEmpty()) {
            media.putObject("x-each").put("$ref", reference);
        }
    }

    private static ObjectNode read() {
        try (InputStream stream = OpenApi.class.getResourceAsStream("openapi.json")) {
            if (stream == null) {
                throw new IllegalStateException("the jar is incomplete: it has no openapi.json");
            }
            return (ObjectNode) Json.read(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read: openapi.json", e);
        }
    }
}
