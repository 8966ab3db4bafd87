package dev.muster.coordinator.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.store.zookeeper.StoreServer.Start;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public final class EmbeddedZookeeperTest {

    private static final ClusterName CLUSTER = new ClusterName("demo");

    @TempDir
    Path directory;

    /** A server on a free port of 127.0.0.1. */
    public static StoreServer started(Path directory) throws IOException {
        Start start = EmbeddedZookeeper.start(directory, HostName.of("127.0.0.1"), 0, failure -> {});
        assertThat(start).isInstanceOf(Start.Running.class);
        return ((Start.Running) start).server();
    }

    @Test
    void dataSurvivesARestartAndTheSessionsOfTheEarlierProcessDoNot() throws Exception {
        try (StoreServer server = started(directory)) {
            ZookeeperConnection before =
                    ZookeeperConnection.open(server.ensemble(), StoreLogin.NOBODY, CLUSTER, 20_000);
            before.client().create().creatingParentsIfNeeded().forPath("/kept", new byte[] {1});
            before.client().create().withMode(CreateMode.EPHEMERAL).forPath("/session", new byte[0]);
            server.close(); // the client finds nobody to say goodbye to
            try (StoreServer again = started(directory);
                    ZookeeperConnection after =
                            ZookeeperConnection.open(again.ensemble(), StoreLogin.NOBODY, CLUSTER, 4000)) {
                assertThat(after.client().getData().forPath("/kept")).containsExactly(1);
                assertThat(after.client().checkExists().forPath("/session")).isNull();
            } finally {
                before.close();
            }
        }
    }

    @Test
    void rule2_aDirectoryInUseIsRefused() throws Exception {
        try (StoreServer server = started(directory)) {
            assertThat(server.ensemble()).startsWith("127.0.0.1:");
            Start second = EmbeddedZookeeper.start(directory, HostName.of("127.0.0.1"), 0, failure -> {});
            assertThat(second).isInstanceOfSatisfying(Start.Failed.class, failed -> assertThat(
                            failed.failure().code())
                    .isEqualTo("STORE_IN_USE"));
        }
        started(directory).close();
    }

    @Test
    void aFileWhereTheDirectoryShouldBeIsAFailure() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        Start start = EmbeddedZookeeper.start(file, HostName.of("127.0.0.1"), 0, failure -> {});
        assertThat(start).isInstanceOfSatisfying(Start.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("STORE_BROKEN"));
    }

    @Test
    void aPortInUseIsAFailureAndTheDirectoryIsFreeAgain() throws Exception {
        try (StoreServer other = started(directory.resolve("other"))) {
            int port = Integer.parseInt(other.ensemble().substring("127.0.0.1:".length()));
            Path data = directory.resolve("data");
            assertThat(EmbeddedZookeeper.start(data, HostName.of("127.0.0.1"), port, failure -> {}))
                    .isInstanceOf(Start.Failed.class);
            started(data).close();
        }
    }

    @Test
    void rule1_onlyLoopbackAddressesAreServed() {
        assertThat(EmbeddedZookeeper.addressFor(HostName.of("127.0.0.7")).getHostAddress())
                .isEqualTo("127.0.0.7");
        assertThat(EmbeddedZookeeper.addressFor(HostName.of("192.168.1.40")).getHostAddress())
                .isEqualTo("127.0.0.1");
        assertThat(EmbeddedZookeeper.addressFor(HostName.of("db-1")).getHostAddress())
                .isEqualTo("127.0.0.1");
        assertThat(EmbeddedZookeeper.addressFor(HostName.of("::1")).isLoopbackAddress())
                .isTrue();
    }

    @Test
    void dataOfAnotherSetOfCoordinatorHostsAreRefused() throws Exception {
        started(directory).close();
        Start other = EmbeddedZookeeper.start(directory, HostName.of("127.0.0.2"), 0, failure -> {});
        assertThat(other).isInstanceOfSatisfying(Start.Failed.class, failed -> assertThat(
                        failed.failure().code())
                .isEqualTo("STORE_MEMBERS_CHANGED"));
        started(directory).close();
    }

    @Test
    void operatorsCommandsByTelnetAreOff() throws Exception {
        try (StoreServer server = started(directory)) {
            int port = Integer.parseInt(server.ensemble().substring("127.0.0.1:".length()));
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 5000);
                socket.setSoTimeout(5000);
                socket.getOutputStream().write("envi".getBytes(StandardCharsets.US_ASCII));
                InputStream in = socket.getInputStream();
                assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
                        .contains("not executed because it is not in the whitelist");
            }
        }
    }
}
