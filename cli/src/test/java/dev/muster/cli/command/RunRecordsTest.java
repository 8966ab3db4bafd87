package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunRecordsTest {

    @TempDir
    private Path folder;

    private RunRecords records() {
        return new RunRecords(folder.resolve("runs"));
    }

    private RunRecord add(String cluster) throws IOException {
        return records()
                .add(
                        cluster,
                        "127.0.0.1",
                        List.of(URI.create("http://127.0.0.1:7480/")),
                        Path.of("c.json"),
                        Path.of("/tmp/x"));
    }

    @Test
    void aRunIsFoundUntilItIsRemoved() throws IOException {
        RunRecord run = add("demo");
        assertThat(records().alive()).containsExactly(run);
        records().remove(run);
        assertThat(records().alive()).isEmpty();
    }

    @Test
    void onlyItsUserCanReadIt() throws IOException {
        RunRecord run = add("demo");
        Path file = folder.resolve("runs").resolve(run.pid() + ".json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aProcessWithTheSameNumberIsNotTheSame() throws IOException {
        RunRecord run = add("demo");
        RunRecord other = new RunRecord(
                run.cluster(),
                run.host(),
                run.apis(),
                run.pid(),
                run.processStart() - 1000,
                run.clusterFile(),
                run.directory(),
                run.startedAt());
        Path file = folder.resolve("runs").resolve(run.pid() + ".json");
        Files.writeString(file, other.json());
        assertThat(records().alive()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void nonsenseIsClearedAway() throws IOException {
        Files.createDirectories(folder.resolve("runs"));
        Files.writeString(folder.resolve("runs/1.json"), "{\"schema\":\"muster/run/1\",\"api\":\"not a url\"}");
        Files.writeString(folder.resolve("runs/2.json"), "nonsense");
        assertThat(records().alive()).isEmpty();
        assertThat(folder.resolve("runs/2.json")).doesNotExist();
    }

    @Test
    void withoutAFolderNothingRuns() throws IOException {
        assertThat(records().alive()).isEmpty();
    }
}
