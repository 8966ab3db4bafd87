package dev.muster.coordinator.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.security.Credentials;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.authority.Papers;
import dev.muster.coordinator.authority.Papers.Paper;
import dev.muster.coordinator.store.FormResult;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.zookeeper.Ensemble.Member;
import dev.muster.coordinator.store.zookeeper.Ensemble.Ports;
import dev.muster.coordinator.store.zookeeper.StoreLogin.Password;
import dev.muster.coordinator.store.zookeeper.StoreServer.Start;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The members of a cluster with certificates, on addresses of their own in one process, and who is let in as a client. */
@ResourceLock("what ZooKeeper takes from the whole process")
final class EncryptedMemberTest {

    private static final int SESSION_MS = 4_000;
    private static final int CONNECT_S = 30;
    private static final int PATIENCE_MS = 10_000;
    private static final Ports PORTS = new Ports(17_431, 17_434, 17_432, 17_433);
    private static final Ensemble ENSEMBLE = new Ensemble(
            IntStream.rangeClosed(1, 3)
                    .mapToObj(number -> new Member(host(number), host(number).value()))
                    .toList(),
            PORTS);

    @TempDir
    static Path directory;

    private static final List<StoreServer> MEMBERS = new ArrayList<>();
    private static Papers papers;
    private static Credentials coordinator;

    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        papers = new Papers();
        coordinator = papers.of(Paper.COORDINATOR);
        for (int number = 1; number <= 3; number++) {
            Start start = EnsembleMember.start(
                    directory.resolve("store-" + number), ENSEMBLE, host(number), () -> coordinator, broken -> {});
            assertThat(start).isInstanceOf(Start.Running.class);
            MEMBERS.add(((Start.Running) start).server());
        }
        try (ZookeeperConnection connection =
                ZookeeperConnection.open(MEMBERS.get(0), login(coordinator), Papers.CLUSTER, SESSION_MS)) {
            assertThat(connection.client().blockUntilConnected(CONNECT_S, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @AfterAll
    static void stop() throws IOException {
        MEMBERS.forEach(StoreServer::close);
        MEMBERS.clear();
        for (InetSocketAddress address : ENSEMBLE.listens(host(1), true)) {
            try (ServerSocket free = new ServerSocket()) {
                free.setReuseAddress(true);
                free.bind(address); // nothing of a closed member listens on
            }
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static HostName host(int number) {
        return HostName.of("127.0.83." + number);
    }

    private static StoreLogin login(Credentials shown) {
        return new StoreLogin(
                List.of(new Password("muster", papers.authority().derived("muster store"))),
                StoreTls.of(() -> shown, directory.resolve("store-tls")),
                false);
    }

    private ZookeeperConnection connected(StoreLogin login) {
        ZookeeperConnection connection = ZookeeperConnection.open(MEMBERS.get(0), login, Papers.CLUSTER, SESSION_MS);
        open.add(0, connection);
        return connection;
    }

    @Test
    void aCoordinatorIsServedThroughTlsAndItsNodesAreItsOwn() throws Exception {
        ZookeeperConnection connection = connected(login(coordinator));
        assertThat(connection.client().blockUntilConnected(CONNECT_S, TimeUnit.SECONDS))
                .isTrue();
        try (ZookeeperStateStore store = new ZookeeperStateStore(connection)) {
            assertThat(store.form(Founding.first(new ClusterId("c-1"))).join()).isEqualTo(FormResult.FORMED);
            assertThat(store.read().join()).isInstanceOf(ReadResult.Found.class);
        }
        assertThat(Files.getPosixFilePermissions(directory.resolve("store-tls").resolve("keys.pem")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));

        // Components of the same machine reach the member too, without a certificate: they see nothing of the
        // cluster's.
        ZookeeperConnection local = ZookeeperConnection.open(
                host(2) + ":" + PORTS.local(),
                new StoreLogin(List.of(new Password("muster", new Secret("guessed"))), null, false),
                Papers.CLUSTER,
                SESSION_MS);
        open.add(0, local);
        assertThat(local.client().blockUntilConnected(CONNECT_S, TimeUnit.SECONDS))
                .isTrue();
        assertThatThrownBy(() -> local.client().getData().forPath(local.paths().state()))
                .isInstanceOf(NoAuthException.class);
        assertThatThrownBy(() -> local.client().getChildren().forPath(StorePaths.TOP))
                .isInstanceOf(NoAuthException.class);
        local.client().create().forPath("/muster-spark", new byte[] {1});
        assertThat(local.client().getData().forPath("/muster-spark")).containsExactly(1);
    }

    @Test
    void whoComesWithoutTlsIsNotAnswered() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(1).value(), PORTS.client()), PATIENCE_MS);
            socket.setSoTimeout(PATIENCE_MS);
            socket.getOutputStream().write("envi\n\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain("envi")
                    .doesNotContain("zookeeper");
        }
    }

    @Test
    void thePortWithoutTlsIsOnALoopbackAddress() {
        Ensemble beyond = new Ensemble(
                List.of(new Member(HostName.of("a"), "192.168.1.40"), new Member(HostName.of("b"), "db-1.example")),
                PORTS);
        for (String host : List.of("a", "b")) {
            assertThat(beyond.listens(HostName.of(host), true))
                    .filteredOn(address -> address.getPort() == PORTS.local())
                    .singleElement()
                    .satisfies(address ->
                            assertThat(address.getAddress().isLoopbackAddress()).isTrue());
            assertThat(beyond.configuration("/d", HostName.of(host), true))
                    .containsEntry("clientPortAddress", "127.0.0.1")
                    .doesNotContainValue("192.168.1.40:17432:17433;192.168.1.40:17431");
        }
    }

    @Test
    void componentsAreToldOfTheServerOnTheirOwnMachine() {
        MusterSettings.Store.Ensemble ports = new MusterSettings.Store.Ensemble(7421, 7424, 7422, 7423);
        MusterSettings.Store settings =
                new MusterSettings.Store("", 0, SESSION_MS, MusterSettings.Store.Login.NONE, ports);
        ClusterSpec spec = ((SpecResult.Valid) SpecParser.parse(
                        "cluster.json", """
                        {"192.168.1.40": {"master": true}, "192.168.1.41": {"compute": true, "standby": true},
                         "192.168.1.42": {"compute": true, "standby": true}, "192.168.1.43": {"compute": true}}
                        """.getBytes(StandardCharsets.UTF_8), Set.of(Role.MASTER, Role.COMPUTE)))
                .spec();
        assertThat(Ensemble.forComponents(spec, settings, true))
                .containsOnly(
                        Map.entry(HostName.of("192.168.1.40"), "127.0.0.1:7424"),
                        Map.entry(HostName.of("192.168.1.41"), "127.0.0.1:7424"),
                        Map.entry(HostName.of("192.168.1.42"), "127.0.0.1:7424"));
        assertThat(Objects.requireNonNull(
                        Ensemble.forComponents(spec, settings, false).get(HostName.of("192.168.1.43"))))
                .isEqualTo("192.168.1.40:7421,192.168.1.41:7421,192.168.1.42:7421");
    }
}
