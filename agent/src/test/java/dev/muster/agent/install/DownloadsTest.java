package dev.muster.agent.install;

import static dev.muster.agent.install.Machine.bytes;
import static dev.muster.agent.install.Machine.failureOf;
import static dev.muster.agent.install.Machine.home;
import static dev.muster.agent.install.Machine.item;
import static dev.muster.agent.install.Machine.tree;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.Install.Item;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that lie, stall and break off, and what stands between us and them. */
@Timeout(60)
final class DownloadsTest {

    private static final byte[] FILE = new byte[100_000];
    private static final Item JAR = item("maven:org.example:alpha:1.0", FILE, "alpha.jar");

    @TempDir
    Path directory;

    private Machine machine;

    @BeforeEach
    void start() {
        machine = new Machine(directory);
    }

    @AfterEach
    void stop() {
        machine.close();
    }

    private Failure failureWith(RawServer.Answer answer) throws Exception {
        try (RawServer server = new RawServer(answer)) {
            Failure failure = failureOf(machine.installer(server.uri()), machine.plan("demo-1", JAR));
            assertThat(tree(machine.store.resolve("tmp"))).hasSize(1);
            assertThat(tree(machine.store.resolve("homes"))).hasSize(1);
            assertThat(tree(machine.store.resolve("blobs"))).hasSize(1);
            return failure;
        }
    }

    @Test
    void aFileWithAnotherChecksumIsRefused() throws Exception {
        byte[] other = FILE.clone();
        other[500] = 1;
        Failure failure = failureWith((request, out) -> RawServer.ok(out, other));

        assertThat(failure.code()).isEqualTo("CHECKSUM_MISMATCH");
        assertThat(failure.message()).contains("/org/example/alpha/1.0/alpha-1.0.jar");
        assertThat(failure.detail()).hasSize(2);
    }

    @Test
    void aLoginPageOfAProxyIsRefused() throws Exception {
        byte[] page = bytes("<html>please log in</html>");
        assertThat(failureWith((request, out) -> RawServer.ok(out, page)).message())
                .contains("ended after 26 of 100000 bytes");
    }

    @Test
    void aBodyThatEndsEarlyIsTriedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (RawServer server = new RawServer((request, out) -> {
            if (asked.incrementAndGet() == 1) {
                RawServer.head(out, "200 OK", FILE.length);
                out.write(FILE, 0, 50_000);
            } else {
                RawServer.ok(out, FILE);
            }
        })) {
            Path home = home(machine.installer(server.uri()).install(machine.plan("demo-1", JAR), progress -> {}));
            assertThat(home.resolve("alpha.jar")).hasBinaryContent(FILE);
        }
    }

    @Test
    void aBodyThatAlwaysEndsEarlyFails() throws Exception {
        Failure failure = failureWith((request, out) -> {
            RawServer.head(out, "200 OK", FILE.length);
            out.write(FILE, 0, 50_000);
        });
        assertThat(failure.code()).isEqualTo("DOWNLOAD_FAILED");
        assertThat(failure.hint()).contains("curl -I http://127.0.0.1");
    }

    @Test
    void aConnectionThatIsClosedAtOnceFails() throws Exception {
        assertThat(failureWith((request, out) -> {}).code()).isEqualTo("DOWNLOAD_FAILED");
    }

    @Test
    void aServerThatStallsInTheBodyIsGivenUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Failure failure = failureWith((request, out) -> {
            RawServer.head(out, "200 OK", FILE.length);
            out.write(FILE, 0, 10);
            out.flush();
            end.await();
        });
        assertThat(failure.message()).contains("stalled");
    }

    @Test
    void aServerThatNeverAnswersIsGivenUp() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        assertThat(failureWith((request, out) -> end.await()).message()).contains("stalled");
    }

    @Test
    void aBodyWithoutEndIsCutOff() throws Exception {
        Failure failure = failureWith((request, out) -> {
            RawServer.text(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            byte[] much = new byte[1 << 16];
            while (true) {
                out.write(much);
            }
        });
        assertThat(failure.code()).isEqualTo("DOWNLOAD_TOO_LARGE");
    }

    @Test
    void aFileThatIsAnnouncedTooLargeIsNotEvenFetched() throws Exception {
        Failure failure = failureWith((request, out) -> RawServer.head(out, "200 OK", 1L << 40));
        assertThat(failure.code()).isEqualTo("DOWNLOAD_TOO_LARGE");
    }

    @Test
    void aPartThatNobodyAskedForIsRefused() throws Exception {
        Failure failure = failureWith((request, out) -> {
            RawServer.head(out, "206 Partial Content", FILE.length);
            out.write(FILE);
        });
        assertThat(failure.code()).isEqualTo("DOWNLOAD_REFUSED");
        assertThat(failure.message()).contains("206");
    }

    @Test
    void aMissingFileIsNotTriedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Failure failure = failureWith((request, out) -> {
            asked.incrementAndGet();
            RawServer.head(out, "404 Not Found", 0);
        });
        assertThat(failure.code()).isEqualTo("ARTIFACT_NOT_FOUND");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aBusyServerIsTriedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Failure failure = failureWith((request, out) -> {
            asked.incrementAndGet();
            RawServer.head(out, "503 Service Unavailable", 0);
        });
        assertThat(failure.message()).contains("503");
        assertThat(asked).hasValue(Machine.IMPATIENT.attempts());
    }

    @Test
    void anAnswerThatIsNoHttpFails() throws Exception {
        assertThat(failureWith((request, out) -> RawServer.text(out, "SSH-2.0-OpenSSH\r\n\r\n"))
                        .code())
                .isEqualTo("DOWNLOAD_FAILED");
    }

    @Test
    void nobodyListeningIsSaidWithTheAddress() throws Exception {
        URI gone;
        try (RawServer server = new RawServer((request, out) -> {})) {
            gone = server.uri();
        }
        Failure failure = failureOf(machine.installer(gone), machine.plan("demo-1", JAR));
        assertThat(failure.code()).isEqualTo("DOWNLOAD_FAILED");
        assertThat(failure.message()).contains(gone.toString());
    }

    @Test
    void passwordsAreSentToTheirHostAndShownToNobody() throws Exception {
        String expected = "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes("joe:s3cret+x"));
        try (RawServer files = new RawServer((request, out) -> RawServer.ok(out, FILE));
                RawServer mirror = new RawServer((request, out) -> RawServer.text(
                        out,
                        "HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + files.uri()
                                + "moved.jar\r\n\r\n"))) {
            URI uri = URI.create("http://joe:s3cret+x@127.0.0.1:" + mirror.port() + "/repo");
            home(machine.installer(uri).install(machine.plan("demo-1", JAR), progress -> {}));

            assertThat(mirror.requests().get(0).target()).isEqualTo("/repo/org/example/alpha/1.0/alpha-1.0.jar");
            assertThat(mirror.requests().get(0).hasHeader(expected)).isTrue();
            assertThat(files.requests().get(0).hasHeader("Authorization")).isFalse();
        }
        URI refusing;
        try (RawServer mirror = new RawServer((request, out) -> RawServer.head(out, "401 Unauthorized", 0))) {
            refusing = URI.create("http://joe:s3cret@127.0.0.1:" + mirror.port() + "/");
            Failure failure = failureOf(machine.installer(refusing), machine.plan("demo-2", itemOf(1)));
            assertThat(failure.code()).isEqualTo("DOWNLOAD_REFUSED");
            assertThat(failure.toString() + failure.hint() + failure.detail()).doesNotContain("s3cret");
        }
    }

    private static Item itemOf(int first) {
        byte[] content = {(byte) first};
        return item("maven:org.example:alpha:1.0", content, "alpha.jar");
    }

    @Test
    void aMirrorThatIsNoUrlIsSaidWithoutItsPassword() {
        InstallSettings settings = new InstallSettings(
                machine.store, "https://u:s3cret@nexus example/", null, directory, Map.of(), Machine.IMPATIENT);
        Failure failure =
                failureOf(new Installer(settings, Runnable::run, Clock.system()), machine.plan("demo-1", JAR));

        assertThat(failure.code()).isEqualTo("SOURCE_INVALID");
        assertThat(failure.message()).contains("nexus example").doesNotContain("s3cret");
    }

    @Test
    void endlessRedirectsEnd() throws Exception {
        Failure failure = failureWith((request, out) -> RawServer.text(
                out,
                "HTTP/1.1 301 Moved\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + request.target()
                        + "\r\n\r\n"));
        assertThat(failure.message()).contains("redirected again and again");
    }

    @Test
    void aRedirectToAFileIsRefused() throws Exception {
        Failure failure = failureWith((request, out) -> RawServer.text(
                out,
                "HTTP/1.1 301 Moved\r\nConnection: close\r\nContent-Length: 0\r\nLocation: file:/etc/passwd\r\n\r\n"));
        assertThat(failure.code()).isEqualTo("DOWNLOAD_REFUSED");
    }

    @Test
    void theMirrorOfSettingsXmlIsUsedWithItsPassword() throws Exception {
        try (RawServer mirror = new RawServer((request, out) -> RawServer.ok(out, FILE))) {
            Files.createDirectories(directory.resolve(".m2"));
            Files.writeString(directory.resolve(".m2/settings.xml"), """
                    <settings><mirrors><mirror><id>corp</id><mirrorOf>*</mirrorOf><url>%srepo</url></mirror></mirrors>
                    <servers><server><id>corp</id><username>u</username><password>p</password></server></servers></settings>
                    """.formatted(mirror.uri()));
            home(machine.installer(null).install(machine.plan("demo-1", JAR), progress -> {}));

            assertThat(mirror.requests().get(0).target()).isEqualTo("/repo/org/example/alpha/1.0/alpha-1.0.jar");
            assertThat(mirror.requests().get(0).hasHeader("Authorization: Basic dTpw"))
                    .isTrue();
        }
    }

    @Test
    void theProxyOfTheEnvironmentIsAskedWithItsPassword() throws Exception {
        try (RawServer proxy = new RawServer(DownloadsTest::asProxy)) {
            Map<String, String> environment = Map.of("HTTP_PROXY", "http://u:p@127.0.0.1:" + proxy.port());
            home(machine.installer(URI.create("http://repo.invalid/maven/"), environment)
                    .install(machine.plan("demo-1", JAR), progress -> {}));

            assertThat(proxy.requests())
                    .extracting(RawServer.Request::target)
                    .allMatch("http://repo.invalid/maven/org/example/alpha/1.0/alpha-1.0.jar"::equals);
        }
    }

    private static void asProxy(RawServer.Request request, OutputStream out) throws Exception {
        if (request.hasHeader("Proxy-Authorization: Basic dTpw")) {
            RawServer.ok(out, FILE);
        } else {
            RawServer.text(
                    out,
                    "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                            + "Connection: close\r\nContent-Length: 0\r\n\r\n");
        }
    }

    @Test
    void aSizeThatNobodyKnowsIsNoHindrance() throws Exception {
        byte[] content = Arrays.copyOf(bytes("x"), 10);
        Item unknown = new Item("maven:org.example:alpha:1.0", Machine.sha512(content), 0, "a", -1);
        try (RawServer server = new RawServer((request, out) -> RawServer.ok(out, content))) {
            home(machine.installer(server.uri()).install(machine.plan("demo-1", unknown), progress -> {}));
        }
    }
}
