package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a {@code try} keeps data and logs: a new folder that is deleted at the end, unless the operator wants it otherwise. */
final class TryDirectory {

    private final Path path;
    private final boolean kept;

    private TryDirectory(Path path, boolean kept) {
        this.path = path;
        this.kept = kept;
    }

    /** A folder that the operator named is kept: it may hold other things. */
    static TryDirectory open(@Nullable Path named, boolean keep, Surroundings surroundings) throws IOException {
        if (named != null) {
            Path path = named.toAbsolutePath().normalize();
            Files.createDirectories(path);
            return new TryDirectory(path, true);
        }
        Files.createDirectories(surroundings.scratchDirectory());
        // Components may run as another user, who must be able to pass.
        FileAttribute<Set<PosixFilePermission>> passable =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));
        return new TryDirectory(
                Files.createTempDirectory(surroundings.scratchDirectory(), "muster-try-", passable), keep);
    }

    Path path() {
        return path;
    }

    boolean isKept() {
        return kept;
    }

    Path clusterFile() {
        return path.resolve("cluster.json");
    }

    Path hostDirectory(HostName host) {
        return path.resolve("hosts").resolve(host.value());
    }

    Path log(HostName host) {
        return hostDirectory(host).resolve("start.log");
    }

    /** Deletes what is not kept, and says which it was. What cannot be deleted is told, not thrown: the trial is over either way. */
    void close(PrintWriter err) {
        if (kept) {
            err.println("Data and logs are kept: " + path);
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
            err.println("Data and logs are deleted (--keep keeps them).");
        } catch (IOException | UncheckedIOException e) {
            err.println("warn: " + path + " could not be deleted whole: " + e.getMessage());
            err.flush();
        }
    }
}
