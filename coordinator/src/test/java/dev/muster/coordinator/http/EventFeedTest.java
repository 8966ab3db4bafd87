package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.settings.MusterSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventFeedTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final int KEPT = 1_000;
    private static final int EVENTS = 500;

    private final EventFeed events = new EventFeed(Clock.system(), KEPT);
    private HttpApi api;
    private String base;

    @BeforeEach
    void start() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 64, 1 << 20, 1000, 10_000);
        HttpApi.Behind behind = new HttpApi.Behind(
                new ClusterName("demo"),
                new FakeCluster(),
                new FakeChanges(),
                new FakeAccess(),
                events,
                new RememberedAudit(),
                null);
        HttpApi.Start start = HttpApi.start(settings, HostName.of("127.0.0.1"), behind, Clock.system());
        api = ((HttpApi.Start.Running) start).api();
        base = "http://127.0.0.1:" + api.addresses().get(0).getPort();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void eventsAreReadOnFromTheLastOneThatIsKnown() throws Exception {
        events.publish(ClusterEvent.cluster(Type.AWAITING_HOSTS, "waiting"));
        events.publish(ClusterEvent.host(Type.HOST_READY, FakeCluster.ONE, "here \"it\" is"));
        HttpResponse<String> all = get("/v1/events");
        assertThat(all.body().lines()).hasSize(2);
        assertThat(all.body())
                .contains("\"type\":\"HOST_READY\",\"host\":\"127.0.0.1\",\"message\":\"here \\\"it\\\" is\"");
        String last = all.headers().firstValue("muster-events-last").orElseThrow();
        assertThat(get("/v1/events?since=" + last).body()).isEmpty();
        HttpResponse<String> one = get("/v1/events?limit=1");
        assertThat(get("/v1/events?since="
                                + one.headers().firstValue("muster-events-last").orElseThrow())
                        .body())
                .contains("HOST_READY");
        assertThat(get("/v1/events?since=otherrun-5").body().lines()).hasSize(2);
    }

    @Test
    void whoWaitsIsAnsweredByTheNextEvent() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = CLIENT.sendAsync(
                HttpRequest.newBuilder(URI.create(base + "/v1/events?wait=60")).build(), BodyHandlers.ofString(UTF_8));
        while (!waiting.isDone()) {
            events.publish(ClusterEvent.cluster(Type.LEADING, "now"));
            Thread.onSpinWait();
        }
        assertThat(waiting.get(20, TimeUnit.SECONDS).body()).contains("LEADING");
    }

    @Test
    void theStreamGoesOnWhereTheListenerLeftAndEndsWithTheServer() throws Exception {
        events.publish(ClusterEvent.cluster(Type.AWAITING_HOSTS, "first"));
        events.publish(ClusterEvent.cluster(Type.LEADING, "second"));
        String known = get("/v1/events?limit=1")
                .headers()
                .firstValue("muster-events-last")
                .orElseThrow();
        try (Socket socket = connect()) {
            String request =
                    "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nLast-Event-ID: " + known
                            + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(nextData(in)).contains("second");
            events.publish(ClusterEvent.cluster(Type.CLUSTER_STARTED, "third"));
            assertThat(nextData(in)).contains("third");
            long before = System.nanoTime();
            api.close();
            while (in.readLine() != null) {
                // the rest of the stream
            }
            assertThat(System.nanoTime() - before).isLessThan(10_000_000_000L);
        }
    }

    /** Whatever the moment at which its connection breaks: it knows the last id that it has read, and goes on from there. */
    @Test
    void whoComesBackAgainAndAgainSeesEveryEventOnce() throws Exception {
        CompletableFuture<Void> published = publish(EVENTS);
        List<String> seen = new ArrayList<>();
        String last = "";
        for (int connection = 1; seen.size() < EVENTS; connection++) {
            try (Socket socket = connect()) {
                String request = "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                        + (last.isEmpty() ? "" : "Last-Event-ID: " + last + "\r\n") + "\r\n";
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                for (int i = 0; i < 7 * connection && seen.size() < EVENTS; i++) {
                    JsonNode event =
                            Json.read(nextData(in).substring("data: ".length()).getBytes(UTF_8));
                    last = event.path("id").asText();
                    seen.add(event.path("message").asText());
                }
            }
        }
        published.join();
        assertThat(seen).isEqualTo(messages(EVENTS));
    }

    @Test
    void whoAsksOnceAfterTheOtherSeesEveryEventOnce() throws Exception {
        CompletableFuture<Void> published = publish(EVENTS);
        List<String> seen = new ArrayList<>();
        String last = "";
        while (seen.size() < EVENTS) {
            HttpResponse<String> page = get("/v1/events?wait=10&limit=7" + (last.isEmpty() ? "" : "&since=" + last));
            last = page.headers().firstValue("muster-events-last").orElseThrow();
            for (String line : page.body().lines().toList()) {
                seen.add(Json.read(line.getBytes(UTF_8)).path("message").asText());
            }
        }
        published.join();
        assertThat(seen).isEqualTo(messages(EVENTS));
    }

    @Test
    void whoWaitsInVainIsAnsweredWhenTheTimeIsOver() throws Exception {
        events.publish(ClusterEvent.cluster(Type.LEADING, "old"));
        String last =
                get("/v1/events").headers().firstValue("muster-events-last").orElseThrow();
        HttpResponse<String> nothing = get("/v1/events?wait=1&since=" + last);
        assertThat(nothing.statusCode()).isEqualTo(200);
        assertThat(nothing.body()).isEmpty();
        assertThat(nothing.headers().firstValue("muster-events-last")).contains(last);
    }

    @Test
    void whoComesBackTooLateIsToldHowMuchIsLost() throws Exception {
        for (int i = 0; i < KEPT + 15; i++) {
            events.publish(ClusterEvent.cluster(Type.LEADING, "event " + i));
        }
        String first = get("/v1/events?limit=1")
                .headers()
                .firstValue("muster-events-last")
                .orElseThrow();
        String run = first.substring(0, first.lastIndexOf('-'));
        try (Socket socket = connect()) {
            socket.getOutputStream()
                    .write(("GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nLast-Event-ID: "
                                    + run + "-5\r\n\r\n")
                            .getBytes(ISO_8859_1));
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            assertThat(nextData(in)).isEqualTo("data: {\"count\":10}");
            assertThat(nextData(in)).contains("\"event 15\"");
        }
    }

    @Test
    void moreListenersThanTheLimitAreTurnedAway() throws Exception {
        for (int i = 0; i < EventFeed.STREAMS_MAX; i++) {
            assertThat(listen()).isTrue();
        }
        assertThat(listen()).isFalse();
        assertThat(events.listeners()).isEqualTo(EventFeed.STREAMS_MAX);
    }

    private boolean listen() throws Exception {
        return events.stream("", com.linecorp.armeria.common.HttpResponse.streaming(), () -> true)
                .get(20, TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> publish(int count) {
        return CompletableFuture.runAsync(
                () -> messages(count).forEach(text -> events.publish(ClusterEvent.cluster(Type.LEADING, text))));
    }

    private static List<String> messages(int count) {
        return IntStream.range(0, count).mapToObj(i -> "event " + i).toList();
    }

    @Test
    void aSlowListenerIsToldWhatItLost() throws Exception {
        EventFeed small = new EventFeed(Clock.system(), 10);
        for (int i = 0; i < 25; i++) {
            small.publish(ClusterEvent.cluster(Type.LEADING, "event " + i));
        }
        EventFeed.Page page = small.page("", 1000, 0).get(20, TimeUnit.SECONDS);
        assertThat(page.lines()).hasSize(10);
        assertThat(page.lost()).isEqualTo(15);
        small.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(base + path)).build(), BodyHandlers.ofString(UTF_8));
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress("127.0.0.1", api.addresses().get(0).getPort()), 10_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static String nextData(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith("data: ")) {
            line = in.readLine();
        }
        return String.valueOf(line);
    }
}
