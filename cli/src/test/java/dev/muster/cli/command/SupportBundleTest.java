package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.secret.SecretFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupportBundleTest {

    @TempDir
    private Path folder;

    private HttpServer server;
    private String base;

    @BeforeEach
    void serve() throws IOException {
        String status = Files.readString(Path.of("src/test/resources/status.json"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String asked = exchange.getRequestURI().toString();
            String answer = asked.equals("/v1/cluster")
                    ? status
                    : asked.endsWith("/log?tail=65536")
                            ? "password=hunter22 and canary-7 of " + asked + "\n"
                            : asked.equals("/v1/events?wait=0") ? "{\"type\":\"HOST_LOST\",\"token\":\"abc\"}\n" : "";
            exchange.getResponseHeaders().set("muster-events-last", "e-1");
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            // A host's checks are not to be had.
            exchange.sendResponseHeaders(asked.endsWith("/checks") ? 503 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Unpacked by the tar of this machine, which is somebody else's program. */
    private Map<String, String> unpacked(Path bundle) throws IOException, InterruptedException {
        Path into = Files.createDirectory(folder.resolve("unpacked"));
        Process tar = new ProcessBuilder("tar", "-xzf", bundle.toString(), "-C", into.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).as(said).isZero();
        assertThat(said).isEmpty();
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(into)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = into.relativize(file).toString();
                texts.put(name.substring(name.indexOf('/') + 1), Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void itHasWhatHelpsAndNoSecret() throws IOException, InterruptedException {
        Path directory = Files.createDirectory(folder.resolve("host"));
        Files.writeString(directory.resolve("muster.log"), "the agent says canary-7\n");
        new SecretFolder(Files.createDirectory(directory.resolve("coordinator"))).keep("db", new Secret("canary-7"));
        Path cluster = Files.writeString(folder.resolve("cluster.json"), "{\"a\": {\"master\": true}} // canary-7");
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        new RunRecords(commands.surroundings()).add("demo", "a", List.of(URI.create(base)), cluster, directory);
        Path bundle = folder.resolve("bundle.tar.gz");
        assertThat(commands.run("support-bundle", "--output", bundle.toString()))
                .isZero();
        assertThat(commands.out().strip()).isEqualTo(bundle.toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(bundle)))
                .isEqualTo("rw-------");
        Map<String, String> texts = unpacked(bundle);
        assertThat(texts)
                .containsOnlyKeys(
                        "README.txt",
                        "config.txt",
                        "events.ndjson",
                        "logs/192.168.1.40/compute.log",
                        "logs/192.168.1.40/master.log",
                        "logs/192.168.1.41/compute.log",
                        "status.json",
                        "status.txt",
                        "this-machine/a/cluster.json",
                        "this-machine/a/muster.log",
                        "this-machine/a/run.json",
                        "versions.txt",
                        "why.txt");
        assertThat(texts.get("logs/192.168.1.40/master.log"))
                .isEqualTo(
                        "password=[redacted] and [redacted] of /v1/hosts/192.168.1.40/roles/master/log?tail=65536\n");
        assertThat(texts.get("status.json")).isEqualTo(Files.readString(Path.of("src/test/resources/status.json")));
        assertThat(texts.get("why.txt")).contains("192.168.1.41", "HOST_LOST");
        assertThat(texts.get("versions.txt")).contains("muster 0.1.0", "java.version ");
        assertThat(texts.get("config.txt")).contains("http.port = 7480");
        assertThat(texts.get("README.txt")).contains("Not there:", "doctor.ndjson: ");
        assertThat(texts.values()).allSatisfy(text -> assertThat(text).doesNotContain("canary", "hunter22"));
        assertThat(commands.run("support-bundle", "--output", bundle.toString()))
                .isEqualTo(ExitCode.FAILED.code());
        assertThat(commands.err()).contains("it is there already");
    }

    @Test
    void withoutACoordinatorItHasWhatThisMachineKnows() throws IOException, InterruptedException {
        Path bundle = folder.resolve("bundle.tar.gz");
        CommandsUnderTest commands = new CommandsUnderTest(folder);
        assertThat(commands.run("support-bundle", "--output", bundle.toString()))
                .isZero();
        Map<String, String> texts = unpacked(bundle);
        assertThat(texts).containsOnlyKeys("README.txt", "config.txt", "versions.txt");
        assertThat(texts.get("README.txt")).contains("status, why, events, doctor, logs: no cluster of yours runs");
    }

    @Test
    void aNameThatNoArchiveCanHoldIsRefused() throws IOException {
        try (TarGz archive = new TarGz(new ByteArrayOutputStream(), 0)) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> archive.add("a/" + "b".repeat(101), "x"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("too long");
            archive.add("a/" + "b".repeat(100), "x".repeat(512));
        }
    }
}
