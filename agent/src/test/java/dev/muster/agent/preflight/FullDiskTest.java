package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

    private static final int MEBIBYTE = 1 << 20;
    private static final byte[] HEAP_DUMP = "JAVA PROFILE 1.0.2".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CORE_DUMP = {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0};
    private static final byte[] NOTHING = {};

    @TempDir
    Path root;

    private Path data;
    private FullDisk disk;

    @BeforeEach
    void make() throws IOException {
        data = Files.createDirectories(root.resolve("data"));
        disk = new FullDisk(new SystemFiles(root));
    }

    @Test
    void whatTakesTheRoomIsNamedAndWhatNobodyKnowsIsNotRemoved() throws IOException {
        write("data/table.db", NOTHING, 5);
        write("data/small", NOTHING, 0);

        Failure failure = missing(3);

        assertThat(failure.message()).isEqualTo("1 MiB are free in " + data + ", and 4 MiB are needed");
        assertThat(failure.detail().get(0)).isEqualTo("5 MiB  " + data + "/table.db");
        assertThat(failure.hint())
                .isEqualTo("make room: sudo du -xh " + data
                        + " | sort -rh | head -n 20 , or keep the data elsewhere with --dir");
    }

    @Test
    void aHeapDumpCanGo() throws IOException {
        Path dump = write("data/backend/java_pid812.hprof", HEAP_DUMP, 5);

        Failure failure = missing(3);

        assertThat(failure.hint()).isEqualTo("sudo rm " + dump + " , or keep the data elsewhere with --dir");
        assertThat(failure.detail())
                .contains("5 MiB  " + dump + "  (a heap dump; copy it first if somebody is to look at it)");
    }

    @Test
    void noMoreGoesThanIsNeededAndLogsGoBeforeDumps() throws IOException {
        write("data/java_pid1.hprof", HEAP_DUMP, 9);
        Path core = write("data/core.77", CORE_DUMP, 2);
        Path log = write("data/logs/system.log.1", NOTHING, 2);
        write("data/logs/system.log", NOTHING, 9);

        assertThat(missing(4).hint()).startsWith("sudo rm " + log + " " + core + " ,");
        assertThat(missing(2).hint()).startsWith("sudo rm " + log + " ,");
    }

    @Test
    void aNameAloneMakesNoDump() throws IOException {
        write("data/mine.hprof", NOTHING, 5);
        write("data/core.1", NOTHING, 5);
        write("data/core.2", Arrays.copyOf(CORE_DUMP, 8), 0);

        assertThat(missing(3).hint()).doesNotContain("rm ");
    }

    @Test
    void aNameThatAShellCouldTakeForAnythingElseIsInNoCommand() throws IOException {
        write("data/a; reboot #.hprof", HEAP_DUMP, 5);

        assertThat(missing(3).hint()).doesNotContain("reboot");
    }

    @Test
    void packagesThatCanBeFetchedAgainGoFirst() throws IOException {
        write("var/cache/apt/archives/a.deb", NOTHING, 12);
        write("data/java_pid1.hprof", HEAP_DUMP, 9);

        assertThat(missing(4).hint()).startsWith("sudo apt-get clean ,");
        assertThat(missing(15).hint()).startsWith("sudo apt-get clean && sudo rm ");
    }

    @Test
    void linksAreNotFollowed() throws IOException {
        Path elsewhere = write("elsewhere/java_pid1.hprof", HEAP_DUMP, 5);
        Files.createSymbolicLink(data.resolve("link"), elsewhere.getParent());
        Files.createSymbolicLink(data.resolve("link.hprof"), elsewhere);

        assertThat(missing(3).hint()).startsWith("sudo rm " + elsewhere + " ,");
    }

    private Failure missing(int mebibytes) {
        return disk.failure(data, MEBIBYTE, (1L + mebibytes) * MEBIBYTE);
    }

    private Path write(String name, byte[] beginning, int mebibytes) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, Arrays.copyOf(beginning, Math.max(beginning.length, mebibytes * MEBIBYTE)));
    }
}
