package dev.muster.coordinator.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.coordinator.leader.LeadershipEvent.BecameLeader;
import dev.muster.coordinator.store.Claim;
import dev.muster.coordinator.store.ClusterIdFile;
import dev.muster.coordinator.store.Founding;
import dev.muster.coordinator.store.memory.MemoryStateStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule 5 of {@link Leadership}: an election that never tells anybody is begun anew. */
final class LeaderlessTest {

    private static final long SESSION_MS = 40;

    @TempDir
    Path directory;

    private final MemoryStateStore store = new MemoryStateStore();
    private final AtomicLong nowMs = new AtomicLong();
    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger looks = new AtomicInteger();
    private final BlockingQueue<LeadershipEvent> events = new LinkedBlockingQueue<>();

    @Test
    void rule5_theSecondCandidacyLeadsWhenTheFirstIsStuck() throws Exception {
        try (Leadership leadership = leadership()) {
            leadership.start();
            while (looks.get() < 1) {
                Thread.onSpinWait();
            }
            nowMs.addAndGet(3 * SESSION_MS - 1);
            int before = looks.get();
            while (looks.get() < before + 2) {
                Thread.onSpinWait();
            }
            assertThat(joined).hasValue(1);
            nowMs.addAndGet(1);
            BecameLeader event = (BecameLeader) events.poll(20, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.lead().fence().epoch()).isEqualTo(new Epoch(1));
            assertThat(joined).hasValue(2);
        }
    }

    private Leadership leadership() {
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
                new Election.Line() {
                    @Override
                    public Election join(Executor executor, Consumer<Election> elected, Consumer<Election> deposed) {
                        return LeaderlessTest.this.join(executor, elected, deposed);
                    }

                    @Override
                    public boolean has(String contender) {
                        return true;
                    }

                    @Override
                    public boolean hasBetter() {
                        return false;
                    }
                },
                SESSION_MS,
                store,
                new ClusterIdFile(directory),
                "a",
                List.of("a"),
                () -> Founding.first(new ClusterId("c-1")),
                clock,
                event -> {
                    if (event instanceof BecameLeader) {
                        events.add(event);
                    }
                });
    }

    private Election join(Executor executor, Consumer<Election> elected, Consumer<Election> deposed) {
        boolean works = joined.incrementAndGet() > 1;
        Claim claim = store.claim();
        Election election = new Election() {
            @Override
            public boolean isElected() {
                return works;
            }

            @Override
            public String claimPath() {
                return claim.path();
            }

            @Override
            public boolean isStuck() {
                looks.incrementAndGet();
                return true;
            }

            @Override
            public Optional<String> first() {
                return Optional.empty();
            }

            @Override
            public void leave() {
                store.withdraw(claim);
            }
        };
        if (works) {
            executor.execute(() -> elected.accept(election));
        }
        return election;
    }
}
