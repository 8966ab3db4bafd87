package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EventFeedTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final EventFeed events = new EventFeed(Clock.system());
    private HttpApi api;
    private String base;

    @BeforeEach
    void start() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 64, 1 << 20, 1000, 10_000);
        HttpApi.Behind behind = new HttpApi.Behind(
                new ClusterName("demo"), new FakeCluster(), new FakeAccess(), events, new RememberedAudit(), null);
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
