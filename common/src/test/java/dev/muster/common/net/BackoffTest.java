package dev.muster.common.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

final class BackoffTest {

    private static final double ALMOST_ONE = Math.nextDown(1.0);

    @Test
    void boundDoublesUpToTheMaximum() {
        Backoff backoff = new Backoff(200, 5_000);
        assertThat(backoff.pauseMs(0, ALMOST_ONE)).isEqualTo(200);
        assertThat(backoff.pauseMs(1, ALMOST_ONE)).isEqualTo(400);
        assertThat(backoff.pauseMs(4, ALMOST_ONE)).isEqualTo(3_200);
        assertThat(backoff.pauseMs(5, ALMOST_ONE)).isEqualTo(5_000);
        assertThat(backoff.pauseMs(Integer.MAX_VALUE, ALMOST_ONE)).isEqualTo(5_000);
    }

    @Test
    void jitterIsFull() {
        assertThat(Backoff.DEFAULT.pauseMs(9, 0)).isZero();
        assertThat(Backoff.DEFAULT.pauseMs(9, 0.5)).isEqualTo(2_500);
    }

    @Test
    void senselessBoundsAreRefused() {
        assertThatThrownBy(() -> new Backoff(0, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Backoff(10, 5)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Backoff(Integer.MAX_VALUE, Integer.MAX_VALUE).pauseMs(99, ALMOST_ONE))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void failuresAreClassified() {
        assertThat(causeOf(new UnknownHostException("x"))).isEqualTo(ConnectFailure.Cause.UNRESOLVED);
        assertThat(causeOf(new ConnectTimeoutException("x"))).isEqualTo(ConnectFailure.Cause.TIMEOUT);
        assertThat(causeOf(new ConnectException("finishConnect(..) failed: Connection timed out")))
                .isEqualTo(ConnectFailure.Cause.TIMEOUT);
        assertThat(causeOf(new NoRouteToHostException())).isEqualTo(ConnectFailure.Cause.NO_ROUTE);
        assertThat(causeOf(new ConnectException("connect(..) failed: No route to host")))
                .isEqualTo(ConnectFailure.Cause.NO_ROUTE);
        assertThat(causeOf(new ConnectException("connect(..) failed: Network is unreachable")))
                .isEqualTo(ConnectFailure.Cause.NO_ROUTE);
        assertThat(causeOf(new ConnectException("Connection refused"))).isEqualTo(ConnectFailure.Cause.REFUSED);
        assertThat(causeOf(new IOException("Too many open files"))).isEqualTo(ConnectFailure.Cause.OTHER);
    }

    private static ConnectFailure.Cause causeOf(Throwable error) {
        return ConnectFailure.of(new Client.Place("h", 1), error).cause();
    }
}
