package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.auth.Access;
import dev.muster.coordinator.auth.AccessRole;
import dev.muster.coordinator.auth.BearerToken;
import dev.muster.coordinator.auth.Permission;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Asks every route of the table in every way that it must not be asked, and computes what must come of it from the permission
 * that the route names: a new route is held to it without a line here.
 */
final class RouteCrawlerTest {

    private static final ClusterName CLUSTER_NAME = new ClusterName("db");
    private static final String JSON = "Muster-Client: crawler\r\nContent-Type: application/json\r\n";

    private final FakeCluster cluster = new FakeCluster();
    private final FakeChanges changes = new FakeChanges(cluster.orders);
    private final FakeAccess access = new FakeAccess();
    private final RememberedAudit audit = new RememberedAudit();
    private final EventFeed events = new EventFeed(Clock.system());
    private HttpApi api;
    private int clients;

    @BeforeEach
    void start() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.REQUIRED, 64, 1 << 20, 10_000, 10_000);
        HttpApi.Start start = HttpApi.start(
                settings,
                HostName.of("127.0.0.1"),
                new HttpApi.Behind(CLUSTER_NAME, cluster, changes, access, events, audit, null),
                Clock.system());
        api = ((HttpApi.Start.Running) start).api();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** Status and code that come of each way to show who one is; null when it must be let in. */
    private Map<String, String> credentials(Permission needs) {
        Map<String, String> expected = new LinkedHashMap<>();
        boolean open = needs == Permission.PUBLIC;
        BearerToken revoked = access.give(AccessRole.ADMIN);
        access.revoke(revoked.id()).join();
        String unknown = access.make().reveal();
        String good = access.give(AccessRole.ADMIN).reveal();
        String changed = good.substring(0, good.length() - 2) + (good.endsWith("AA") ? "BB" : "AA");
        expected.put("", open ? null : "401 TOKEN_MISSING");
        expected.put(header(unknown), open ? null : "401 TOKEN_UNKNOWN");
        expected.put(header(changed), open ? null : "401 TOKEN_UNKNOWN");
        expected.put(header(revoked.reveal()), open ? null : "401 TOKEN_REVOKED");
        expected.put(header(access.give(AccessRole.ADMIN, null, -1_000).reveal()), open ? null : "401 TOKEN_EXPIRED");
        expected.put(
                header(access.give(AccessRole.ADMIN, new ClusterName("db2"), 60_000)
                        .reveal()),
                open ? null : "403 TOKEN_OF_OTHER_CLUSTER");
        expected.put(header(access.give(AccessRole.ADMIN, CLUSTER_NAME, 60_000).reveal()), null);
        for (String malformed : List.of(
                "Authorization: Basic YWRtaW46YWRtaW4=\r\n",
                "Authorization: Bearer\r\n",
                "Authorization: " + good + "\r\n",
                "Authorization: Bearer " + good + "x\r\n",
                "Authorization: Bearer " + "x".repeat(5_000) + "\r\n",
                header(good) + header(good))) {
            expected.put(malformed, open ? null : "401 TOKEN_MALFORMED");
        }
        expected.put("Cookie: token=" + good + "\r\nX-Token: " + good + "\r\n", open ? null : "401 TOKEN_MISSING");
        for (AccessRole role : AccessRole.values()) {
            expected.put(header(access.give(role).reveal()), role.may(needs) ? null : "403 FORBIDDEN");
        }
        return expected;
    }

    private static String header(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    @Test
    void everyRouteDeniesWhoeverMayNotAskForIt() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Route route : api.routes()) {
            for (Map.Entry<String, String> each :
                    credentials(route.permission()).entrySet()) {
                cluster.orders.clear();
                String answer = ask(route.method(), route, each.getKey() + JSON, body(route));
                check(route, each.getKey(), each.getValue(), answer, wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(audit.refused).isNotEmpty().allSatisfy(deed -> assertThat(deed.from())
                .startsWith("127."));
    }

    private void check(Route route, String credential, String expected, String answer, List<String> wrong) {
        String where = route.method() + " " + route.path() + " with " + credential.strip() + ": ";
        if (expected == null) {
            if (answer.startsWith("401") || answer.startsWith("403")) {
                wrong.add(where + "should be let in, but " + answer);
            }
        } else if (!answer.equals(expected)) {
            wrong.add(where + "should be " + expected + ", but " + answer);
        } else if (!cluster.orders.isEmpty()) {
            wrong.add(where + "was carried out");
        }
    }

    @Test
    void theOtherMethodIsNeitherAWayAroundNorAnAnswer() throws Exception {
        String admin = header(access.give(AccessRole.ADMIN).reveal());
        List<String> wrong = new ArrayList<>();
        for (Route route : api.routes()) {
            List<HttpMethod> others = new ArrayList<>(
                    List.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS));
            api.routes().stream()
                    .filter(each -> each.path().equals(route.path()))
                    .forEach(each -> others.remove(each.method()));
            for (HttpMethod method : others) {
                check(route, method + " without", "401 TOKEN_MISSING", ask(method, route, JSON, "{}"), wrong);
                check(route, method + " with", "405 METHOD_NOT_ALLOWED", ask(method, route, admin + JSON, "{}"), wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void whatAPageOfAnotherSiteSendsIsRefusedWhateverItShows() throws Exception {
        String admin = header(access.give(AccessRole.ADMIN).reveal());
        List<String> wrong = new ArrayList<>();
        for (Route route : api.routes()) {
            String origin = admin + JSON + "Origin: http://evil.example\r\n";
            check(route, "foreign origin", "403 FOREIGN_ORIGIN", ask(route.method(), route, origin, "{}"), wrong);
            String asked = route.method() + " " + path(route) + " HTTP/1.1\r\nHost: evil.example\r\n";
            check(route, "bad host", "421 HOST_NOT_ALLOWED", send(asked + admin + JSON, "{}"), wrong);
            if (route.method() != HttpMethod.GET) {
                String plain = admin + "Muster-Client: x\r\nContent-Type: text/plain\r\n";
                check(route, "plain text", "415 JSON_EXPECTED", ask(route.method(), route, plain, "{}"), wrong);
                check(route, "a form", "403 CLIENT_HEADER_MISSING", ask(route.method(), route, admin, "a=b"), wrong);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(audit.refused).extracting("result").contains("FOREIGN_ORIGIN", "HOST_NOT_ALLOWED", "JSON_EXPECTED");
    }

    @Test
    void readingChangesNothing() throws Exception {
        String admin = header(access.give(AccessRole.ADMIN).reveal());
        Access before = access.access.get();
        for (Route route : api.routes()) {
            for (HttpMethod method : List.of(HttpMethod.GET, HttpMethod.HEAD)) {
                String answer = ask(method, route, admin + JSON, "{\"name\":\"ann\",\"roles\":[\"viewer\"]}");
                assertThat(answer)
                        .as(method + " " + route.path())
                        .startsWith(
                                api.routes().stream()
                                                .anyMatch(r ->
                                                        r.path().equals(route.path()) && r.method() == HttpMethod.GET)
                                        ? "200"
                                        : "405");
            }
        }
        assertThat(cluster.orders).isEmpty();
        assertThat(audit.done).isEmpty();
        assertThat(access.access.get()).isEqualTo(before);
    }

    @Test
    void whatIsNotInTheTableIsNotToldToStrangers() throws Exception {
        for (String path :
                List.of("/page", "/page.html", "/v1", "/v1/nothing", "/v1/cluster/", "/admin", "/v1/access/tokens/x")) {
            String line = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
            assertThat(send(line, "")).as(path).isEqualTo("401 TOKEN_MISSING");
            assertThat(send(line + header(access.give(AccessRole.VIEWER).reveal()), ""))
                    .as(path)
                    .isEqualTo("404 NO_SUCH_RESOURCE");
        }
    }

    @Test
    void whoDoesNotLeadKnowsNobodyAndSaysSo() throws Exception {
        String admin = header(access.give(AccessRole.ADMIN).reveal());
        access.leading = false;
        for (Route route : api.routes()) {
            String answer = ask(route.method(), route, admin + JSON, body(route));
            assertThat(answer)
                    .as(route.path())
                    .isEqualTo(route.permission() == Permission.PUBLIC ? "200 " : "503 NOT_LEADING");
        }
        assertThat(cluster.orders).isEmpty();
    }

    @Test
    void onlyWhatSaysNothingOfTheClusterIsPublic() {
        assertThat(api.routes().stream().filter(route -> route.permission() == Permission.PUBLIC))
                .extracting(Route::path)
                .filteredOn(path -> !path.startsWith("/page/"))
                .containsExactly("/healthz", "/readyz", "/leader", "/", "/page.css", "/page.js", "/v1/openapi.json");
    }

    @Test
    void anAddressThatGuessesIsHeardNoMoreAndOthersAre() throws Exception {
        String good = header(access.give(AccessRole.VIEWER).reveal());
        String line = "GET /v1/cluster HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        Map<String, Integer> answers = new LinkedHashMap<>();
        InetAddress guesser = InetAddress.getByName("127.0.0.77");
        try (Socket socket = connect(guesser)) {
            for (int i = 0; i < 10_000; i++) {
                String guess = String.format("muster_abcdefghij_%043d", i);
                answers.merge(exchange(socket, line + header(guess), ""), 1, Integer::sum);
            }
            assertThat(exchange(socket, line + good, "")).isEqualTo("429 TOO_MANY_FAILURES");
        }
        assertThat(answers.get("401 TOKEN_UNKNOWN"))
                .isBetween(FailureLimit.FAILURES_MAX, 3 * FailureLimit.FAILURES_MAX);
        assertThat(answers.keySet()).containsExactly("401 TOKEN_UNKNOWN", "429 TOO_MANY_FAILURES");
        assertThat(send(line + good, "")).startsWith("200 ");
        assertThat(audit.refused).extracting("result").contains("TOO_MANY_FAILURES");
    }

    @Test
    void aStreamOfEventsEndsWithItsTokenBeforeItShowsAnother() throws Exception {
        BearerToken token = access.give(AccessRole.VIEWER);
        try (Socket socket = connect(InetAddress.getByName("127.0.0.78"))) {
            String request =
                    "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\nConnection: close\r\n"
                            + header(token.reveal()) + "\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            events.publish(ClusterEvent.cluster(ClusterEvent.Type.LEADING, "shown"));
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("shown") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).as(seen.toString()).isNotNegative();
                seen.append((char) next);
            }
            access.revoke(token.id()).join();
            events.publish(ClusterEvent.cluster(ClusterEvent.Type.LEADING, "hidden"));
            assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                    .doesNotContain("hidden");
        }
    }

    /** What is of use to nobody, but well-formed. */
    private static String body(Route route) {
        return route.path().equals("/v1/access/tokens") && route.method() == HttpMethod.POST
                ? "{\"name\":\"ann\",\"roles\":[\"viewer\"]}"
                : "{}";
    }

    private String ask(HttpMethod method, Route route, String headers, String body) throws IOException {
        return send(method + " " + path(route) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers, body);
    }

    private static String path(Route route) {
        return route.path()
                .replace("{host}", "127.0.0.1")
                .replace("{role}", "index")
                .replace("{revision}", "7")
                .replace("{id}", "abcdefghij")
                .concat(route.path().equals("/v1/can-stop") ? "?host=127.0.0.1" : "");
    }

    /** Each request from an address of its own, so that no limit is met. */
    private String send(String head, String body) throws IOException {
        clients++;
        try (Socket socket = connect(InetAddress.getByName("127.1." + clients / 250 + "." + (1 + clients % 250)))) {
            return exchange(socket, head, body);
        }
    }

    private Socket connect(InetAddress from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", api.addresses().get(0).getPort()), 10_000);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Status and code, such as {@code 401 TOKEN_MISSING}; only the status when there is no code. */
    private static String exchange(Socket socket, String head, String body) throws IOException {
        String request = head + "Content-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        StringBuilder headers = new StringBuilder();
        while (headers.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + headers);
            }
            headers.append((char) next);
        }
        int length = head.startsWith("HEAD ") ? 0 : length(headers.toString());
        String text = new String(socket.getInputStream().readNBytes(length), ISO_8859_1);
        String status = headers.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
        int code = text.indexOf("\"code\":\"");
        return status + " " + (code < 0 ? "" : text.substring(code + 8, text.indexOf('"', code + 8)));
    }

    private static int length(String headers) {
        for (String line : headers.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length: ")) {
                return Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        return 0;
    }
}
