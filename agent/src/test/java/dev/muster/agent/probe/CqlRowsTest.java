package dev.muster.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CqlRowsTest {

    @Test
    void aRowOfASystemTableBecomesAnObject() throws IOException {
        assertThat(CqlRows.decode(0, ByteBuffer.wrap(CqlServer.systemRow().body())))
                .hasToString(
                        "[{\"bootstrapped\":\"COMPLETED\",\"gossip_generation\":42,"
                                + "\"broadcast_address\":\"127.0.0.2\","
                                + "\"schema_version\":\"00000000-0000-0001-0000-000000000002\","
                                + "\"truncated_at\":{\"k\":\"1970-01-01T00:00:00Z\"},\"tokens\":[\"-1\",\"5\"],\"rack\":null}]");
    }

    @Test
    void aDamagedResultIsAnErrorOrADocumentAndNothingElse() {
        byte[] good = CqlServer.systemRow().body();
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = Arrays.copyOf(good, random.nextInt(good.length) + 1);
            for (int n = random.nextInt(4); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            decode(random.nextInt(16), damaged);
        }
    }

    @FuzzTest(maxDuration = "30s")
    void noBytesMakeItThrowAnythingElse(FuzzedDataProvider data) {
        decode(data.consumeInt(0, 15), data.consumeRemainingAsBytes());
    }

    private static void decode(int flags, byte[] bytes) {
        try {
            assertThat(CqlRows.decode(flags, ByteBuffer.wrap(bytes))).isNotNull();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }
}
