package dev.muster.common.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LoopTest {

    private static final int FAR_APART_MS = 1_000_000;

    private final BlockingQueue<String> done = new ArrayBlockingQueue<>(100);
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final CountDownLatch failed = new CountDownLatch(1);

    private Loop<String, String, String> loop(Core<String, String, String> core, int mailboxMax, long tickMs) {
        return new Loop<>(
                "test-loop",
                core,
                Clock.system(),
                "tick",
                tickMs,
                mailboxMax,
                done::add,
                (state, stored) -> {
                    done.add("store " + state);
                    stored.run();
                },
                cause -> {
                    failure.set(cause);
                    failed.countDown();
                });
    }

    private String next() throws InterruptedException {
        return String.valueOf(done.poll(10, TimeUnit.SECONDS));
    }

    private static Decision<String, String> echo(long nowMs, String event) {
        return event.equals("tick")
                ? Decision.nothing()
                : new Decision<>(List.of("do " + event), event.startsWith("!") ? event : null);
    }

    @Test
    void eventsAreTakenInOrderAndStoredBeforeTheyAreDone() throws InterruptedException {
        try (Loop<String, String, String> loop = loop(LoopTest::echo, 10, FAR_APART_MS)) {
            loop.start();
            loop.post("a");
            loop.post("!b");
            assertThat(List.of(next(), next(), next())).containsExactly("do a", "store !b", "do !b");
        }
    }

    @Test
    void ticksComeByThemselves() throws InterruptedException {
        try (Loop<String, String, String> loop = loop((nowMs, event) -> new Decision<>(List.of(event), null), 10, 1)) {
            loop.start();
            assertThat(List.of(next(), next())).containsExactly("tick", "tick");
        }
    }

    @Test
    void aFullMailboxDropsOffersAndCountsThem() {
        try (Loop<String, String, String> loop = loop(LoopTest::echo, 1, FAR_APART_MS)) {
            assertThat(loop.offer("a")).isTrue();
            assertThat(loop.offer("b")).isFalse();
            assertThat(loop.droppedCount()).isEqualTo(1);
        }
    }

    @Test
    void aCoreThatThrowsEndsTheLoopAndIsReported() throws InterruptedException {
        try (Loop<String, String, String> loop = loop(
                (nowMs, event) -> {
                    throw new IllegalStateException("broken at " + event);
                },
                10,
                FAR_APART_MS)) {
            loop.start();
            assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(failure.get()).hasMessage("broken at tick");
            assertThat(loop.offer("late")).isFalse();
        }
    }

    @Test
    void anAbandonedWriteThatIsStoredLateReleasesNothing() throws InterruptedException {
        BlockingQueue<Runnable> writes = new ArrayBlockingQueue<>(10);
        try (Loop<String, String, String> loop = new Loop<>(
                "test-loop",
                LoopTest::echo,
                Clock.system(),
                "tick",
                FAR_APART_MS,
                10,
                done::add,
                (state, stored) -> writes.add(stored),
                failure::set)) {
            loop.start();
            loop.post("!a");
            Runnable late = writes.take();
            loop.abandon("lost");
            late.run();
            loop.post("b");
            assertThat(List.of(next(), next())).containsExactly("do lost", "do b");
        }
    }

    @Test
    void questionsAreAnsweredOnTheLoopsThread() throws Exception {
        try (Loop<String, String, String> loop = loop(LoopTest::echo, 10, FAR_APART_MS)) {
            loop.start();
            assertThat(loop.ask(nowMs -> Thread.currentThread().getName()).get(10, TimeUnit.SECONDS))
                    .isEqualTo("test-loop");
        }
    }
}
