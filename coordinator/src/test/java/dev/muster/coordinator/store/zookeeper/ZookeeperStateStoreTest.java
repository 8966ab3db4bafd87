package dev.muster.coordinator.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.FormResult;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StateStoreContract;
import dev.muster.coordinator.store.WriteResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZookeeperStateStoreTest extends StateStoreContract {

    private static final int FORMING_ROUNDS = 60;
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    @TempDir
    static Path directory;

    private static StoreServer server;

    private ZookeeperConnection connection;
    private ZookeeperStateStore store;

    @BeforeAll
    static void startServer() throws IOException {
        server = EmbeddedZookeeperTest.started(directory);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** One server for all tests: each has a cluster of its own in it, which is what an ensemble is shared by. */
    @BeforeEach
    void connect() {
        ClusterName cluster = new ClusterName("test-" + CLUSTERS.incrementAndGet());
        connection = ZookeeperConnection.open(server.ensemble(), StoreLogin.NOBODY, cluster, 4000);
        store = new ZookeeperStateStore(connection);
    }

    @AfterEach
    void disconnect() {
        store.close();
        connection.close();
    }

    @Test
    void whoReadsWhileTheClusterIsFormedFindsNothingOrAllOfIt() throws Exception {
        for (int round = 0; round < FORMING_ROUNDS; round++) {
            ClusterName cluster = new ClusterName("forming-" + round);
            try (ZookeeperConnection forming =
                            ZookeeperConnection.open(server.ensemble(), StoreLogin.NOBODY, cluster, 4000);
                    ZookeeperStateStore forms = new ZookeeperStateStore(forming);
                    ZookeeperConnection reading =
                            ZookeeperConnection.open(server.ensemble(), StoreLogin.NOBODY, cluster, 4000);
                    ZookeeperStateStore reads = new ZookeeperStateStore(reading)) {
                reads.read().join();
                CompletableFuture<FormResult> formed = forms.form(Founding.first(new ClusterId("c-" + round)));
                ReadResult found = reads.read().join();
                while (!(found instanceof ReadResult.Found)) {
                    assertThat(found).isInstanceOf(ReadResult.Empty.class);
                    found = reads.read().join();
                }
                assertThat(formed.join()).isEqualTo(FormResult.FORMED);
            }
        }
    }

    @Override
    protected StateStore store() {
        return store;
    }

    @Override
    protected Claim claim() throws Exception {
        return new Claim(connection
                .client()
                .create()
                .creatingParentsIfNeeded()
                .withMode(CreateMode.EPHEMERAL_SEQUENTIAL)
                .forPath(connection.paths().latch() + "/n-", new byte[0]));
    }

    @Override
    protected void withdraw(Claim claim) throws Exception {
        connection.client().delete().forPath(claim.path());
    }

    @Test
    void aRepeatedWriteWhoseFirstTryLandedCountsAsStored() throws Exception {
        Fence fence = lead(claim());
        int before = found().version();
        int after = stored(store.write(fence, before, bytes("same")).join());
        assertThat(stored(store.write(fence, before, bytes("same")).join())).isEqualTo(after);
    }

    @Test
    void rule5_bytesThatAreNoStateAreReported() throws Exception {
        lead(claim());
        client().setData().forPath(connection.paths().state(), bytes("no gzip"));
        assertUnreadable();
    }

    @Test
    void rule5_anEpochThatIsNoNumberIsReported() throws Exception {
        lead(claim());
        client().setData().forPath(connection.paths().epoch(), bytes("seven"));
        assertUnreadable();
    }

    @Test
    void rule5_aMissingIdBesideAStateIsReported() throws Exception {
        lead(claim());
        client().delete().forPath(connection.paths().id());
        assertUnreadable();
    }

    @Test
    void aStoreThatWasWipedWhileWeLeadRefusesWrites() throws Exception {
        Fence fence = lead(claim());
        client().delete().deletingChildrenIfNeeded().forPath(connection.paths().root());
        assertThat(store.write(fence, 0, bytes("x")).join())
                .isEqualTo(new WriteResult.Refused(WriteResult.Reason.WIPED));
    }

    @Test
    void aClosedStoreIsUnavailable() {
        store.close();
        assertThat(store.read().join()).isInstanceOf(ReadResult.Unavailable.class);
    }

    private void assertUnreadable() {
        assertThat(store.read().join()).isInstanceOfSatisfying(ReadResult.Unreadable.class, r -> assertThat(
                        r.failure().code())
                .isEqualTo("STORE_CORRUPT"));
    }

    private CuratorFramework client() {
        return connection.client();
    }
}
