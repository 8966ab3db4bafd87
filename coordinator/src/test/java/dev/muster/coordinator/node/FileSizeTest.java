package dev.muster.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.SpecHash;
import dev.muster.coordinator.core.History;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FileSizeTest {

    @Test
    void whatCannotBePackedIsRefusedBeforeItEndsTheCoordinator() {
        assertThat(FileSize.objection(null, noise(400_000))).isNull();
        assertThat(FileSize.objection(null, noise(600_000)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("FILE_TOO_LONG"));
    }

    @Test
    void theFileInForceStaysBesideIt() {
        Revision first = new Revision(new Generation(1), new SpecHash("h"), noise(400_000), "start", 0, "");
        assertThat(FileSize.objection(new History(List.of(first)), noise(300_000)))
                .isNotNull();
    }

    @Test
    void aLongFileThatSaysTheSameOfManyHostsIsTaken() {
        assertThat(FileSize.objection(null, "\"10.0.0.1\": {\"compute\": true},\n".repeat(100_000)))
                .isNull();
    }

    /** Text that packs to about as many bytes. */
    private static String noise(int bytes) {
        byte[] random = new byte[bytes];
        new Random(bytes).nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }
}
