package dev.muster.agent.journal;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the agent of a state directory: a lock of the operating system on {@code DIR/agent.lock}, which ends with
 * the process that holds it, however that ends. {@code DIR/agent.pid} names the holder for the one who comes second.
 */
public final class StateDirectoryLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectoryLock.class);

    private final Path pidFile;
    private final FileChannel channel;

    private StateDirectoryLock(Path pidFile, FileChannel channel) {
        this.pidFile = pidFile;
        this.channel = channel;
    }

    /** How it went. */
    public sealed interface Result {
        /** It is ours until closed. */
        record Held(StateDirectoryLock lock) implements Result {}

        /** {@code STATE_IN_USE}, {@code STATE_UNSAFE} or {@code STATE_NOT_WRITABLE}. */
        record Refused(Failure failure) implements Result {}
    }

    /** Takes the lock of a state directory, which is made when it is not there. Never waits. */
    public static Result acquire(Path stateDirectory) {
        try {
            makeDirectories(stateDirectory);
            Path directory = stateDirectory.toRealPath();
            String danger = Files.isSymbolicLink(stateDirectory) ? "is reached by a symbolic link" : danger(directory);
            if (!danger.isEmpty()) {
                return new Result.Refused(Failure.of(
                        "STATE_UNSAFE",
                        stateDirectory + " " + danger + ": what lies in it is executed",
                        "chown and chmod it (go-w), or name another folder, and that itself, with --dir"));
            }
            return lock(directory);
        } catch (IOException e) {
            return new Result.Refused(Failure.of(
                    "STATE_NOT_WRITABLE",
                    "cannot use the state directory " + stateDirectory + ": " + e,
                    "check its rights"));
        }
    }

    /** Gives the directory up. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(pidFile);
            channel.close();
        } catch (IOException e) {
            LOG.warn("cannot give up {}: {}", pidFile, e.toString());
        }
    }

    private static Result lock(Path directory) throws IOException {
        Path pidFile = directory.resolve("agent.pid");
        // The system drops all locks of a process on a file as soon as it closes any descriptor of that file. So a
        // second agent
        // in this very process is recognised without opening the file.
        if (holder(pidFile).equals(self())) {
            return inUse(directory, pidFile);
        }
        FileChannel channel =
                FileChannel.open(directory.resolve("agent.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Taken by this process a moment ago. The channel stays open, for the reason above.
            return inUse(directory, pidFile);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        if (lock == null) {
            channel.close();
            return inUse(directory, pidFile);
        }
        Files.writeString(pidFile, self() + "\n");
        return new Result.Held(new StateDirectoryLock(pidFile, channel));
    }

    private static Result inUse(Path directory, Path pidFile) throws IOException {
        String pid = holder(pidFile).split(" ", 2)[0];
        return new Result.Refused(Failure.of(
                "STATE_IN_USE",
                "state directory " + directory + " in use by pid " + (pid.isEmpty() ? "unknown" : pid),
                "one agent a state directory: stop that one, or choose another --dir"));
    }

    private static String holder(Path pidFile) throws IOException {
        if (!Files.isRegularFile(pidFile, LinkOption.NOFOLLOW_LINKS)) {
            return "";
        }
        String text = Files.readString(pidFile).strip();
        return text.matches("[0-9]{1,10} [0-9]{1,15}") ? text : "";
    }

    /** Pid and start time: in a container the pid alone is the same after every start. */
    private static String self() {
        ProcessHandle self = ProcessHandle.current();
        long startMs = self.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return self.pid() + " " + startMs;
    }

    private static String danger(Path directory) throws IOException {
        int owner = (int) Files.getAttribute(directory, "unix:uid");
        int own = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (owner != own) {
            return "belongs to user " + owner + ", and the agent runs as " + own;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(directory);
        if (mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            return "may be written by everybody";
        }
        return mode.contains(PosixFilePermission.GROUP_WRITE) ? "may be written by its whole group" : "";
    }

    /** What is made is open to nobody else's writing, whatever the umask. */
    private static void makeDirectories(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
