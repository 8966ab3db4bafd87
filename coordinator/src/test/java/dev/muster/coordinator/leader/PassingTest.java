package dev.muster.coordinator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.coordinator.leader.LeadershipEvent.BecameLeader;
import dev.muster.coordinator.leader.LeadershipEvent.Found;
import dev.muster.coordinator.leader.LeadershipEvent.StandsBy;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.memory.MemoryStateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 9 of {@link Leadership}: who is beside the ensemble's leader lets another one lead, once. */
final class PassingTest {

    /** The standing is looked at four times a session: never in this test. */
    private static final long LONG_SESSION_MS = 3_600_000;

    /** Or at once. */
    private static final long SHORT_SESSION_MS = 40;

    @TempDir
    Path directory;

    private final MemoryStateStore store = new MemoryStateStore();
    private final List<Candidacy> candidacies = new CopyOnWriteArrayList<>();
    private volatile String leader = "a";
    private final BlockingQueue<LeadershipEvent> events = new LinkedBlockingQueue<>();

    @Test
    void rule9_afterAnotherLedTheLeadIsPassedOnceAndTakenWhenItComesBack() throws Exception {
        try (Leadership leadership = leadership(SHORT_SESSION_MS)) {
            leadership.start();
            await(StandsBy.class);
            leader = "";
            candidacies.get(0).elect();
            Candidacy second = candidacy(1);
            assertThat(candidacies.get(0).left).isTrue();
            assertThat(events).noneMatch(BecameLeader.class::isInstance);
            second.elect();
            await(BecameLeader.class);
        }
    }

    /** Found by {@code bin/bench failover handover}: two hand-overs within a session time. */
    @Test
    void rule9_itIsPassedAgainWhenAnotherLedMeanwhile() throws Exception {
        try (Leadership leadership = leadership(SHORT_SESSION_MS)) {
            leadership.start();
            await(StandsBy.class);
            leader = "";
            candidacies.get(0).elect();
            candidacy(1);
            leader = "c";
            await(event -> event.equals(new StandsBy("c")), "the new leader is seen");
            candidacies.get(1).elect();
            candidacy(2);
            assertThat(events).noneMatch(BecameLeader.class::isInstance);
        }
    }

    @Test
    void rule9_whoHasSeenNobodyLeadTakesTheLeadOfAClusterThatStarts() throws Exception {
        try (Leadership leadership = leadership(LONG_SESSION_MS)) {
            leadership.start();
            await(Found.class);
            candidacy(0).elect();
            await(BecameLeader.class);
            assertThat(candidacies).hasSize(1);
        }
    }

    private void await(Class<? extends LeadershipEvent> wanted) throws InterruptedException {
        await(wanted::isInstance, wanted.getSimpleName());
    }

    private void await(Predicate<LeadershipEvent> wanted, String what) throws InterruptedException {
        LeadershipEvent event = events.poll(40, TimeUnit.SECONDS);
        while (event != null && !wanted.test(event)) {
            event = events.poll(40, TimeUnit.SECONDS);
        }
        assertThat(event).as(what).isNotNull();
    }

    private Candidacy candidacy(int number) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> candidacies.size() > number);
        return candidacies.get(number);
    }

    private Leadership leadership(long sessionMs) {
        Clock clock = new Clock() {
            @Override
            public long nowMs() {
                return 0;
            }

            @Override
            public long wallMs() {
                return 0;
            }
        };
        return new Leadership(
                new BesideStoreLeader(),
                sessionMs,
                store,
                new ClusterIdFile(directory),
                "b",
                List.of("b", "c"),
                () -> Founding.first(new ClusterId("c-1")),
                clock,
                events::add);
    }

    /** A line in which somebody else stands too, seen from beside the ensemble's leader. */
    private final class BesideStoreLeader implements Election.Line {
        @Override
        public Election join(Executor executor, Consumer<Election> elected, Consumer<Election> deposed) {
            Candidacy candidacy = new Candidacy(executor, elected);
            candidacies.add(candidacy);
            return candidacy;
        }

        @Override
        public boolean has(String contender) {
            return true;
        }

        @Override
        public boolean hasBetter() {
            return true;
        }
    }

    private final class Candidacy implements Election {
        private final Claim claim = store.claim();
        private final Executor executor;
        private final Consumer<Election> elected;
        private volatile boolean first;
        private volatile boolean left;

        Candidacy(Executor executor, Consumer<Election> elected) {
            this.executor = executor;
            this.elected = elected;
        }

        void elect() {
            first = true;
            executor.execute(() -> elected.accept(this));
        }

        @Override
        public boolean isElected() {
            return first;
        }

        @Override
        public String claimPath() {
            return claim.path();
        }

        @Override
        public boolean isStuck() {
            return false;
        }

        @Override
        public Optional<String> first() {
            return Optional.of(leader);
        }

        @Override
        public void leave() {
            left = true;
            store.withdraw(claim);
        }
    }
}
