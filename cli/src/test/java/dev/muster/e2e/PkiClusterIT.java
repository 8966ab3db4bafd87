package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clusters whose certificates come from a PKI of one's own: examples/pki.sh, which runs openssl. */
class PkiClusterIT {

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final String NAME = "muster";

    private LoopbackCluster cluster;

    @BeforeEach
    void look() throws IOException {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl"))),
                "openssl is not installed");
        cluster = LoopbackCluster.ofMocks(LIMIT);
    }

    @AfterEach
    void leaveNothing() throws IOException {
        cluster.close();
    }

    private String run(String... command) throws IOException {
        return run(Map.of(), command);
    }

    private String run(Map<String, String> environment, String... command) throws IOException {
        Path output = Files.createTempFile(cluster.folder(), "output", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(process.exitValue()).as("%s: %s", List.of(command), said).isZero();
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private Path folder(String pki) {
        return cluster.folder().resolve(pki);
    }

    private void issue(String pki, Map<String, String> environment, int... numbers) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                MusterProcess.root().resolve("examples/pki.sh").toString(),
                folder(pki).toString(),
                NAME));
        Arrays.stream(numbers).mapToObj(cluster::address).forEach(command::add);
        run(environment, command.toArray(String[]::new));
    }

    /** The settings of a host with the certificates that {@code pki} has issued to {@code of}. */
    private String settings(String pki, int of, boolean coordinates, String more) throws IOException {
        Path own = folder(pki).resolve(cluster.address(of));
        String text =
                "security.pki { authority-file = \"" + folder(pki).resolve("ca.pem") + "\"\n certificate-file = \""
                        + own.resolve("agent.pem") + "\"\n key-file = \"" + own.resolve("agent.key") + "\"\n";
        if (coordinates) {
            text += " coordinator-certificate-file = \"" + own.resolve("coordinator.pem")
                    + "\"\n coordinator-key-file = \"" + own.resolve("coordinator.key") + "\"\n";
        }
        return Files.writeString(Files.createTempFile(cluster.folder(), "muster", ".conf"), text + more + "}\n")
                .toString();
    }

    private String refused(int number, String settings) throws IOException {
        return cluster.run(7, cluster.arguments(number, "--config", settings));
    }

    private String shownOverHttps(int number) throws IOException {
        String shown = run("openssl", "s_client", "-connect", cluster.address(number) + ":7480");
        Path pem =
                Files.writeString(cluster.folder().resolve("shown.pem"), shown.substring(shown.indexOf("-----BEGIN")));
        return run("openssl", "x509", "-in", pem.toString(), "-noout", "-serial");
    }

    @Test
    void aCoordinatorAndTwoAgents() throws Exception {
        cluster.define("""
                {
                  "A.1": {"master": true},
                  "A.2": {"compute": true},
                  "A.3": {"compute": true}
                }
                """);
        issue("pki", Map.of(), 1, 2, 3);
        issue("other", Map.of(), 3);
        issue("expired", Map.of("DAYS", "0"), 3);

        // What is wrong with a file is said before anything is done.
        assertThat(refused(3, settings("pki", 2, false, "")))
                .contains("the certificate of an agent of " + cluster.address(2))
                .contains("muster://muster/agent/" + cluster.address(3));
        assertThat(refused(3, settings("expired", 3, false, ""))).contains("ended on");
        assertThat(refused(1, settings("pki", 1, false, ""))).contains("coordinator-certificate-file is not set");
        assertThat(refused(3, settings("nowhere", 3, false, ""))).contains("is missing");
        Path key = folder("other").resolve(cluster.address(3)).resolve("agent.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refused(3, settings("other", 3, false, ""))).contains("chmod 600");
        Files.copy(
                folder("pki").resolve(cluster.address(2)).resolve("agent.key"),
                key,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        assertThat(refused(3, settings("other", 3, false, ""))).contains("is not the key of the certificate");

        cluster.start(1, "--config", settings("pki", 1, true, ""));
        cluster.start(2, "--config", settings("pki", 2, false, ""));
        // Another PKI's certificate for the same name is worth nothing.
        issue("other", Map.of(), 3);
        cluster.start(3, "--config", settings("other", 3, false, ""));
        cluster.host(3).await("another cluster", LIMIT);
        cluster.host(3).signal("TERM");
        cluster.host(3).awaitExit(LIMIT);
        cluster.start(3, "--config", settings("pki", 3, false, ""));
        Map<String, Long> before = LoopbackCluster.components(cluster.awaitState("STARTED"));
        assertThat(before).hasSize(3);

        // People: found on this machine, and from elsewhere with the PKI's authority.
        Path home = Files.createDirectories(cluster.folder().resolve("elsewhere"));
        String url = "https://" + cluster.address(1);
        String authority = folder("pki").resolve("ca.pem").toString();
        assertThat(MusterProcess.run(home, 0, "status", "-C", url, "--authority", authority))
                .contains("STARTED");
        assertThat(MusterProcess.run(home, 7, "status", "-C", url)).contains("is not known here");
        assertThat(MusterProcess.run(
                        home,
                        69,
                        "status",
                        "-C",
                        url,
                        "--authority",
                        folder("other").resolve("ca.pem").toString()))
                .contains("another cluster");
        // openssl knows it too: what is shown leads to the authority.
        assertThat(run(
                        "openssl",
                        "s_client",
                        "-connect",
                        cluster.address(1) + ":7480",
                        "-CAfile",
                        authority,
                        "-verify_return_error"))
                .contains("Verify return code: 0 (ok)");
        cluster.run(3, "token", "create", "--dir", cluster.directory(1));

        // Renewed files are used without a restart.
        String shown = shownOverHttps(1);
        issue("pki", Map.of(), 1, 2, 3);
        Awaitility.await().atMost(LIMIT).until(() -> !shownOverHttps(1).equals(shown));
        assertThat(MusterProcess.run(home, 0, "status", "-C", url, "--authority", authority))
                .contains("STARTED");
        assertThat(LoopbackCluster.components(cluster.awaitState("STARTED"))).isEqualTo(before);
        cluster.run(0, "stop", "--yes");
        assertThat(cluster.host(1).awaitExit(LIMIT)).isZero();
    }

    /** The members of the store know one another, and their clients, by the same certificates. */
    @Test
    void threeCoordinators() throws Exception {
        cluster.define("""
                {
                  "A.1": {"master": true},
                  "A.2": {"compute": true, "standby": true},
                  "A.3": {"compute": true, "standby": true}
                }
                """);
        issue("pki", Map.of(), 1, 2, 3);
        assertThat(refused(1, settings("pki", 1, true, ""))).contains("secret-file is not set");
        Path secret = cluster.folder().resolve("secret");
        Files.writeString(secret, run("openssl", "rand", "-base64", "32"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        for (int i = 1; i <= 3; i++) {
            cluster.start(i, "--config", settings("pki", i, true, " secret-file = \"" + secret + "\"\n"));
        }
        Map<String, Long> before = LoopbackCluster.components(cluster.awaitState("STARTED"));
        cluster.host(1).signal("KILL");
        cluster.host(1).awaitExit(LIMIT);
        cluster.host(2).await("leads, epoch 2|leads, epoch 3|stands by; the one on " + cluster.address(3), LIMIT);
        cluster.start(1, "--config", settings("pki", 1, true, " secret-file = \"" + secret + "\"\n"));
        cluster.host(1).await("Sending ready signal", LIMIT);
        assertThat(LoopbackCluster.components(cluster.awaitState("STARTED"))).isEqualTo(before);
        cluster.run(0, "stop", "--yes");
        assertThat(cluster.host(1).awaitExit(LIMIT)).isZero();
    }
}
