package dev.muster.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A headless Chromium with one page, driven over its own DevTools protocol (chromedevtools.github.io/devtools-protocol). */
final class Chromium implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Path profile;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final WebSocket socket;

    /** The browser of this machine, where there is one. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    Chromium(Path program) throws IOException {
        this(program, List.of());
    }

    /** One that believes what {@code authority} has issued, as an operator's browser does that has it among its authorities. */
    static Chromium believing(Path program, X509Certificate authority) throws IOException, NoSuchAlgorithmException {
        byte[] key = authority.getPublicKey().getEncoded();
        String believed = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        return new Chromium(program, List.of("--ignore-certificate-errors-spki-list=" + believed));
    }

    private Chromium(Path program, List<String> further) throws IOException {
        profile = Files.createTempDirectory("muster-chromium");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox", // it does not run as root with one
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--no-proxy-server",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile));
        command.addAll(further);
        command.add("about:blank");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("output").toFile())
                .start();
        try {
            socket = connect();
            for (String domain : List.of("Runtime", "Log", "Page", "Network")) {
                call(domain + ".enable", Map.of());
            }
        } catch (IOException | RuntimeException e) {
            end();
            throw e;
        }
    }

    private WebSocket connect() throws IOException {
        Path active = profile.resolve("DevToolsActivePort");
        Awaitility.await("Chromium's own port")
                .atMost(LIMIT)
                .until(() -> Files.exists(active) && Files.readAllLines(active).size() == 2);
        String port = Files.readAllLines(active).get(0);
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .newWebSocketBuilder()
                .buildAsync(page(port), new Listener())
                .join();
    }

    private static URI page(String port) {
        HttpRequest list = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                .build();
        return Awaitility.await("its page")
                .atMost(LIMIT)
                .until(
                        () -> {
                            JsonNode targets = JSON.readTree(HttpClient.newBuilder()
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build()
                                    .send(list, BodyHandlers.ofString())
                                    .body());
                            for (JsonNode target : targets) {
                                if (target.path("type").asText().equals("page")) {
                                    return URI.create(
                                            target.path("webSocketDebuggerUrl").asText());
                                }
                            }
                            return null;
                        },
                        found -> found != null);
    }

    /** What the page did wrong: uncaught exceptions, and errors in its console. Answers of the server are none. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** All URLs that were asked for. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    void open(String url) throws IOException {
        call("Page.navigate", Map.of("url", url));
    }

    void resize(int width, int height) throws IOException {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Types as a keyboard does, into what has the focus. */
    void type(String text) throws IOException {
        call("Input.insertText", Map.of("text", text));
    }

    /** Presses a key that writes nothing or a new line, such as Enter or Escape. */
    void press(String key, int code) throws IOException {
        for (String type : List.of("rawKeyDown", "char", "keyUp")) {
            if (!type.equals("char") || key.equals("Enter")) {
                String text = type.equals("char") ? "\r" : "";
                call(
                        "Input.dispatchKeyEvent",
                        Map.of("type", type, "key", key, "code", key, "windowsVirtualKeyCode", code, "text", text));
            }
        }
    }

    /** Value of an expression; a promise is waited for. */
    JsonNode evaluate(String expression) throws IOException {
        JsonNode result = call(
                "Runtime.evaluate",
                Map.of("expression", expression, "returnByValue", true, "awaitPromise", true, "userGesture", true));
        if (result.has("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.path("exceptionDetails"));
        }
        return result.path("result").path("value");
    }

    /** Waits until an expression is true of a document that is there as a whole; says what the page shows when it does not become so. */
    void await(String what, String expression) throws IOException {
        String wanted = "document.readyState !== 'loading' && Boolean(" + expression + ")";
        try {
            Awaitility.await(what)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> evaluate(wanted).asBoolean());
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            String shown = evaluate("document.body.innerText").asText();
            throw new AssertionError(what + " within " + LIMIT + ": " + complaints + "\n" + shown, e);
        }
    }

    /** Writes what is seen as a PNG, for people. */
    void photograph(Path file) throws IOException {
        JsonNode shot = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    }

    private JsonNode call(String method, Map<String, Object> parameters) throws IOException {
        int id = lastId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(JSON.writeValueAsString(message), true).join();
        JsonNode response =
                answer.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
        if (response.has("error")) {
            throw new IOException(method + ": " + response.path("error"));
        }
        return response.path("result");
    }

    private void take(String text) {
        JsonNode message;
        try {
            message = JSON.readTree(text);
        } catch (IOException e) {
            complaints.add("no JSON from Chromium: " + e);
            return;
        }
        CompletableFuture<JsonNode> answer = asked.remove(message.path("id").asInt());
        JsonNode parameters = message.path("params");
        if (answer != null) {
            answer.complete(message);
            return;
        }
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" -> complaints.add(parameters.toString());
            case "Runtime.consoleAPICalled" -> {
                if (parameters.path("type").asText().equals("error")) {
                    complaints.add(parameters.toString());
                }
            }
            case "Log.entryAdded" -> {
                JsonNode entry = parameters.path("entry");
                if (entry.path("level").asText().equals("error")
                        && !entry.path("source").asText().equals("network")) {
                    complaints.add(entry.toString());
                }
            }
            case "Network.requestWillBeSent" ->
                requests.add(parameters.path("request").path("url").asText());
            default -> {
                // nothing that a test asks for
            }
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder begun = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                String whole = begun.toString();
                begun.setLength(0);
                take(whole);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            asked.values().forEach(answer -> answer.completeExceptionally(error));
        }
    }

    /** Nothing of it is left. */
    @Override
    public void close() throws IOException {
        socket.abort();
        end();
    }

    private void end() throws IOException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        children.forEach(child -> {
            child.destroyForcibly();
            child.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        });
        OpenFolder.delete(profile);
    }
}
