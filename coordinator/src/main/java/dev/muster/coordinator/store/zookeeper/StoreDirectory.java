package dev.muster.coordinator.store.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.common.model.Failure;
import dev.muster.common.security.SafeFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * The directory of a server's data, locked for one process until it is closed.
 *
 * <p>It remembers which hosts its data are shared by, and is refused to others: two sets of servers that grew from the same
 * data could each form a majority.
 */
final class StoreDirectory implements Closeable {

    private static final String MEMBERS = "members";

    private final Path path;
    private final FileChannel lock;

    private StoreDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /** The directory may not be used; it was not changed. */
    static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Failure failure;

        private RefusedException(Failure failure) {
            super(failure.message());
            this.failure = failure;
        }

        Failure failure() {
            return failure;
        }
    }

    /**
     * Makes the directory when it is not there, keeps everybody but its owner out of it, and locks it.
     *
     * @param members the hosts that share its data
     */
    static StoreDirectory acquire(Path path, List<String> members) throws IOException, RefusedException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        SafeFile.privateFolder(path);
        // Those of earlier versions were open.
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        FileChannel lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        StoreDirectory acquired = new StoreDirectory(path, lock);
        try {
            acquired.check(members);
        } catch (IOException | RefusedException e) {
            lock.close();
            throw e;
        }
        return acquired;
    }

    private void check(List<String> members) throws IOException, RefusedException {
        if (!isLocked()) {
            throw new RefusedException(Failure.of(
                    "STORE_IN_USE",
                    "another coordinator uses the data in " + path,
                    "stop it first, or give this one another directory with --dir"));
        }
        List<String> former = former();
        if (former.isEmpty()) {
            Files.write(path.resolve(MEMBERS), members, UTF_8);
        } else if (!former.equals(members)) {
            throw new RefusedException(Failure.of(
                    "STORE_MEMBERS_CHANGED",
                    "the coordinator hosts in cluster.json are now " + String.join(", ", members) + ", and the data in "
                            + path + " are of " + String.join(", ", former),
                    "Change the file back. Or move the store: stop the cluster, copy that folder to every new coordinator"
                            + " host, delete its file \"" + MEMBERS + "\" on each of them, and start again."));
        }
    }

    private boolean isLocked() throws IOException {
        try {
            return lock.tryLock() != null; // held until the channel is closed
        } catch (OverlappingFileLockException e) {
            return false; // by this process
        }
    }

    private List<String> former() throws IOException {
        try {
            return Files.readAllLines(path.resolve(MEMBERS), UTF_8);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
