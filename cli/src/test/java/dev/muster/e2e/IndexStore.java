package dev.muster.e2e;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import org.apache.http.HttpHost;
import org.opensearch.client.Request;
import org.opensearch.client.Response;
import org.opensearch.client.ResponseException;
import org.opensearch.client.RestClient;

/** An index with two copies, which is what OpenSearch makes of itself, through the client that applications use. */
final class IndexStore implements Traffic.Store {

    private static final int NOT_FOUND = 404;

    private final ObjectMapper mapper = new ObjectMapper();
    private final RestClient client;

    /** Asks any of these nodes, and makes the index. */
    IndexStore(List<String> nodes) throws IOException {
        client = RestClient.builder(nodes.stream()
                        .map(node -> new HttpHost(node, 9200, "http"))
                        .toArray(HttpHost[]::new))
                .build();
        Request index = new Request("PUT", "/shop?wait_for_active_shards=all");
        index.setJsonEntity("{\"settings\": {\"number_of_shards\": 3, \"number_of_replicas\": 1}}");
        client.performRequest(index);
    }

    /**
     * Once more when it fails: the client leaves a node that it did not reach alone for a minute, so that after three nodes were
     * restarted within a minute it knows none.
     */
    private Response ask(Request request) throws IOException {
        try {
            return client.performRequest(request);
        } catch (ResponseException e) {
            throw e;
        } catch (IOException e) {
            client.setNodes(client.getNodes());
            return client.performRequest(request);
        }
    }

    @Override
    public void write(String key, String value) throws IOException {
        Request request = new Request("PUT", "/shop/_doc/" + key);
        request.setJsonEntity(mapper.createObjectNode().put("value", value).toString());
        ask(request);
    }

    @Override
    public String read(String key) throws IOException {
        try {
            Response response = ask(new Request("GET", "/shop/_doc/" + key));
            return mapper.readTree(response.getEntity().getContent())
                    .at("/_source/value")
                    .asText();
        } catch (ResponseException e) {
            if (e.getResponse().getStatusLine().getStatusCode() == NOT_FOUND) {
                return "";
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
