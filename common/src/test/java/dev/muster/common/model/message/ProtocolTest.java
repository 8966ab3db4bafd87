package dev.muster.common.model.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProtocolTest {

    @ParameterizedTest
    @CsvSource({"1,3,1,3,3", "1,3,2,5,3", "2,5,1,3,3", "1,1,1,1,1", "1,2,2,9,2", "-5,9,1,1,1"})
    void newestCommonVersionIsTaken(int ourMin, int ourMax, int peerMin, int peerMax, int expected) {
        assertThat(Protocol.negotiate(ourMin, ourMax, peerMin, peerMax)).hasValue(expected);
    }

    @ParameterizedTest
    @CsvSource({"1,1,2,2", "3,4,1,2", "1,9,5,4", "1,1,0,0"})
    void noCommonVersionIsNoVersion(int ourMin, int ourMax, int peerMin, int peerMax) {
        assertThat(Protocol.negotiate(ourMin, ourMax, peerMin, peerMax)).isEqualTo(OptionalInt.empty());
    }

    @Test
    void thisProgramAgreesWithItself() {
        assertThat(Protocol.negotiate(Protocol.OLDEST, Protocol.NEWEST)).hasValue(Protocol.NEWEST);
    }
}
