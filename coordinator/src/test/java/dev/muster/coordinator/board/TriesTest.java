package dev.muster.coordinator.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.net.CloseReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TriesTest {

    private static final HostName ONE = HostName.of("10.0.0.1");
    private static final HostName TWO = HostName.of("10.0.0.2");
    private static final Failure UNKNOWN = Failure.of("TOKEN_UNKNOWN", "no such token", "");

    private final Tries tries = new Tries(Set.of(ONE, TWO));

    @Test
    void theSameRefusalIsCountedAndAnotherOneBeginsAnew() throws Exception {
        tries.refused(ONE, address(1), UNKNOWN, 0, 5);
        tries.refused(ONE, address(1), UNKNOWN, 0, 6);
        assertThat(tries.refusedOf(ONE).orElseThrow().times()).isEqualTo(2);
        tries.refused(ONE, address(1), Failure.of("KEY_CHANGED", "", ""), -3_000, 7);
        assertThat(tries.refusedOf(ONE).orElseThrow())
                .isEqualTo(new Try(Failure.of("KEY_CHANGED", "", ""), "10.0.0.1", 7, 1, -3_000));
        tries.welcomed(ONE);
        assertThat(tries.refusedOf(ONE)).isEmpty();
    }

    @Test
    void whatIsEverydayBusinessIsNoObstacle() throws Exception {
        tries.refused(ONE, address(1), Failure.of("NOT_LEADING", "", ""), 0, 5);
        assertThat(tries.refusedOf(ONE)).isEmpty();
    }

    @Test
    void aMachineThatComesUnderAnotherNameIsFoundByItsAddress() throws Exception {
        tries.refused(HostName.of("db-9"), address(2), Failure.of("HOST_UNKNOWN", "not in the file", ""), 0, 5);
        assertThat(tries.refusedOf(TWO)).isEmpty();
        assertThat(tries.otherwise(TWO, address(2), 9_000_000)
                        .orElseThrow()
                        .failure()
                        .message())
                .isEqualTo("says to be db-9: not in the file");
        assertThat(tries.otherwise(ONE, address(1), 5)).isEmpty();
    }

    @Test
    void whatAMachineWasRefusedForUnderItsOwnNameIsNoOtherName() throws Exception {
        tries.refused(TWO, address(2), UNKNOWN, 0, 5);
        assertThat(tries.otherwise(TWO, address(2), 5)).isEmpty();
    }

    @Test
    void aBreakIsForgottenAfterAWhileAndACloseAtOnceIsNone() throws Exception {
        tries.broken(address(1), CloseReason.PEER_CLOSED, "", 0);
        assertThat(tries.otherwise(ONE, address(1), 0)).isEmpty();
        tries.broken(address(1), CloseReason.TLS_FAILED, "certificate_unknown", 1_000);
        tries.broken(address(1), CloseReason.TLS_FAILED, "certificate_unknown", 2_000);
        Try last =
                tries.otherwise(ONE, address(1), 2_000 + Tries.BROKEN_LASTS_MS).orElseThrow();
        assertThat(last.times()).isEqualTo(2);
        assertThat(last.failure().message()).endsWith("certificate_unknown");
        assertThat(tries.otherwise(ONE, address(1), 2_001 + Tries.BROKEN_LASTS_MS))
                .isEmpty();
    }

    @Test
    void noMoreAddressesAreKeptThanTheLimit() throws Exception {
        for (int i = 0; i <= Tries.ADDRESSES_MAX; i++) {
            tries.broken(address(i), CloseReason.NOT_MUSTER, "", 0);
            tries.refused(HostName.of("x"), address(i), UNKNOWN, 0, 0);
        }
        tries.welcomed(ONE);
        assertThat(tries.otherwise(ONE, address(0), 0)).isEmpty();
        assertThat(tries.otherwise(ONE, address(1), 0)).isPresent();
        tries.forget();
        assertThat(tries.otherwise(ONE, address(1), 0)).isEmpty();
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (last / 256), (byte) last});
    }
}
