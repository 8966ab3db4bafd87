package dev.muster.coordinator.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.settings.MusterSettings;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Whatever is sent to the HTTP interface: it answers with a status of its own, never with 500; a request that is no POST changes
 * nothing, and neither does one without the header Muster-Client or under a foreign name (faults I1, I2, I4, I5).
 *
 * <p>The first byte says which method, or that all the rest is sent as it is. Otherwise the rest is lines: the path, headers, an
 * empty line, the body, whose length is told as it is.
 */
final class HttpFuzzTest {

    private static final FakeCluster CLUSTER = new FakeCluster();
    private static final RawClient CLIENT = new RawClient(server());
    private static final List<String> METHODS = List.of("GET", "POST", "POST", "HEAD", "PUT", "OPTIONS", "DELETE");

    @FuzzTest(maxDuration = "24h")
    void itAnswersAndNothingChangesByAccident(byte[] bytes) throws IOException {
        if (bytes.length == 0) {
            return;
        }
        BugDetectors.allowNetworkConnections((host, port) -> true); // to the server here, and nowhere else
        int first = bytes[0] & 0xff;
        CLUSTER.orders.clear();
        if (first >= 0xf8) {
            CLIENT.sendAndLeave(bytes, 1);
            return;
        }
        Request request = Request.of(METHODS.get(first % METHODS.size()), bytes);
        int status = CLIENT.ask(request);
        check(status != 500, status, request);
        boolean ordered = !CLUSTER.orders.isEmpty();
        check(ordered == (status == 202), status, request);
        check(!ordered || List.of("POST", "PUT").contains(request.method), status, request);
        check(!ordered || request.head.toLowerCase(Locale.ROOT).contains("\nmuster-client:"), status, request);
    }

    /** One request, with line ends only where they belong. */
    record Request(String method, String head, byte[] body) {

        static Request of(String method, byte[] bytes) {
            String text = new String(bytes, 1, bytes.length - 1, ISO_8859_1).replace('\r', ' ');
            int end = text.indexOf("\n\n");
            String[] lines = (end < 0 ? text : text.substring(0, end)).split("\n");
            byte[] body = end < 0 ? new byte[0] : Arrays.copyOfRange(bytes, 1 + end + 2, bytes.length);
            StringBuilder head = new StringBuilder(method + " /" + (lines.length == 0 ? "" : lines[0]));
            head.append(" HTTP/1.1\r\nHost: localhost\r\n");
            for (int i = 1; i < lines.length; i++) {
                if (!lines[i].isEmpty() && !saysHowLong(lines[i])) {
                    head.append(lines[i]).append("\r\n");
                }
            }
            return new Request(method, head + "Content-Length: " + body.length + "\r\n\r\n", body);
        }

        /** Lengths, encodings and upgrades are for the requests that are sent as they are. */
        private static boolean saysHowLong(String header) {
            String name = header.toLowerCase(Locale.ROOT);
            return name.startsWith(" ")
                    || name.startsWith("\t")
                    || List.of("content-length", "transfer-encoding", "upgrade", "http2-settings", "expect").stream()
                            .anyMatch(name::contains);
        }
    }

    private static int server() {
        MusterSettings.Http settings = new MusterSettings.Http(
                0, List.of("127.0.0.1"), List.of(), MusterSettings.Auth.AUTO, 64, 1 << 20, 1000, 10_000);
        HttpApi.Start start = HttpApi.start(
                settings,
                HostName.of("node-1.dc1"),
                new HttpApi.Behind(
                        new ClusterName("demo"),
                        CLUSTER,
                        new FakeChanges(CLUSTER.orders),
                        new FakeAccess(),
                        new EventFeed(Clock.system()),
                        new RememberedAudit(),
                        null),
                Clock.system());
        return ((HttpApi.Start.Running) start).api().addresses().get(0).getPort();
    }

    private static void check(boolean holds, int status, Request request) {
        if (!holds) {
            throw new AssertionError("answered " + status + ", ordered " + CLUSTER.orders + ": " + request.head);
        }
    }
}
