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
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.KnownCluster;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.WriteResult;
import dev.muster.coordinator.store.zookeeper.EmbeddedZookeeper;
import dev.muster.coordinator.store.zookeeper.StoreLogin;
import dev.muster.coordinator.store.zookeeper.StoreServer;
import dev.muster.coordinator.store.zookeeper.StoreServer.Start;
import dev.muster.coordinator.store.zookeeper.ZookeeperConnection;
import dev.muster.coordinator.store.zookeeper.ZookeeperStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooKeeper;
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
                .contains(new KnownCluster(lead.id(), new Epoch(1), 0));
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
        int port = port();
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
        new ClusterIdFile(directory.resolve("a")).write(new KnownCluster(new ClusterId("before"), new Epoch(3), 1));
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
    void rule4_aCopyOfTheSameEpochIsNotTheStoreThatWasWritten() throws Exception {
        Contender a = contender("a");
        StoredState lead = a.becameLeader();
        int port = port();
        server.close();
        copy(directory.resolve("store"), directory.resolve("copy"));
        assertThat(a.next()).isInstanceOf(LostLeadership.class);
        server = started(port);
        StoredState again = a.becameLeader();
        CountDownLatch kept = new CountDownLatch(1);
        WriteResult.Stored stored = (WriteResult.Stored) a.write(again, "acted on");
        a.leadership.wrote(again.fence(), stored.version(), kept::countDown);
        assertThat(kept.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(new ClusterIdFile(directory.resolve("a")).read())
                .contains(new KnownCluster(lead.id(), again.fence().epoch(), stored.version()));
        a.close();
        server.close();
        // It is led once by a machine that does not know better, so its epoch is no older than what the first one
        // knows.
        copy(directory.resolve("copy"), directory.resolve("store"));
        server = started(0);
        assertThat(contender("b").becameLeader().fence().epoch())
                .isEqualTo(again.fence().epoch());
        assertThat(contender("a").next()).isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.failure().message())
                .contains("older copy"));
    }

    @Test
    void whatIsStoredUnderAnEndedLeadershipIsNotActedOn() throws Exception {
        Contender a = contender("a");
        StoredState lead = a.becameLeader();
        a.leadership.resign("a test");
        assertThat(a.next()).isInstanceOf(LostLeadership.class);
        StoredState again = a.becameLeader();
        AtomicBoolean acted = new AtomicBoolean();
        CountDownLatch kept = new CountDownLatch(1);
        a.leadership.wrote(lead.fence(), 7, () -> acted.set(true));
        a.leadership.wrote(again.fence(), 1, kept::countDown);
        assertThat(kept.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(acted).isFalse();
    }

    @Test
    void rule3_aListenerThatDoesNotComeBackDelaysNoHandover() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Contender a = contender(new Contender("a", event -> {
            if (event instanceof BecameLeader) {
                told.countDown();
                awaitUninterrupted(release);
            }
        }));
        assertThat(told.await(40, TimeUnit.SECONDS)).isTrue();
        Contender b = contender("b");
        b.waitUntilInLine();
        a.endSession();
        assertThat(b.becameLeader().fence().epoch()).isEqualTo(new Epoch(2));
        release.countDown();
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
                .contains(new KnownCluster(lead.id(), lead.fence().epoch(), 0));
        server.close();
        b.next(StoreAway.class);
    }

    private StoreServer started(int port) throws Exception {
        Start start =
                EmbeddedZookeeper.start(directory.resolve("store"), HostName.of("127.0.0.1"), port, failure -> {});
        return ((Start.Running) start).server();
    }

    private int port() {
        return Integer.parseInt(server.ensemble().substring("127.0.0.1:".length()));
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            try (Stream<Path> old = Files.walk(to)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Contender contender(String name) {
        return contender(new Contender(name));
    }

    private Contender contender(Contender contender) {
        contenders.add(contender);
        contender.leadership.start();
        return contender;
    }

    private final class Contender implements AutoCloseable {
        private final ZookeeperConnection connection =
                ZookeeperConnection.open(server.ensemble(), StoreLogin.NOBODY, CLUSTER, SESSION_MS);
        private final ZookeeperStateStore store = new ZookeeperStateStore(connection);
        private final BlockingQueue<LeadershipEvent> events = new LinkedBlockingQueue<>();
        private final Leadership leadership;

        private boolean closed;

        Contender(String name) {
            this(name, event -> {});
        }

        Contender(String name, Consumer<LeadershipEvent> listener) {
            leadership = new Leadership(
                    connection,
                    store,
                    new ClusterIdFile(directory.resolve(name)),
                    name,
                    List.of("a", "b", "c"),
                    () -> Founding.first(new ClusterId("made-by-" + name)),
                    Clock.system(),
                    event -> {
                        events.add(event);
                        listener.accept(event);
                    });
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

        /**
         * As when the machine slept for longer than the session: another client takes it over and ends it, and this one hears of that when
         * it connects again. (The client's own way to inject an expiration leaves Curator's connection lost for good, once in a hundred times:
         * what the old connection says last comes after the new one is there.)
         */
        void endSession() throws Exception {
            ZooKeeper own = connection.client().getZookeeperClient().getZooKeeper();
            CountDownLatch connected = new CountDownLatch(1);
            ZooKeeper other = new ZooKeeper(
                    server.ensemble(),
                    SESSION_MS,
                    event -> {
                        if (event.getState() == KeeperState.SyncConnected) {
                            connected.countDown();
                        }
                    },
                    own.getSessionId(),
                    own.getSessionPasswd());
            connected.await();
            other.close();
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            leadership.close();
            store.close();
            connection.close();
        }
    }
}
