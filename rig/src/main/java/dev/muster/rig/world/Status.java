package dev.muster.rig.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** What a coordinator says of the cluster, at one moment. */
public record Status(JsonNode json) {

    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration DONE = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER)
            .build();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Asks; empty when nobody answers, or one that does not lead. */
    static Optional<Status> ask(String address) {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request(address, "/v1/cluster").GET().build(), HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? Optional.of(new Status(MAPPER.readTree(answer.body())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** An answer, whatever it is. */
    public record Answer(int code, String body) {}

    /** Asks something else; it may take a while. */
    static Answer get(String address, String path, Duration limit) {
        try {
            HttpResponse<String> answer = CLIENT.send(
                    request(address, path).timeout(limit).GET().build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new RowFailed(path + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RowFailed("interrupted", e);
        }
    }

    /** Gives an order; the HTTP status of the answer, 0 when there is none. */
    public static int order(String address, String path) {
        try {
            return CLIENT.send(
                            request(address, path)
                                    .timeout(DONE)
                                    .header("Muster-Client", "rig")
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RowFailed("interrupted", e);
        }
    }

    /** The HTTP status and the text with which a coordinator answers what it is asked for the cluster; empty when it does not. */
    public static Optional<String> answer(String address) {
        try {
            HttpResponse<String> answer =
                    CLIENT.send(request(address, "/v1/cluster").GET().build(), HttpResponse.BodyHandlers.ofString());
            return Optional.of(answer.statusCode() + " " + answer.body());
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static HttpRequest.Builder request(String address, String path) {
        String inUrl = address.indexOf(':') < 0 ? address : "[" + address + "]";
        return HttpRequest.newBuilder(URI.create("http://" + inUrl + ":7480" + path))
                .timeout(ANSWER);
    }

    /** The host whose coordinator leads. */
    public String leader() {
        return json.path("leader").asText();
    }

    /** Of the leadership. */
    public long epoch() {
        return json.path("epoch").asLong();
    }

    /** State of the cluster. */
    public String state() {
        return json.path("state").asText();
    }

    /** State of a host. */
    public String host(String address) {
        return entry(address).path("state").asText();
    }

    /** Whether all hosts are in a state. */
    public boolean hasAll(String state) {
        for (JsonNode each : json.path("hosts")) {
            if (!each.path("state").asText().equals(state)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a problem of this id is told. */
    public boolean hasProblem(String id) {
        return problem(id).isPresent();
    }

    /** The message of the first problem of an id. */
    public Optional<String> problem(String id) {
        for (JsonNode each : json.path("problems")) {
            if (each.path("id").asText().equals(id)) {
                return Optional.of(each.path("message").asText());
            }
        }
        return Optional.empty();
    }

    /** What is said of a role of a host. */
    public JsonNode role(String address, String role) {
        for (JsonNode each : entry(address).path("roles")) {
            if (each.path("role").asText().equals(role)) {
                return each;
            }
        }
        return MAPPER.missingNode();
    }

    /** State of a role of a host. */
    public String component(String address, String role) {
        return role(address, role).path("state").asText();
    }

    private JsonNode entry(String address) {
        for (JsonNode each : json.path("hosts")) {
            if (each.path("name").asText().equals(address)) {
                return each;
            }
        }
        return MAPPER.missingNode();
    }
}
