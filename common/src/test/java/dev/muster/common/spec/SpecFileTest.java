package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Fault J5: what is named may be anything. */
final class SpecFileTest {

    @TempDir
    private Path folder;

    private static String refusal(Path file) {
        SpecFile.Reading reading = SpecFile.read(file);
        assertThat(reading).isInstanceOf(SpecFile.Refused.class);
        return ((SpecFile.Refused) reading).failure().code();
    }

    @Test
    void readsExactlyTheBytes() throws IOException {
        Path file = Files.write(folder.resolve("c.json"), new byte[] {1, 2, 3});
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), file);

        SpecFile.Reading reading = SpecFile.read(link);

        assertThat(reading).isInstanceOfSatisfying(SpecFile.Content.class, content -> {
            assertThat(content.bytes()).containsExactly(1, 2, 3);
            assertThat(content.fileName()).isEqualTo(link.toString());
        });
    }

    @Test
    void readsFourMebibytesAndRefusesOneByteMore() throws IOException {
        Path full = Files.write(folder.resolve("full.json"), new byte[SpecFile.BYTES_MAX]);
        Path more = Files.write(folder.resolve("more.json"), new byte[SpecFile.BYTES_MAX + 1]);

        assertThat(SpecFile.read(full)).isInstanceOf(SpecFile.Content.class);
        assertThat(refusal(more)).isEqualTo("FILE_TOO_LARGE");
    }

    @Test
    void refusesWhatIsNoFile() {
        assertThat(refusal(folder.resolve("none.json"))).isEqualTo("NO_FILE");
        assertThat(refusal(folder)).isEqualTo("NOT_A_FILE");
        assertThat(refusal(Path.of("/dev/zero"))).isEqualTo("NOT_A_FILE");
    }

    @Test
    @Timeout(20)
    void aPipeDoesNotHang() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
        assumeTrue(mkfifo.waitFor(10, TimeUnit.SECONDS) && mkfifo.exitValue() == 0, "no mkfifo here");

        assertThat(refusal(pipe)).isEqualTo("NOT_A_FILE");
    }
}
