package dev.muster.benchmarks.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The events of all coordinators, each with the moment in which it came here. A connection that ends is made again. */
final class Events implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long AGAIN_MS = 20;
    private static final String ID = "id: ";
    private static final String DATA = "data: ";

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final HttpClient http;
    private volatile boolean closed;

    /** One event; {@code host} and {@code role} are empty where it is about something larger. */
    record Seen(long atNanos, String from, String type, String host, String role) {}

    Events(HttpClient http, List<String> coordinators) {
        this.http = http;
        for (String coordinator : coordinators) {
            Thread thread = new Thread(() -> follow(coordinator), "events-" + coordinator);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** The first one that came at {@code sinceNanos} or later. */
    Seen await(String what, long sinceNanos, Predicate<Seen> wanted) throws Exception {
        return Patience.awaitValue(what, () -> first(sinceNanos, wanted));
    }

    private Optional<Seen> first(long sinceNanos, Predicate<Seen> wanted) {
        return seen.stream()
                .filter(event -> event.atNanos() - sinceNanos >= 0)
                .filter(wanted)
                .findFirst();
    }

    /** How many of a type came at {@code sinceNanos} or later. */
    long count(long sinceNanos, String type) {
        return seen.stream()
                .filter(event -> event.atNanos() - sinceNanos >= 0)
                .filter(event -> event.type().equals(type))
                .count();
    }

    void forget() {
        seen.clear();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void follow(String coordinator) {
        String[] last = {""};
        while (!closed) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(MockCluster.url(coordinator, "/v1/events")))
                    .header("Accept", "text/event-stream")
                    .header("Last-Event-ID", last[0])
                    .build();
            try (Stream<String> lines =
                    http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
                lines.forEach(line -> take(coordinator, line, last));
            } catch (IOException | RuntimeException e) {
                // It is down: that is what is measured.
                pause();
            } catch (InterruptedException e) {
                closed = true;
            }
        }
    }

    private void take(String from, String line, String[] last) {
        long nowNanos = System.nanoTime();
        if (line.startsWith(ID)) {
            last[0] = line.substring(ID.length());
        } else if (line.startsWith(DATA)) {
            try {
                JsonNode event = MAPPER.readTree(line.substring(DATA.length()));
                seen.add(new Seen(
                        nowNanos,
                        from,
                        event.path("type").asText(),
                        event.path("host").asText(),
                        event.path("role").asText()));
            } catch (IOException e) {
                throw new IllegalStateException("no event: " + line, e);
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(AGAIN_MS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }
}
