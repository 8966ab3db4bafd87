package dev.muster.cli.command;

import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which starts run on this machine: one small file each, so that {@code status} and {@code stop} find their coordinator without
 * being told. A start writes its own and removes it at its end; files of processes that are gone are removed by whoever sees them.
 */
public final class RunRecords {

    private static final int BYTES_MAX = 64 << 10;
    private static final int RECORDS_MAX = 1_000;

    private final Path folder;

    /** The records of this user. */
    public RunRecords(Surroundings surroundings) {
        this(surroundings.stateDirectory().resolve("runs"));
    }

    RunRecords(Path folder) {
        this.folder = folder;
    }

    /** Writes the record of this process; {@link #remove} it at the end. Only the user can read it. */
    public RunRecord add(String cluster, String host, List<URI> apis, Path clusterFile, Path directory)
            throws IOException {
        ProcessHandle self = ProcessHandle.current();
        RunRecord run = new RunRecord(
                cluster,
                host,
                apis,
                self.pid(),
                RunRecord.startOf(self),
                clusterFile.toAbsolutePath().normalize(),
                directory.toAbsolutePath().normalize(),
                Instant.now().toString());
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path draft = folder.resolve(self.pid() + ".draft");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, run.json(), StandardOpenOption.WRITE);
        Files.move(draft, file(run), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return run;
    }

    public void remove(RunRecord run) throws IOException {
        Files.deleteIfExists(file(run));
    }

    /** The starts that run now, in the order of their cluster and host. */
    public List<RunRecord> alive() throws IOException {
        List<RunRecord> alive = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                Optional<RunRecord> run = read(file);
                if (run.isPresent() && run.get().isAlive()) {
                    alive.add(run.get());
                } else {
                    Files.deleteIfExists(file);
                }
                if (alive.size() == RECORDS_MAX) {
                    break;
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        alive.sort(Comparator.comparing(RunRecord::cluster).thenComparing(RunRecord::host));
        return alive;
    }

    private static Optional<RunRecord> read(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            return Optional.empty();
        }
        return RunRecord.parse(Files.readString(file));
    }

    private Path file(RunRecord run) {
        return folder.resolve(run.pid() + ".json");
    }
}
