package dev.muster.coordinator.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.HostSpec;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class LookoutTest {

    private static final Lookout.Sight ANSWERS = new Lookout.Sight(new Look(Look.Kind.ANSWERS, "x"), null);

    private final AtomicLong nowMs = new AtomicLong(1_000_000);
    private final Clock clock = new Clock() {
        @Override
        public long nowMs() {
            return nowMs.get();
        }

        @Override
        public long wallMs() {
            return nowMs.get();
        }
    };

    @Test
    void aThousandHostsAreLookedAtAFewAtATime() throws Exception {
        Semaphore begun = new Semaphore(0);
        CountDownLatch end = new CountDownLatch(1);
        try (Lookout lookout = new Lookout(
                at -> {
                    begun.release();
                    await(end);
                    return ANSWERS;
                },
                clock)) {
            List<HostSpec> hosts = IntStream.range(0, 1_000)
                    .mapToObj(i -> host("10.0." + i / 250 + "." + i % 250))
                    .toList();
            lookout.follow(hosts);
            begun.acquire(Lookout.AT_ONCE);
            lookout.follow(hosts);
            assertThat(begun.availablePermits()).isZero();
            end.countDown();
        }
    }

    @Test
    void aHostIsNotLookedAtAgainBeforeItsTimeAndThenLessAndLessOften() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (Lookout lookout = new Lookout(
                at -> {
                    looks.incrementAndGet();
                    return ANSWERS;
                },
                clock)) {
            List<HostSpec> hosts = List.of(host("10.0.0.1"));
            for (long pauseMs : List.of(Lookout.EVERY_MS, 2 * Lookout.EVERY_MS, Lookout.RARELY_MS, Lookout.RARELY_MS)) {
                int before = looks.get();
                followUntil(lookout, hosts, looks, before + 1);
                nowMs.addAndGet(pauseMs - 1);
                lookout.follow(hosts);
                assertThat(looks).hasValue(before + 1);
                nowMs.addAndGet(1);
            }
            lookout.follow(List.of());
            assertThat(lookout.of(HostName.of("10.0.0.1"))).isEmpty();
        }
    }

    @Test
    void whatTheEyeSees() throws Exception {
        TcpEye eye = new TcpEye(List.of(1), false);
        assertThat(eye.at("no-such-host.invalid").look().kind()).isEqualTo(Look.Kind.UNRESOLVED);
        assertThat(eye.at("localhost").look()).isEqualTo(new Look(Look.Kind.LOOPBACK, "127.0.0.1"));
        assertThat(new TcpEye(List.of(1), true).at("127.0.0.9").look().kind()).isEqualTo(Look.Kind.ANSWERS);
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            int port = listening.getLocalPort();
            // A wildcard address is this machine's and yet none of its loopback addresses.
            assertThat(new TcpEye(List.of(port), false).at("0.0.0.0").look())
                    .isEqualTo(new Look(Look.Kind.ANSWERS, "port " + port + " is open"));
            listening.close();
            assertThat(new TcpEye(List.of(port), false).at("0.0.0.0").look())
                    .isEqualTo(new Look(Look.Kind.ANSWERS, "port " + port + " refuses"));
        }
    }

    /** The look is done on another thread: it is under way until that thread has put down what it saw. */
    private static void followUntil(Lookout lookout, List<HostSpec> hosts, AtomicInteger looks, int wanted) {
        while (looks.get() < wanted) {
            lookout.follow(hosts);
            Thread.onSpinWait();
        }
        while (lookout.isBusy()) {
            Thread.onSpinWait();
        }
    }

    private static HostSpec host(String name) {
        return new HostSpec(HostName.of(name), null, false, new TreeMap<>(), new TreeMap<>());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
