package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster whose links are encrypted: three coordinators and a fourth host, real processes with the mock component. */
class SecureClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern TOKEN = Pattern.compile("muster_([a-z0-9]{10})_[A-Za-z0-9_-]{43}");

    private LoopbackCluster cluster;

    /** On loopback addresses nobody is asked for an access token unless this is said. */
    private String settings;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks();
        settings = Files.writeString(cluster.folder().resolve("muster.conf"), "http.auth = required\n")
                .toString();
        cluster.define("""
                {
                  "A.1": {"master": true, "compute": true},
                  "A.2": {"compute": true, "standby": true},
                  "A.3": {"compute": true, "standby": true},
                  "A.4": {"compute": true, "backend": true}
                }
                """);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    private String[] command(int number, String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--dir";
        all[words.length + 1] = cluster.directory(number);
        return all;
    }

    /** What a ZooKeeper says to an operator's command by telnet. */
    private static String plainWord(String address, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            socket.getOutputStream().write("envi\n\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void hostsJoinWithATokenAndNobodyElseGetsIn() throws IOException {
        Path file = cluster.folder().resolve("cluster.json");
        Path token = cluster.tokenFile(
                cluster.run(0, command(1, "init", "-h", cluster.address(1), "--cluster", file.toString())));
        cluster.start(1, "--config", settings);
        cluster.start(2, "--config", settings, "--token-file", token.toString());
        cluster.start(3, "--config", settings, "--token-file", token.toString());
        // Who comes without a certificate is told what to do, on both sides.
        assertThat(cluster.run(3, cluster.arguments(4))).contains("muster token create", "--token-file");
        cluster.start(4, "--config", settings, "--token-file", token.toString());
        Map<String, Long> before = LoopbackCluster.components(cluster.awaitState("STARTED"));
        assertThat(before).hasSize(6);
        assertThat(cluster.host(1).limits()).as("a core would hold keys").containsPattern("Max core file size +0 ");
        assertThat(cluster.run(0, command(1, "cert", "list"))).contains(cluster.address(1), cluster.address(4));
        peopleComeOverHttps();

        // The store answers nobody without a coordinator's certificate, and is on loopback where it asks for none.
        assertThat(plainWord(cluster.address(2), 7421)).doesNotContain("zookeeper", "whitelist");
        assertThat(plainWord(cluster.address(2), 7424)).contains("not in the whitelist");

        // Another folder is another key: the name is taken.
        Path second = cluster.tokenFile(cluster.run(0, command(2, "token", "create", "--expires", "10m")));
        assertThat(cluster.run(
                        7,
                        "start",
                        "-h",
                        cluster.address(4),
                        "--cluster",
                        file.toString(),
                        "--dir",
                        cluster.folder().resolve("impostor").toString(),
                        "--token-file",
                        second.toString()))
                .contains("joined with another key", "muster cert revoke " + cluster.address(4));

        // A revoked host's session ends; what runs there goes on, and it is not taken back with the old key.
        cluster.run(0, command(1, "cert", "revoke", cluster.address(4)));
        assertThat(cluster.host(4).awaitExit(LIMIT)).isEqualTo(3);
        assertThat(cluster.host(4).output()).contains("revoked");
        assertThat(before.get(cluster.address(4) + "/backend"))
                .satisfies(pid -> assertThat(ProcessHandle.of(pid)).isPresent());

        // The leading coordinator is lost: the others take over without anybody's help, and a restart needs no token.
        cluster.host(1).signal("KILL");
        cluster.host(1).awaitExit(LIMIT);
        cluster.host(2).await("leads, epoch 2|leads, epoch 3|stands by; the one on " + cluster.address(3), LIMIT);
        cluster.start(1, "--config", settings);
        cluster.host(1).await("Sending ready signal", LIMIT);
        fromElsewhere(0, asAnn("stop", "--yes"));
        assertThat(cluster.host(1).awaitExit(LIMIT)).isZero();
    }

    /** Who has none of the cluster's folders: on another machine, or another user. */
    private String fromElsewhere(int exit, String... arguments) throws IOException {
        Path home = Files.createDirectories(cluster.folder().resolve("elsewhere"));
        return MusterProcess.run(home, exit, arguments);
    }

    private String coordinators() {
        return "https://" + cluster.address(1) + ",https://" + cluster.address(2) + ",https://" + cluster.address(3);
    }

    /** A copy of what every host has. */
    private String authority() throws IOException {
        Path copy = cluster.folder().resolve("elsewhere.pem");
        return Files.write(copy, Files.readAllBytes(Path.of(cluster.directory(4), "identity", "authority.pem")))
                .toString();
    }

    private String[] asAnn(String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("-C", coordinators(), "--authority", authority()));
        all.addAll(List.of("--token-file", cluster.folder().resolve("ann.token").toString()));
        return all.toArray(String[]::new);
    }

    private void makeAnn() throws IOException {
        Matcher token =
                TOKEN.matcher(cluster.run(0, "access", "create", "--role", "operator", "--name", "ann", "-m", "test"));
        assertThat(token.find()).isTrue();
        Path file = Files.writeString(cluster.folder().resolve("ann.token"), token.group() + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private void peopleComeOverHttps() throws IOException {
        assertThat(cluster.host(1).output()).contains("https://" + cluster.address(1) + ":7480/");
        // Found by the host that runs here, and from elsewhere by a copy of the authority; standbys lead on to the
        // leader.
        assertThat(cluster.run(0, "logs", cluster.address(1) + "/compute")).isNotEmpty();
        makeAnn();
        assertThat(fromElsewhere(0, asAnn("status"))).contains("STARTED");
        assertThat(fromElsewhere(7, "status", "-C", coordinators(), "--authority", authority()))
                .contains("this needs an access token");
        assertThat(fromElsewhere(7, "status", "-C", "https://" + cluster.address(2)))
                .contains("authority of its cluster is not known here", "scp " + cluster.address(2));
        // Without encryption nothing is told, and nothing done.
        assertThat(fromElsewhere(7, "status", "-C", "http://" + cluster.address(1)))
                .contains("speaks https");
        HttpURLConnection plain = (HttpURLConnection)
                new URL("http://" + cluster.address(1) + ":7480/v1/cluster/stop").openConnection(Proxy.NO_PROXY);
        plain.setRequestMethod("POST");
        plain.setRequestProperty("Muster-Client", "curl");
        plain.setRequestProperty("Content-Type", "application/json");
        plain.setDoOutput(true);
        plain.getOutputStream().write('{');
        assertThat(plain.getResponseCode()).isEqualTo(400);
        assertThat(new String(plain.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("HTTPS_NEEDED");
    }
}
