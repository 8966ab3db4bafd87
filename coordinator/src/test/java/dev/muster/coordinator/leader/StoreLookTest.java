package dev.muster.coordinator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.coordinator.leader.LeadershipEvent.BecameLeader;
import dev.muster.coordinator.leader.LeadershipEvent.Found;
import dev.muster.coordinator.leader.LeadershipEvent.LostLeadership;
import dev.muster.coordinator.leader.LeadershipEvent.Refused;
import dev.muster.coordinator.leader.LeadershipEvent.StandsBy;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.Fence;
import dev.muster.coordinator.store.FormResult;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.ReadResult;
import dev.muster.coordinator.store.StateStore;
import dev.muster.coordinator.store.StoredState;
import dev.muster.coordinator.store.TakeResult;
import dev.muster.coordinator.store.WriteResult;
import dev.muster.coordinator.store.memory.MemoryStateStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules 8 and 10 of {@link Leadership}: what the store never told is noticed all the same. */
final class StoreLookTest {

    private static final long SESSION_MS = 40;
    private static final long LOOK_EVERY_MS = 10_000;

    @TempDir
    Path directory;

    private final AtomicLong nowMs = new AtomicLong();
    private final BlockingQueue<LeadershipEvent> events = new LinkedBlockingQueue<>();
    private final MemoryStateStore store = new MemoryStateStore();

    @Test
    void rule8_aLeaderWhoseLeadWasTakenWithoutAWordStepsDown() throws Exception {
        try (Leadership leadership = leadership()) {
            leadership.start();
            next(BecameLeader.class);
            StoredState seen = ((ReadResult.Found) store.read().join()).state();
            store.takeLead(store.claim(), seen).join();
            nowMs.addAndGet(LOOK_EVERY_MS);
            assertThat(next(LostLeadership.class).reason()).isEqualTo("epoch 2 leads");
            assertThat(next(BecameLeader.class).lead().fence().epoch()).isEqualTo(new Epoch(3));
        }
    }

    @Test
    void rule8_aLeaderWhoseStoreBecameAnotherOneStepsDownAndTouchesNothing() throws Exception {
        try (Leadership leadership = leadership()) {
            leadership.start();
            next(BecameLeader.class);
            store.wipe();
            nowMs.addAndGet(LOOK_EVERY_MS);
            next(LostLeadership.class);
            assertThat(next(Refused.class).failure().code()).isEqualTo("STORE_FOREIGN");
            assertThat(store.read().join()).isInstanceOf(ReadResult.Empty.class);
        }
    }

    @Test
    void rule8_whatWasReadBeforeAWriteIsNotTakenForAnOldCopy() throws Exception {
        HeldBack slow = new HeldBack();
        try (Leadership leadership = leadership(slow, "a")) {
            leadership.start();
            StoredState lead = next(BecameLeader.class).lead();
            ReadResult before = store.read().join();
            slow.holds = true;
            nowMs.addAndGet(LOOK_EVERY_MS);
            CompletableFuture<ReadResult> look = slow.reads.take();
            CountDownLatch kept = new CountDownLatch(1);
            leadership.wrote(lead.fence(), 1, kept::countDown);
            assertThat(kept.await(20, TimeUnit.SECONDS)).isTrue();
            slow.holds = false;
            look.complete(before);
            leadership.resign("a test");
            assertThat(next(LostLeadership.class).reason()).isEqualTo("a test");
        }
    }

    /** Found by {@code bin/rig D3}: a leader that was cut off with its store's member led on for 756 ms beside the next one. */
    @Test
    void rule10_aLeaderThatOnlyItsOwnServerAnswersStepsDownInTime() throws Exception {
        HeldBack cutOff = new HeldBack();
        try (Leadership leadership = leadership(cutOff, "a", "b")) {
            leadership.start();
            next(BecameLeader.class);
            nowMs.addAndGet(SESSION_MS / 2);
            cutOff.awaitAsked();
            cutOff.isReached = false;
            nowMs.addAndGet(SESSION_MS / 2 + 1);
            assertThat(next(LostLeadership.class).reason()).startsWith("the store's majority has not answered for ");
        }
    }

    @Test
    void rule10_whoHasNobodyBesideItLeadsOn() throws Exception {
        HeldBack cutOff = new HeldBack();
        cutOff.isReached = false;
        try (Leadership leadership = leadership(cutOff, "a")) {
            leadership.start();
            next(BecameLeader.class);
            nowMs.addAndGet(LOOK_EVERY_MS);
            cutOff.awaitAsked();
            leadership.resign("a test");
            assertThat(next(LostLeadership.class).reason()).isEqualTo("a test");
        }
    }

    private <E extends LeadershipEvent> E next(Class<E> wanted) throws InterruptedException {
        LeadershipEvent event = events.poll(20, TimeUnit.SECONDS);
        while (event instanceof Found || event instanceof StandsBy) {
            event = events.poll(20, TimeUnit.SECONDS);
        }
        assertThat(event).isInstanceOf(wanted);
        return wanted.cast(event);
    }

    private Leadership leadership() {
        return leadership(store, "a");
    }

    private Leadership leadership(StateStore of, String... contenders) {
        Clock clock = new Clock() {
            @Override
            public long nowMs() {
                return nowMs.get();
            }

            @Override
            public long wallMs() {
                return 0;
            }
        };
        return new Leadership(
                new AlwaysElected(),
                SESSION_MS,
                of,
                new ClusterIdFile(directory),
                "a",
                List.of(contenders),
                () -> Founding.first(new ClusterId("c-1")),
                clock,
                events::add);
    }

    /** A store whose reads are answered when the test says so. */
    private final class HeldBack implements StateStore {
        private final BlockingQueue<CompletableFuture<ReadResult>> reads = new LinkedBlockingQueue<>();
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean holds;
        private volatile boolean isReached = true;

        /** Until it was asked twice from now on: what was said before the second time is known by then. */
        void awaitAsked() {
            int before = asked.get();
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() >= before + 2);
        }

        @Override
        public CompletableFuture<Boolean> isReached() {
            asked.incrementAndGet();
            return isReached ? CompletableFuture.completedFuture(true) : new CompletableFuture<>();
        }

        @Override
        public CompletableFuture<ReadResult> read() {
            if (!holds) {
                return store.read();
            }
            CompletableFuture<ReadResult> answer = new CompletableFuture<>();
            reads.add(answer);
            return answer;
        }

        @Override
        public CompletableFuture<FormResult> form(Founding founding) {
            return store.form(founding);
        }

        @Override
        public CompletableFuture<TakeResult> takeLead(Claim claim, StoredState seen) {
            return store.takeLead(claim, seen);
        }

        @Override
        public CompletableFuture<WriteResult> write(Fence fence, int version, byte[] state) {
            return store.write(fence, version, state);
        }
    }

    /** A line with one contender, who is never told of anything but its own turn. */
    private final class AlwaysElected implements Election.Line {
        @Override
        public Election join(Executor executor, Consumer<Election> elected, Consumer<Election> deposed) {
            Candidacy candidacy = new Candidacy(store.claim());
            executor.execute(() -> elected.accept(candidacy));
            return candidacy;
        }

        @Override
        public boolean has(String contender) {
            return true;
        }

        @Override
        public boolean hasBetter() {
            return false;
        }
    }

    private final class Candidacy implements Election {
        private final Claim claim;

        Candidacy(Claim claim) {
            this.claim = claim;
        }

        @Override
        public boolean isElected() {
            return true;
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
            return Optional.of("a");
        }

        @Override
        public void leave() {
            store.withdraw(claim);
        }
    }
}
