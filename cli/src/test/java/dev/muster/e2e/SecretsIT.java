package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterName;
import dev.muster.common.wire.Compression;
import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.store.zookeeper.StoreLogin;
import dev.muster.coordinator.store.zookeeper.StoreLogin.Password;
import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten canaries are given to a component of a real cluster, and then searched for wherever they must not be. */
class SecretsIT {

    private static final int CANARIES = 10;
    private static final int STORE_PORT = 17_461;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String CLUSTER_NAME = "muster";
    private static final String DEFINITION = """
            kind = vault
            role = vault
            version = "1"
            install { home = "/", required = [bin/sh] }
            settings {
            SETTINGS
            }
            directories = [conf]
            files = [
              { path = conf/vault.properties, format = properties, content {
            CONTENT
              } }
              { path = conf/vault.sh, format = text, content = \"""echo "vault knows $(grep -c canary- "$1")"
            while :; do sleep 1; done
            \""" }
            ]
            argv = [/bin/sh, "{{instance}}/conf/vault.sh", "{{instance}}/conf/vault.properties"]
            environment { PATH = "/usr/bin:/bin" }
            probes = [{ name = log, log = "^vault knows 10$", interval = 200ms }]
            """;

    private LoopbackCluster cluster;
    private Path settings;
    private final List<String> canaries = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofRealSoftware();
        StringBuilder types = new StringBuilder();
        StringBuilder content = new StringBuilder();
        StringBuilder given = new StringBuilder();
        for (int i = 0; i < CANARIES; i++) {
            canaries.add("canary-" + i + "-" + Long.toHexString(System.nanoTime() * (i + 31)));
            types.append("  s%d { type = text, default = none, help = \"x\" }\n".formatted(i));
            content.append("    s%d = \"{{settings.s%d}}\"\n".formatted(i, i));
            given.append("%s\"s%d\": \"@secret:c%d\"".formatted(i == 0 ? "" : ", ", i, i));
        }
        Path definitions = Files.createDirectories(cluster.folder().resolve("definitions"));
        Files.writeString(
                definitions.resolve("vault.conf"),
                DEFINITION
                        .replace("SETTINGS", types)
                        .replace("CONTENT", content)
                        .replace("\\\"", "\""));
        settings = Files.writeString(
                cluster.folder().resolve("muster.conf"),
                "components.dir = \"" + definitions + "\"\nstore.port = " + STORE_PORT + "\n");
        cluster.define(
                "{\"components\": {\"master\": {\"kind\": \"mock\"}}, \"hosts\": {\"A.1\": {\"master\": true, \"vault\": {"
                        + given + "}}}}");
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    private String run(int exit, String... words) throws IOException {
        String output = cluster.run(exit, words);
        said.add(output);
        return output;
    }

    /** {@code muster secret set NAME < FILE}. */
    private void set(String name, String secret) throws Exception {
        Path file = Files.createTempFile("muster-secret", "");
        Path output = Files.createTempFile("muster-secret", ".out");
        try {
            Files.writeString(file, secret + "\n");
            Process process = new ProcessBuilder(
                            MusterProcess.root().resolve("bin/muster").toString(),
                            "secret",
                            "set",
                            name,
                            "--dir",
                            cluster.directory(1))
                    .redirectInput(file.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            said.add(Files.readString(output));
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            Files.delete(file);
            Files.delete(output);
        }
    }

    @Test
    void tenCanariesAreInTheirComponentsFileAndNowhereElse() throws Exception {
        String file = cluster.folder().resolve("cluster.json").toString();
        String directory = cluster.directory(1);
        run(
                0,
                "init",
                "-h",
                cluster.address(1),
                "--cluster",
                file,
                "--dir",
                directory,
                "--config",
                settings.toString());
        for (int i = 0; i < CANARIES; i++) {
            set("c" + i, canaries.get(i));
        }
        assertThat(run(0, "secret", "list", "--dir", directory).lines()).hasSize(CANARIES);
        MusterProcess host = cluster.start(1, "--config", settings.toString());
        cluster.awaitState("STARTED"); // so the component has read all ten from its file
        run(0, "status");
        run(0, "logs", cluster.address(1) + "/vault");
        run(0, "render", cluster.address(1), "--cluster", file, "--config", settings.toString());
        run(0, "audit");
        said.add(supportBundle());
        said.add(host.output());
        said.addAll(httpAnswers());
        assertNone("what is said", String.join("\n", said));
        assertNone("commands and environments", ofProcesses());
        assertNone("znodes", znodes(Path.of(directory).resolve("coordinator")));
        assertFiles();
        run(0, "stop", "--yes");
    }

    private void assertNone(String where, String text) {
        assertThat(text).isNotEmpty();
        canaries.forEach(canary -> assertThat(text).as(where).doesNotContain(canary));
    }

    /** Made where the coordinator runs, and unpacked. */
    private String supportBundle() throws Exception {
        Path bundle = cluster.folder().resolve("bundle.tar.gz");
        run(0, "support-bundle", "--output", bundle.toString());
        Process tar = new ProcessBuilder("tar", "-xzOf", bundle.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String all = new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(tar.waitFor()).isZero();
        Files.delete(bundle);
        assertThat(all).contains("vault knows", "muster/status/1", "CLUSTER_STARTED", "@secret:");
        return all;
    }

    private List<String> httpAnswers() throws Exception {
        List<String> answers = new ArrayList<>();
        SSLContext whoever = SSLContext.getInstance("TLS");
        whoever.init(null, new TrustManager[] {new Whoever()}, null);
        HttpClient client = HttpClient.newBuilder().sslContext(whoever).build();
        for (String path : List.of(
                "/v1/cluster",
                "/",
                "/leader",
                "/v1/access/tokens",
                "/v1/audit",
                "/v1/events",
                "/v1/hosts/" + cluster.address(1) + "/checks",
                "/v1/hosts/" + cluster.address(1) + "/roles/vault/log")) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://" + cluster.address(1) + ":7480" + path))
                    .timeout(LIMIT)
                    .build();
            answers.add(client.send(request, BodyHandlers.ofString()).body());
        }
        assertThat(answers.get(0)).contains("vault");
        return answers;
    }

    /** What is said is looked at here, and not who says it. */
    private static final class Whoever extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** All that may be read of all processes of this machine. */
    private static String ofProcesses() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : (Iterable<Path>) processes::iterator) {
                for (String name : List.of("cmdline", "environ")) {
                    try {
                        all.append(new String(Files.readAllBytes(process.resolve(name)), StandardCharsets.ISO_8859_1));
                    } catch (IOException e) {
                        // no process, or one that has ended
                    }
                }
            }
        }
        assertThat(all).contains("vault.sh");
        return all.toString();
    }

    private static String znodes(Path coordinator) throws Exception {
        Password own = new Password(
                "muster", Authority.load(coordinator.resolve("authority")).derived("muster store"));
        StringBuilder all = new StringBuilder();
        try (ZookeeperConnection connection = ZookeeperConnection.open(
                hostOf(coordinator) + ":" + STORE_PORT,
                new StoreLogin(List.of(own), null, false),
                new ClusterName(CLUSTER_NAME),
                10_000)) {
            collect(connection.client(), "/", all);
        }
        assertThat(all).contains("@secret:c0");
        return all.toString();
    }

    private static String hostOf(Path coordinator) {
        return coordinator.getParent().getFileName().toString();
    }

    private static void collect(CuratorFramework client, String path, StringBuilder all) throws Exception {
        byte[] data = client.getData().forPath(path);
        all.append(path).append('\n');
        if (data != null && data.length > 0) {
            all.append(new String(data, StandardCharsets.ISO_8859_1)).append('\n');
            try {
                all.append(new String(Compression.unpack(data), StandardCharsets.UTF_8))
                        .append('\n');
            } catch (IOException e) {
                // is not packed
            }
        }
        for (String child : client.getChildren().forPath(path)) {
            collect(client, path.equals("/") ? "/" + child : path + "/" + child, all);
        }
    }

    /** They are kept for their owner alone, in three places: as given, for the component, and in what the agent launches from. */
    private void assertFiles() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> files = Files.walk(cluster.folder())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (canaries.stream().anyMatch(text::contains)) {
                    found.put(
                            file.getParent().getFileName() + "/" + file.getFileName(),
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                }
            }
        }
        TreeSet<String> expected = new TreeSet<>();
        for (int i = 0; i < CANARIES; i++) {
            expected.add("secrets/c" + i);
        }
        expected.add("conf/vault.properties");
        assertThat(found.keySet()).containsAll(expected);
        found.keySet().removeAll(expected);
        assertThat(found.keySet())
                .allMatch(name -> name.startsWith("journal/journal.json") || name.endsWith("/plan.json"));
        assertThat(found.values()).allMatch("rw-------"::equals);
    }
}
