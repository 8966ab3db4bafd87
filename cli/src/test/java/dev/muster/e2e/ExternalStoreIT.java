package dev.muster.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.trust.Secret;
import dev.muster.coordinator.store.zookeeper.StoreLogin;
import dev.muster.coordinator.store.zookeeper.StoreLogin.Password;
import dev.muster.coordinator.store.zookeeper.StoreTls;
import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.data.ACL;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A coordinator whose state is in a ZooKeeper of its own: a real server, which takes TLS only, and only with a certificate. */
class ExternalStoreIT {

    private static final Duration LIMIT = Duration.ofSeconds(180);
    private static final int PORT = 7461;
    private static final int SESSION_MS = 10_000;

    private LoopbackCluster cluster;
    private Path pki;
    private @Nullable Process zookeeper;

    @BeforeEach
    void startZookeeper() throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl"))),
                "openssl is not installed");
        cluster = LoopbackCluster.ofMocks(LIMIT);
        pki = cluster.folder().resolve("pki");
        Process openssl = new ProcessBuilder(
                        "sh",
                        MusterProcess.root().resolve("examples/pki.sh").toString(),
                        pki.toString(),
                        "unused",
                        cluster.address(1),
                        cluster.address(2),
                        cluster.address(9))
                .redirectErrorStream(true)
                .redirectOutput(cluster.folder().resolve("openssl.log").toFile())
                .start();
        assertThat(openssl.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Path settings = Files.writeString(
                cluster.folder().resolve("zoo.cfg"),
                String.join(
                        "\n",
                        "dataDir=" + cluster.folder().resolve("zookeeper"),
                        "secureClientPort=" + PORT,
                        "secureClientPortAddress=" + cluster.address(9),
                        "serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory",
                        "authProvider.x509=org.apache.zookeeper.server.auth.X509AuthenticationProvider",
                        "ssl.keyStore.location=" + keys(9),
                        "ssl.keyStore.type=PEM",
                        "ssl.trustStore.location=" + pki.resolve("ca.pem"),
                        "ssl.trustStore.type=PEM",
                        "ssl.clientAuth=need",
                        "admin.enableServer=false",
                        ""));
        Path libraries = MusterProcess.root().resolve("cli/target/muster/lib");
        zookeeper = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        libraries + "/*",
                        "org.apache.zookeeper.server.quorum.QuorumPeerMain",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(cluster.folder().resolve("zookeeper.log").toFile())
                .start();
        Awaitility.await().atMost(LIMIT).until(this::isListening);
    }

    @AfterEach
    void leaveNothing() throws Exception {
        if (zookeeper != null) {
            zookeeper.destroy();
            zookeeper.waitFor();
        }
        if (cluster != null) {
            cluster.close();
        }
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(cluster.address(9), PORT), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Private key and certificate of a host in one file, as ZooKeeper has them. */
    private Path keys(int number) throws IOException {
        Path own = pki.resolve(cluster.address(number));
        return privately(
                "keys-" + number + ".pem",
                Files.readString(own.resolve("coordinator.key")) + Files.readString(own.resolve("coordinator.pem")));
    }

    private Path privately(String name, String text) throws IOException {
        Path file = Files.writeString(cluster.folder().resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private String ensemble() {
        return cluster.address(9) + ":" + PORT;
    }

    private String settings(String login) throws IOException {
        return Files.writeString(
                        Files.createTempFile(cluster.folder(), "muster", ".conf"),
                        "store.zookeeper = \"" + ensemble() + "\"\nstore.login { keys-file = \"" + keys(1)
                                + "\"\n trust-file = \"" + pki.resolve("ca.pem") + "\"\n" + login + "}\n")
                .toString();
    }

    private void define(String name, int host) throws IOException {
        cluster.define(
                "{\"cluster\": {\"name\": \"" + name + "\"}, \"hosts\": {\"A." + host + "\": {\"master\": true}}}");
    }

    private ZookeeperConnection connected(String name, int whose, List<Password> passwords) throws Exception {
        ZookeeperConnection connection = ZookeeperConnection.open(
                ensemble(),
                new StoreLogin(passwords, StoreTls.of(keys(whose), pki.resolve("ca.pem")), true),
                new ClusterName(name),
                SESSION_MS);
        assertThat(connection.client().blockUntilConnected((int) LIMIT.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        return connection;
    }

    private void isKeptFromOthers(String name, int whose, List<Password> passwords) throws Exception {
        try (ZookeeperConnection other = connected(name, whose, passwords)) {
            assertThatThrownBy(
                            () -> other.client().getData().forPath(other.paths().state()))
                    .isInstanceOf(NoAuthException.class);
        }
    }

    private String owner(String name, List<Password> passwords) throws Exception {
        try (ZookeeperConnection own = connected(name, 1, passwords)) {
            List<ACL> owners = own.client().getACL().forPath(own.paths().state());
            assertThat(owners).hasSize(1);
            return owners.get(0).getId().toString();
        }
    }

    private void runAndStop(int number, String settings) throws Exception {
        cluster.start(number, "--config", settings);
        cluster.awaitState("STARTED");
        cluster.host(number).signal("KILL");
        cluster.host(number).awaitExit(LIMIT);
        // What is stored there is found again by whoever has the same login, and the component goes on.
        cluster.start(number, "--config", settings);
        cluster.awaitState("STARTED");
        cluster.run(0, "stop", "--yes");
        assertThat(cluster.host(number).awaitExit(LIMIT)).isZero();
    }

    @Test
    void aPasswordFileOverTlsOwnsTheNodes() throws Exception {
        define("digest", 1);
        Path file = privately("password", "operations:correct horse\n");
        String settings = settings(" password-file = \"" + file + "\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(cluster.run(1, cluster.arguments(1, "--config", settings))).contains(file.toString());
        privately("password", "nothing\n");
        assertThat(cluster.run(1, cluster.arguments(1, "--config", settings))).contains("USER:PASSWORD");
        privately("password", "operations:correct horse\n");
        runAndStop(1, settings);
        List<Password> right = List.of(new Password("operations", new Secret("correct horse")));
        assertThat(owner("digest", right)).startsWith("'digest,'operations:");
        isKeptFromOthers("digest", 1, List.of());
        isKeptFromOthers("digest", 1, List.of(new Password("operations", new Secret("wrong"))));
    }

    @Test
    void aCertificateAloneOwnsTheNodes() throws Exception {
        define("x509", 1);
        runAndStop(1, settings(""));
        assertThat(owner("x509", List.of())).isEqualTo("'x509,'CN=coordinator " + cluster.address(1) + "\n");
        isKeptFromOthers("x509", 2, List.of());
    }
}
