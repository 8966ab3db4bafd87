package dev.muster.coordinator.store.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.store.zookeeper.Ensemble.Member;
import dev.muster.coordinator.store.zookeeper.Ensemble.Ports;
import dev.muster.coordinator.store.zookeeper.StoreServer.Start;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.KeeperException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Three members in one process, each on an address of its own. */
@ResourceLock("what ZooKeeper takes from the whole process")
final class EnsembleMemberTest {

    private static final int SESSION_MS = 4_000;
    private static final int CONNECT_S = 30;
    private static final Ensemble ENSEMBLE = ensemble(1, 2, 3);

    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void rule1_aMajorityServesAndLessDoesNot() throws Exception {
        StoreServer first = started(1);
        ZookeeperConnection connection = connected();
        assertThat(connection.client().getZookeeperClient().isConnected()).isFalse();
        StoreServer second = started(2);
        assertThat(connection.client().blockUntilConnected(CONNECT_S, TimeUnit.SECONDS))
                .isTrue();
        connection.client().create().forPath("/kept", new byte[] {1});
        started(3);
        first.close();
        assertThat(kept(connection)).containsExactly(1);
        second.close();
        StoreServer again = started(1);
        assertThat(again.ensemble()).isEqualTo("127.0.82.1:17421");
        assertThat(kept(connected())).containsExactly(1);
    }

    /** Members that have just lost another one, or have just come, elect a leader first. */
    private static byte[] kept(ZookeeperConnection connection) {
        return Awaitility.await("a majority serves")
                .atMost(Duration.ofSeconds(CONNECT_S))
                .ignoreException(KeeperException.ConnectionLossException.class)
                .until(() -> connection.client().getData().forPath("/kept"), Objects::nonNull);
    }

    @Test
    void rule2_otherMembersAreRefused() {
        started(1).close();
        assertThat(failure(EnsembleMember.start(path(1), ensemble(1, 4, 5), host(1), null, broken -> {}))
                        .code())
                .isEqualTo("STORE_MEMBERS_CHANGED");
    }

    @Test
    void aProcessAsksItsOwnMemberAndDoesNotNoticeTheEndOfAnotherThatFollows() throws Exception {
        List<StoreServer> members = List.of(started(1), started(2), started(3));
        assertThat(connected().client().blockUntilConnected(CONNECT_S, TimeUnit.SECONDS))
                .isTrue();
        List<StoreServer> following =
                members.stream().filter(member -> !member.isFollowed()).toList();
        assertThat(following).hasSize(2);
        ZookeeperConnection own =
                ZookeeperConnection.open(following.get(0), StoreLogin.NOBODY, new ClusterName("demo"), SESSION_MS);
        open.add(0, own);
        List<ConnectionState> states = new CopyOnWriteArrayList<>();
        own.client().getConnectionStateListenable().addListener((client, state) -> states.add(state));
        assertThat(own.client().blockUntilConnected(CONNECT_S, TimeUnit.SECONDS))
                .isTrue();
        assertThat(own.isBesideStoreLeader()).isFalse();
        following.get(1).close();
        own.client().create().forPath("/kept", new byte[] {1});
        assertThat(states).doesNotContain(ConnectionState.SUSPENDED, ConnectionState.LOST);
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.82.2", 17_422));
            Failure failure = failure(EnsembleMember.start(path(2), ENSEMBLE, host(2), null, broken -> {}));
            assertThat(failure.code()).isEqualTo("STORE_BROKEN");
            assertThat(failure.message()).contains("127.0.82.2 port 17422");
        }
        started(2);
    }

    private static Failure failure(Start start) {
        assertThat(start).isInstanceOf(Start.Failed.class);
        return ((Start.Failed) start).failure();
    }

    private StoreServer started(int number) {
        Start start = EnsembleMember.start(path(number), ENSEMBLE, host(number), null, broken -> {});
        assertThat(start).isInstanceOf(Start.Running.class);
        StoreServer server = ((Start.Running) start).server();
        open.add(server);
        return server;
    }

    private ZookeeperConnection connected() {
        ZookeeperConnection connection =
                ZookeeperConnection.open(ENSEMBLE.clients(), StoreLogin.NOBODY, new ClusterName("demo"), SESSION_MS);
        open.add(0, connection);
        return connection;
    }

    private Path path(int number) {
        return directory.resolve(Integer.toString(number));
    }

    private static HostName host(int number) {
        return HostName.of("127.0.82." + number);
    }

    private static Ensemble ensemble(int... numbers) {
        List<Member> members = new ArrayList<>();
        for (int number : numbers) {
            members.add(new Member(host(number), host(number).value()));
        }
        return new Ensemble(members, new Ports(17_421, 17_424, 17_422, 17_423));
    }
}
