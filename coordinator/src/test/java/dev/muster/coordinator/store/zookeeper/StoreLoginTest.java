package dev.muster.coordinator.store.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.trust.Secret;
import dev.muster.coordinator.store.FormResult;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.zookeeper.StoreLogin.Password;
import dev.muster.coordinator.trust.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException.NoAuthException;
import org.apache.zookeeper.ZooDefs;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may touch a cluster's nodes, asked of a real server. */
final class StoreLoginTest {

    private static final int SESSION_MS = 4_000;
    private static final Password OURS = new Password("muster", new Secret("ours"));
    private static final Password FORMER = new Password("muster", new Secret("former"));
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static StoreServer server;

    private final ClusterName cluster = new ClusterName("own-" + CLUSTERS.incrementAndGet());
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedZookeeperTest.started(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ZookeeperConnection connected(Password... passwords) {
        ZookeeperConnection connection = ZookeeperConnection.open(
                server.ensemble(), new StoreLogin(List.of(passwords), null, true), cluster, SESSION_MS);
        open.add(0, connection);
        return connection;
    }

    private ZookeeperStateStore store(ZookeeperConnection connection) {
        ZookeeperStateStore store = new ZookeeperStateStore(connection);
        open.add(0, store);
        return store;
    }

    private ZookeeperConnection formed(Password... passwords) throws Exception {
        ZookeeperConnection connection = connected(passwords);
        assertThat(store(connection).form(Founding.first(new ClusterId("c-1"))).join())
                .isEqualTo(FormResult.FORMED);
        assertThat(new ZookeeperTrustStore(connection).write(Trust.NOBODY, -1)).isTrue();
        connection.client().create().forPath(connection.paths().latch(), new byte[0]);
        return connection;
    }

    private void isRefused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NoAuthException.class);
    }

    private void isKeptFrom(CuratorFramework foreigner) {
        StorePaths paths = new StorePaths(cluster);
        for (String path : paths.all()) {
            isRefused(() -> foreigner.getData().forPath(path));
            isRefused(() -> foreigner.setData().forPath(path, "taken".getBytes(UTF_8)));
            isRefused(() -> foreigner.getChildren().forPath(path));
            isRefused(() -> foreigner.create().forPath(path + "/taken", new byte[0]));
            isRefused(() ->
                    foreigner.setACL().withACL(ZooDefs.Ids.OPEN_ACL_UNSAFE).forPath(path));
        }
        for (String path : List.of(paths.id(), paths.epoch(), paths.state(), paths.trust())) {
            isRefused(() -> foreigner.delete().forPath(path));
        }
    }

    @Test
    void aForeignerNeitherReadsNorWritesNorRemoves() throws Exception {
        formed(OURS);
        isKeptFrom(connected().client());
        isKeptFrom(connected(FORMER).client());
    }

    @Test
    void anotherCoordinatorOfTheClusterDoes() throws Exception {
        formed(OURS);
        assertThat(store(connected(OURS)).read().join()).isInstanceOf(ReadResult.Found.class);
    }

    @Test
    void aForeignStoreIsRefusedInWords() throws Exception {
        formed(OURS);
        assertThat(store(connected(FORMER)).read().join())
                .isInstanceOfSatisfying(
                        ReadResult.Unreadable.class,
                        unreadable -> assertThat(unreadable.failure().code()).isEqualTo("STORE_DENIED"));
    }

    @Test
    void aClusterThatWasFormedOpenIsClosedWhenItIsRead() throws Exception {
        formed();
        CuratorFramework foreigner = connected().client();
        assertThat(foreigner.getData().forPath(new StorePaths(cluster).id())).isEqualTo("c-1".getBytes(UTF_8));
        assertThat(store(connected(OURS)).read().join()).isInstanceOf(ReadResult.Found.class);
        isKeptFrom(foreigner);
    }

    @Test
    void whatAnEarlierPasswordKeepsIsOpenedAndThenKeptByTheNewOne() throws Exception {
        formed(FORMER);
        assertThat(store(connected(OURS, FORMER)).read().join()).isInstanceOf(ReadResult.Found.class);
        isKeptFrom(connected(FORMER).client());
        assertThat(store(connected(OURS)).read().join()).isInstanceOf(ReadResult.Found.class);
    }

    @Test
    void otherClustersFindRoomBesideIt() throws Exception {
        formed(OURS);
        ZookeeperConnection other = ZookeeperConnection.open(
                server.ensemble(),
                new StoreLogin(List.of(FORMER), null, true),
                new ClusterName("other-" + CLUSTERS.incrementAndGet()),
                SESSION_MS);
        open.add(0, other);
        assertThat(store(other).form(Founding.first(new ClusterId("c-2"))).join())
                .isEqualTo(FormResult.FORMED);
    }

    @Test
    void passwordsAreNotShown() {
        assertThat(new StoreLogin(List.of(OURS), null, true).toString()).doesNotContain("ours");
        assertThat(Password.parse("muster:a:b")).isEqualTo(new Password("muster", new Secret("a:b")));
        assertThat(Password.parse("no colon")).isNull();
        assertThat(Password.parse(":nobody")).isNull();
    }
}
