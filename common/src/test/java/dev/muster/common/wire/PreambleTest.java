package dev.muster.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PreambleTest {

    @Test
    void thisProgramUnderstandsItself() {
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
