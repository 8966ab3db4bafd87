package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A document that is indexed through one OpenSearch node, with a copy on another, and read through either. */
final class Document {

    static final String VALUE = "written through the first";

    private Document() {}

    static void write(String node) throws IOException {
        http("PUT", "http://" + node + ":9200/books/_doc/1?refresh=true", "{\"title\":\"" + VALUE + "\"}");
    }

    static String read(String node) throws IOException {
        return http("GET", "http://" + node + ":9200/books/_doc/1", "");
    }

    /** The identity of the OpenSearch cluster that a node belongs to. */
    static String cluster(String node) throws IOException {
        String answer = http("GET", "http://" + node + ":9200/", "");
        return answer.replaceAll("(?s).*\"cluster_uuid\" : \"([^\"]+)\".*", "$1");
    }

    private static String http(String method, String url, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
