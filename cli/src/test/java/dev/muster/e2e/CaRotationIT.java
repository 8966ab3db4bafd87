package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The authority of a running cluster is exchanged: three coordinators and two further hosts, real processes with the mock component. */
class CaRotationIT {

    private static final Duration LIMIT = Duration.ofSeconds(180);

    private LoopbackCluster cluster;

    @BeforeEach
    void define() throws IOException {
        cluster = LoopbackCluster.ofMocks(LIMIT);
        cluster.define("""
                {
                  "A.1": {"master": true, "compute": true},
                  "A.2": {"compute": true, "standby": true},
                  "A.3": {"compute": true, "standby": true},
                  "A.4": {"compute": true},
                  "A.5": {"compute": true}
                }
                """);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    private String at(int exit, int number, String... words) throws IOException {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--dir", cluster.directory(number)));
        return cluster.run(exit, all.toArray(String[]::new));
    }

    private Path copyOfAuthority(String name) throws IOException {
        return Files.copy(
                Path.of(cluster.directory(2), "identity", "authority.pem"),
                cluster.folder().resolve(name));
    }

    /** Who has none of the cluster's folders. */
    private String fromElsewhere(int exit, Path authority) throws IOException {
        Path home = Files.createDirectories(cluster.folder().resolve("elsewhere"));
        String coordinators = "https://" + cluster.address(1) + ",https://" + cluster.address(2);
        return MusterProcess.run(home, exit, "status", "-C", coordinators, "--authority", authority.toString());
    }

    /** A machine that says to be host 4, and has a token: it gets as far as to be told that the name is taken, or not so far. */
    private String asHostFour(Path token) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(cluster.arguments(4)));
        arguments.set(
                arguments.indexOf("--dir") + 1,
                cluster.folder().resolve("other").toString());
        arguments.addAll(List.of("--token-file", token.toString()));
        return cluster.run(7, arguments.toArray(String[]::new));
    }

    private String[] certificates(int number) {
        Path identity = Path.of(cluster.directory(number), "identity");
        return new String[] {
            identity.resolve("agent.pem").toString(),
            identity.resolve("coordinator.pem").toString()
        };
    }

    @Test
    void nothingStopsAndTheOldAuthorityCountsNoLonger() throws Exception {
        Path old = cluster.tokenFile(at(
                0,
                1,
                "init",
                "-h",
                cluster.address(1),
                "--cluster",
                cluster.folder().resolve("cluster.json").toString()));
        cluster.start(1);
        for (int i = 2; i <= 5; i++) {
            cluster.start(i, "--token-file", old.toString());
        }
        Map<String, Long> before = LoopbackCluster.components(cluster.awaitState("STARTED"));
        assertThat(before).hasSize(6);
        Path oldAuthority = copyOfAuthority("old.pem");
        assertThat(at(0, 1, "cert", "rotate-ca", "--status")).contains("that it began with");

        // One host is away all the time; and a standby begins, not the coordinator that leads.
        cluster.host(5).signal("KILL");
        cluster.host(5).awaitExit(LIMIT);
        assertThat(at(0, 2, "cert", "rotate-ca", "-m", "a laptop was lost")).contains("issues from now on");
        Awaitility.await().atMost(LIMIT).until(() -> at(0, 1, "cert", "rotate-ca", "--status")
                .contains("1 of 5 hosts have no new certificate"));
        assertThat(at(0, 3, "cert", "list")).contains("(new)", "the old one: not renewed yet");
        assertThat(at(6, 3, "cert", "rotate-ca")).contains("exchanged already");

        // Both count: copies of both, and tokens of both.
        Path newAuthority = copyOfAuthority("new.pem");
        assertThat(Files.readString(newAuthority)).isNotEqualTo(Files.readString(oldAuthority));
        assertThat(fromElsewhere(0, oldAuthority)).contains("coordinator " + cluster.address(1));
        assertThat(fromElsewhere(0, newAuthority)).contains("coordinator " + cluster.address(1));
        assertThat(asHostFour(old)).contains("joined with another key");
        Path young = cluster.tokenFile(at(0, 3, "token", "create"));
        assertThat(asHostFour(young)).contains("joined with another key");

        // Nobody is left behind who was not named.
        assertThat(at(6, 1, "cert", "rotate-ca", "--finish")).contains(cluster.address(5), "--without");
        assertThat(at(0, 1, "cert", "rotate-ca", "--finish", "--without", cluster.address(5)))
                .contains("Only the authority", cluster.address(5) + " was left behind");
        assertThat(cluster.run(0, "audit")).contains("cert.rotate-ca.finish");
        assertThat(cluster.run(
                        0,
                        "audit",
                        "verify",
                        "--file",
                        Path.of(cluster.directory(2), "coordinator").toString()))
                .contains("whole");

        // What is of the old one is refused, each with its cause.
        assertThat(asHostFour(old)).contains("rotate-ca", "muster token create");
        assertThat(asHostFour(young)).contains("joined with another key");
        Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(fromElsewhere(69, oldAuthority))
                .contains("another cluster"));
        assertThat(fromElsewhere(0, copyOfAuthority("newest.pem"))).contains("coordinator " + cluster.address(1));
        cluster.start(5);
        cluster.host(5).await("COORDINATOR_FOREIGN|another cluster", LIMIT);
        cluster.host(5).signal("KILL");
        cluster.host(5).awaitExit(LIMIT);

        // It joins again, and what ran there all the time is adopted. Nothing was restarted anywhere.
        Files.delete(Path.of(certificates(5)[0]));
        Path again = cluster.tokenFile(at(0, 1, "token", "create", "--host", cluster.address(5)));
        cluster.start(5, "--token-file", again.toString());
        assertThat(LoopbackCluster.components(cluster.awaitState("STARTED"))).isEqualTo(before);
        for (int i = 1; i <= 4; i++) {
            assertThat(cluster.host(i).output())
                    .doesNotContain("epoch 2")
                    .doesNotContain(cluster.address(1) + " is not heard", cluster.address(2) + " is not heard")
                    .doesNotContain(cluster.address(3) + " is not heard", cluster.address(4) + " is not heard");
        }
        Awaitility.await().atMost(LIMIT).until(() -> !at(0, 1, "cert", "list").contains("left behind"));

        // The members of the store know one another by the new one when they meet anew.
        cluster.host(1).signal("KILL");
        cluster.host(1).awaitExit(LIMIT);
        cluster.host(2).await("leads, epoch 2|leads, epoch 3|stands by; the one on " + cluster.address(3), LIMIT);
        cluster.start(1);
        cluster.host(1).await("Sending ready signal", LIMIT);
        assertThat(LoopbackCluster.components(cluster.awaitState("STARTED"))).isEqualTo(before);
        cluster.run(0, "stop", "--yes");
        assertThat(cluster.host(1).awaitExit(LIMIT)).isZero();
    }
}
