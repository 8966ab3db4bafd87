package dev.muster.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void thisProgramUnderstandsItself() {
        assertThat(Protocol.negotiate(Protocol.OLDEST, Protocol.NEWEST)).hasValue(Protocol.NEWEST);
        assertThat(Preamble.judge(Preamble.bytes())).isEqualTo(Preamble.Verdict.OURS);
        assertThat(Preamble.bytes()).isEqualTo("MUSTER\0\1".getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET / HT", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", "muster\0\1", "\0\0\0\0\0\0\0\0"
            })
    void othersAreToldByTheirFirstBytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Preamble.judge(bytes)).isEqualTo(Preamble.Verdict.FOREIGN);
        assertThat(Preamble.startsLikeMuster(bytes, 1)).isFalse();
    }

    @Test
    void anotherFramingIsNotForeign() {
        byte[] bytes = Preamble.bytes();
        bytes[7]++;
        assertThat(Preamble.judge(bytes)).isEqualTo(Preamble.Verdict.OTHER_VERSION);
        for (int count = 0; count <= bytes.length; count++) {
            assertThat(Preamble.startsLikeMuster(Arrays.copyOf(bytes, count), count))
                    .isTrue();
        }
    }
}
