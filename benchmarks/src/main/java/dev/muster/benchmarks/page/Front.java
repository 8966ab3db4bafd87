package dev.muster.benchmarks.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before the coordinator's own HTTP interface, passes all on as it is, and puts one script more into the page: {@code
 * observe.js}, which tells what the browser measures. The page's policy lets no other place do that.
 */
final class Front implements AutoCloseable {

    private static final String OBSERVER = "<script type=\"module\" src=\"observe.js\"></script>\n";
    private static final List<String> PASSED = List.of("Accept", "If-None-Match", "Last-Event-ID");
    private static final List<String> GIVEN_BACK =
            List.of("content-type", "content-security-policy", "etag", "cache-control");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread made = new Thread(task, "front");
        made.setDaemon(true);
        return made;
    });
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final String behind;
    private final HttpServer server;
    private volatile long servedNanos;

    /** @param behind where the coordinator listens */
    Front(InetSocketAddress behind) throws IOException {
        this.behind = "http://127.0.0.1:" + behind.getPort();
        this.server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.createContext("/observe.js", this::observer);
        server.createContext("/seen", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** When the page was given out, as {@link System#nanoTime} tells it; 0 before. What the browser did earlier is not the page's. */
    long servedNanos() {
        return servedNanos;
    }

    /** What the page has told, oldest first. */
    Queue<String> seen() {
        return seen;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    private void observer(HttpExchange exchange) throws IOException {
        try (exchange;
                InputStream script = Front.class.getResourceAsStream("observe.js")) {
            if (script == null) {
                throw new IOException("the bench's jar has no observe.js");
            }
            exchange.getResponseHeaders().set("Content-Type", "text/javascript; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            script.transferTo(exchange.getResponseBody());
        }
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()));
            for (String name : PASSED) {
                String value = exchange.getRequestHeaders().getFirst(name);
                if (value != null) {
                    request.header(name, value);
                }
            }
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            Map<String, List<String>> headers = answer.headers().map();
            GIVEN_BACK.forEach(name -> headers.getOrDefault(name, List.of())
                    .forEach(value -> exchange.getResponseHeaders().add(name, value)));
            exchange.sendResponseHeaders(answer.statusCode(), answer.statusCode() == 304 ? -1 : 0);
            if (answer.statusCode() != 304) {
                copy(exchange.getRequestURI().getPath().equals("/"), answer.body(), exchange.getResponseBody());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void copy(boolean page, InputStream from, OutputStream to) throws IOException {
        try (from) {
            if (page) {
                servedNanos = System.nanoTime();
                String html = new String(from.readAllBytes(), StandardCharsets.UTF_8);
                to.write(html.replace("</head>", OBSERVER + "</head>").getBytes(StandardCharsets.UTF_8));
                return;
            }
            byte[] part = new byte[1 << 16];
            for (int length = from.read(part); length >= 0; length = from.read(part)) {
                to.write(part, 0, length);
                to.flush(); // a stream of events is to be seen at once
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
