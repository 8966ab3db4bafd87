package dev.muster.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class CompressionTest {

    @Test
    void unpackingGivesBackWhatWasPacked() throws IOException {
        byte[] bytes = new byte[100_000];
        assertThat(Compression.unpack(Compression.pack(bytes))).isEqualTo(bytes);
        assertThat(Compression.pack(bytes)).hasSizeLessThan(1000);
    }

    @Test
    void aBombIsRefused() {
        byte[] bomb = Compression.pack(new byte[Compression.UNPACKED_BYTES_MAX + 1]);
        assertThatThrownBy(() -> Compression.unpack(bomb)).isInstanceOf(IOException.class);
    }

    @Test
    void whatIsCutShortIsRefused() {
        byte[] packed = Compression.pack(new byte[1000]);
        assertThatThrownBy(() -> Compression.unpack(Arrays.copyOf(packed, packed.length - 4)))
                .isInstanceOf(IOException.class);
    }
}
