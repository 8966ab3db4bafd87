package dev.muster.agent.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets one installation at a time make a home, over all agents of the machine. The system releases the lock of an agent that
 * dies.
 *
 * <p>Within one process the file's lock is not enough: closing any channel of a file drops the process's lock on it. So
 * {@code heldHere} keeps the names that this process works on, and a second one does not even open the file.
 */
final class HomeLock implements AutoCloseable {

    private static final long POLL_MS = 100;

    private final Set<String> heldHere;
    private final String name;
    private final FileChannel channel;

    private HomeLock(Set<String> heldHere, String name, FileChannel channel) {
        this.heldHere = heldHere;
        this.name = name;
        this.channel = channel;
    }

    /**
     * Waits until it is this caller's turn.
     *
     * @param heldHere concurrent, shared by all installations of one {@link Installer}
     * @param onWait is run each time that the lock was not free
     */
    static HomeLock acquire(Store store, String name, Set<String> heldHere, Runnable onWait)
            throws Refusal, InterruptedException {
        while (!heldHere.add(name)) {
            onWait.run();
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        try {
            return waitForOthers(store.lockFile(name), name, heldHere, onWait);
        } catch (IOException e) {
            heldHere.remove(name);
            throw StoreFailures.of(store.lockFile(name), e);
        } catch (InterruptedException | RuntimeException e) {
            heldHere.remove(name);
            throw e;
        }
    }

    /** Takes the lock when it is free at once. */
    static Optional<HomeLock> tryAcquire(Store store, String name, Set<String> heldHere) throws IOException {
        if (!heldHere.add(name)) {
            return Optional.empty();
        }
        FileChannel channel = open(store.lockFile(name));
        if (isTaken(channel)) {
            return Optional.of(new HomeLock(heldHere, name, channel));
        }
        channel.close();
        heldHere.remove(name);
        return Optional.empty();
    }

    private static HomeLock waitForOthers(Path file, String name, Set<String> heldHere, Runnable onWait)
            throws IOException, InterruptedException {
        FileChannel channel = open(file);
        try {
            while (!isTaken(channel)) {
                onWait.run();
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
            return new HomeLock(heldHere, name, channel);
        } catch (IOException | InterruptedException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS));
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another installer in this process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the lock of " + name, e);
        } finally {
            heldHere.remove(name);
        }
    }
}
