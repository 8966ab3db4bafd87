package dev.muster.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class FailureLimitTest {

    private final FailureLimit limit = new FailureLimit();

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void fail(String from, int times, long nowMs) {
        for (int i = 0; i < times; i++) {
            limit.failed(address(from), nowMs);
        }
    }

    @Test
    void itClosesAtTheLimitAndOpensWhenTheMinuteIsOver() {
        fail("10.0.0.1", FailureLimit.FAILURES_MAX - 1, 0);
        assertThat(limit.blockedMs(address("10.0.0.1"), 100)).isZero();
        fail("10.0.0.1", 1, 100);
        assertThat(limit.blockedMs(address("10.0.0.1"), 100)).isEqualTo(FailureLimit.WINDOW_MS - 100);
        assertThat(limit.blockedMs(address("10.0.0.2"), 100)).isZero();
        assertThat(limit.blockedMs(address("10.0.0.1"), FailureLimit.WINDOW_MS)).isZero();
    }

    @Test
    void oneNetworkOfIpv6IsOneAddress() {
        fail("2001:db8:0:1::1", FailureLimit.FAILURES_MAX, 0);
        assertThat(limit.blockedMs(address("2001:db8:0:1:ffff::2"), 0)).isPositive();
        assertThat(limit.blockedMs(address("2001:db8:0:2::1"), 0)).isZero();
    }

    @Test
    void itsTableIsBounded() {
        for (int i = 0; i < FailureLimit.ADDRESSES_MAX + 500; i++) {
            limit.failed(address("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256), i);
        }
        assertThat(limit.size()).isLessThanOrEqualTo(FailureLimit.ADDRESSES_MAX);
    }
}
