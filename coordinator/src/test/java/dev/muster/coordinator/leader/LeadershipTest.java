package dev.muster.coordinator.leader;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.HostName;
import dev.muster.coordinator.leader.LeadershipEvent.BecameLeader;
import dev.muster.coordinator.leader.LeadershipEvent.Found;
import dev.muster.coordinator.leader.LeadershipEvent.LostLeadership;
import dev.muster.coordinator.leader.LeadershipEvent.Refused;
import dev.muster.coordinator.leader.LeadershipEvent.StandsBy;
import dev.muster.coordinator.leader.LeadershipEvent.StoreAway;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.KnownCluster;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.WriteResult;
import dev.muster.coordinator.store.zookeeper.EmbeddedZookeeper;
import dev.muster.coordinator.store.zookeeper.StoreServer;
import dev.muster.coordinator.store.zookeeper.StoreServer.Start;
import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import dev.muster.coordinator.store.zookeeper.ZookeeperStateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers are those of the safety rules of {@link Leadership}. */
final class LeadershipTest {

    private static final ClusterName CLUSTER = new ClusterName("demo");
    private static final int SESSION_MS = 4000;

    @TempDir
    Path directory;

    private StoreServer server;
    private final List<Contender> contenders = new ArrayList<>();

    @BeforeEach
    void startServer() throws Exception {
        server = started(0);
    }

    @AfterEach
    void stopEverything() throws Exception {
        contenders.forEach(Contender::close);
        server.close();
    }

    @Test
    void theFirstFormsTheClusterAndFindsNoState() throws Exception {
        Contender a = contender("a");
        StoredState lead = a.becameLeader();
        assertThat(lead.id()).isEqualTo(new ClusterId("made-by-a"));
        assertThat(lead.fence().epoch()).isEqualTo(new Epoch(1));
        assertThat(lead.state()).isNull();
        assertThat(new ClusterIdFile(directory.resolve("a")).read())
                .contains(new KnownCluster(lead.id(), new Epoch(1)));
    }

    @Test
    void aCloseHandsOverAtOnceAndTheSuccessorFindsTheState() throws Exception {
        Contender a = contender("a");
        StoredState first = a.becameLeader();
        a.write(first, "left by a");
        Contender b = contender("b");
        b.waitUntilInLine();
        a.leadership.close();
        assertThat(a.next()).isInstanceOf(LostLeadership.class);
        StoredState second = b.becameLeader();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.fence().epoch()).isEqualTo(new Epoch(2));
        assertThat(new String(second.state(), UTF_8)).isEqualTo("left by a");
    }

    @Test
    void theWriteOfAnOlderEpochIsRefusedAfterAnotherTookOver() throws Exception {
        Contender a = contender("a");
        StoredState old = a.becameLeader();
        Contender b = contender("b");
        b.waitUntilInLine();
        a.leadership.resign("a test");
        StoredState current = b.becameLeader();
        assertThat(a.store.write(old.fence(), old.version(), new byte[1]).join())
                .isEqualTo(new WriteResult.Refused(WriteResult.Reason.FENCED));
        assertThat(b.write(current, "b")).isInstanceOf(WriteResult.Stored.class);
    }

    @Test
    void theEndOfASessionLetsTheOtherLead() throws Exception {
        Contender a = contender("a");
        Epoch first = a.becameLeader().fence().epoch();
        Contender b = contender("b");
        b.waitUntilInLine();
        a.endSession();
        assertThat(a.next()).isInstanceOf(LostLeadership.class);
        assertThat(b.becameLeader().fence().epoch()).isGreaterThan(first);
        b.leadership.close();
        assertThat(a.becameLeader().fence().epoch()).isEqualTo(new Epoch(3));
    }

    @Test
    void rule2_aStoreThatGoesAwayEndsTheLeadershipAndItComesBackWithAHigherEpoch() throws Exception {
        Contender a = contender("a");
        StoredState first = a.becameLeader();
        a.write(first, "kept");
        int port = Integer.parseInt(server.ensemble().substring("127.0.0.1:".length()));
        server.close();
        assertThat(a.next()).isInstanceOf(LostLeadership.class);
        server = started(port);
        StoredState second = a.becameLeader();
        assertThat(second.fence().epoch()).isGreaterThan(first.fence().epoch());
        assertThat(new String(second.state(), UTF_8)).isEqualTo("kept");
    }

    @Test
    void epochsStrictlyIncreaseOverManyResignations() throws Exception {
        Contender a = contender("a");
        for (long epoch = 1; epoch <= 3; epoch++) {
            assertThat(a.becameLeader().fence().epoch()).isEqualTo(new Epoch(epoch));
            a.leadership.resign("turn " + epoch);
            assertThat(a.next()).isEqualTo(new LostLeadership("turn " + epoch));
        }
    }

    @Test
    void rule4_anEmptyStoreIsNotTouchedByAMachineThatKnowsACluster() throws Exception {
        new ClusterIdFile(directory.resolve("a")).write(new KnownCluster(new ClusterId("before"), new Epoch(3)));
        Contender a = contender("a");
        assertThat(a.next()).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.failure().code())
                .isEqualTo("STORE_FOREIGN"));
        assertThat(a.connection.client().checkExists().forPath("/muster")).isNull();
    }

    @Test
    void rule4_aStoreThatIsWipedWhileWeLeadIsNotFormedAnew() throws Exception {
        Contender a = contender("a");
        StoredState lead = a.becameLeader();
        a.connection.client().delete().deletingChildrenIfNeeded().forPath("/muster");
        assertThat(a.write(lead, "x")).isEqualTo(new WriteResult.Refused(WriteResult.Reason.WIPED));
        a.leadership.resign("the write was refused");
        assertThat(a.next()).isInstanceOf(LostLeadership.class);
        assertThat(a.next()).isInstanceOf(Refused.class);
    }

    @Test
    void anUnreadableLocalCopyIsRefused() throws Exception {
        Files.createDirectories(directory.resolve("a"));
        Files.writeString(directory.resolve("a").resolve(ClusterIdFile.NAME), "?");
        assertThat(contender("a").next()).isInstanceOf(Refused.class);
    }

    @Test
    void aContenderWhoseNodeVanishedLeadsAllTheSame() throws Exception {
        Contender a = contender("a");
        a.becameLeader();
        String path = a.connection.paths().latch();
        String first = a.connection.client().getChildren().forPath(path).get(0);
        Contender b = contender("b");
        b.waitUntilInLine();
        String mine = b.connection.client().getChildren().forPath(path).stream()
                .filter(node -> !node.equals(first))
                .findFirst()
                .orElseThrow();
        b.connection.client().delete().forPath(path + "/" + mine);
        a.leadership.close();
        assertThat(b.becameLeader().fence().epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void rule6_theMastersContenderGoesFirstAndOthersDoNotWaitForItForEver() throws Exception {
        Contender b = contender("b");
        b.next(Found.class);
        Contender a = contender("a");
        assertThat(a.becameLeader().fence().epoch()).isEqualTo(new Epoch(1));
        assertThat(b.next(StandsBy.class).leader()).isEqualTo("a");
        a.leadership.close();
        assertThat(b.becameLeader().fence().epoch()).isEqualTo(new Epoch(2));
        b.leadership.close();
        assertThat(contender("c").becameLeader().fence().epoch()).isEqualTo(new Epoch(3));
    }

    @Test
    void rule7_whoStandsByTellsWhoLeadsAndKeepsWhichClusterItMet() throws Exception {
        Contender a = contender("a");
        StoredState lead = a.becameLeader();
        Contender b = contender("b");
        assertThat(b.next(Found.class).cluster()).isNotNull();
        assertThat(b.next(StandsBy.class).leader()).isEqualTo("a");
        assertThat(new ClusterIdFile(directory.resolve("b")).read())
                .contains(new KnownCluster(lead.id(), lead.fence().epoch()));
        server.close();
        b.next(StoreAway.class);
    }

    private StoreServer started(int port) throws Exception {
        Start start =
                EmbeddedZookeeper.start(directory.resolve("store"), HostName.of("127.0.0.1"), port, failure -> {});
        return ((Start.Running) start).server();
    }

    private Contender contender(String name) {
        Contender contender = new Contender(name);
        contenders.add(contender);
        contender.leadership.start();
        return contender;
    }

    private final class Contender implements AutoCloseable {
        private final ZookeeperConnection connection = ZookeeperConnection.open(server.ensemble(), CLUSTER, SESSION_MS);
        private final ZookeeperStateStore store = new ZookeeperStateStore(connection);
        private final BlockingQueue<LeadershipEvent> events = new LinkedBlockingQueue<>();
        private final Leadership leadership;

        Contender(String name) {
            leadership = new Leadership(
                    connection,
                    store,
                    new ClusterIdFile(directory.resolve(name)),
                    name,
                    "a",
                    () -> new ClusterId("made-by-" + name),
                    Clock.system(),
                    events::add);
        }

        /** The next change of its leadership. */
        LeadershipEvent next() throws InterruptedException {
            LeadershipEvent event = any();
            while (event instanceof Found || event instanceof StandsBy || event instanceof StoreAway) {
                event = any();
            }
            return event;
        }

        /** The next event of this class. */
        <E extends LeadershipEvent> E next(Class<E> wanted) throws InterruptedException {
            LeadershipEvent event = any();
            while (!wanted.isInstance(event)) {
                event = any();
            }
            return wanted.cast(event);
        }

        private LeadershipEvent any() throws InterruptedException {
            LeadershipEvent event = events.poll(40, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            return event;
        }

        StoredState becameLeader() throws InterruptedException {
            LeadershipEvent event = next();
            assertThat(event).isInstanceOf(BecameLeader.class);
            return ((BecameLeader) event).lead();
        }

        WriteResult write(StoredState lead, String text) {
            return store.write(lead.fence(), lead.version(), text.getBytes(UTF_8))
                    .join();
        }

        void waitUntilInLine() throws Exception {
            while (connection
                            .client()
                            .getChildren()
                            .forPath(connection.paths().latch())
                            .size()
                    < contenders.size()) {
                Thread.onSpinWait();
            }
        }

        /** As when the machine slept for longer than the session. */
        void endSession() throws Exception {
            connection
                    .client()
                    .getZookeeperClient()
                    .getZooKeeper()
                    .getTestable()
                    .injectSessionExpiration();
        }

        @Override
        public void close() {
            leadership.close();
            store.close();
            connection.close();
        }
    }
}
