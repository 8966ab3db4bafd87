package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster whose links are encrypted: three coordinators and a fourth host, real processes with the mock component. */
class SecureClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks();
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

    private Path token(String printed) throws IOException {
        String line = printed.lines()
                .filter(each -> each.startsWith("muster1."))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no token in: " + printed));
        return Files.writeString(Files.createTempFile(cluster.folder(), "token", ""), line + "\n");
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
        Path token = token(cluster.run(0, command(1, "init", "-h", cluster.address(1), "--cluster", file.toString())));
        cluster.start(1);
        cluster.start(2, "--token-file", token.toString());
        cluster.start(3, "--token-file", token.toString());
        // Who comes without a certificate is told what to do, on both sides.
        assertThat(cluster.run(3, cluster.arguments(4))).contains("muster token create", "--token-file");
        cluster.start(4, "--token-file", token.toString());
        Map<String, Long> before = LoopbackCluster.components(cluster.awaitState("STARTED"));
        assertThat(before).hasSize(6);
        assertThat(cluster.run(0, command(1, "cert", "list"))).contains(cluster.address(1), cluster.address(4));

        // The store answers nobody without a coordinator's certificate, and is on loopback where it asks for none.
        assertThat(plainWord(cluster.address(2), 7421)).doesNotContain("zookeeper", "whitelist");
        assertThat(plainWord(cluster.address(2), 7424)).contains("not in the whitelist");

        // Another folder is another key: the name is taken.
        Path second = token(cluster.run(0, command(2, "token", "create", "--expires", "10m")));
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
        cluster.start(1);
        cluster.host(1).await("Sending ready signal", LIMIT);
        cluster.run(0, "stop", "--yes");
    }
}
