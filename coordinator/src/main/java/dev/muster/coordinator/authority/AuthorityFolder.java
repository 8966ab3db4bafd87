package dev.muster.coordinator.authority;

import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.security.SafeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority of a cluster on the machine of a coordinator, and the one that waits to take its place. A changed one is picked up
 * when it is asked for. Thread-safe.
 *
 * <ol>
 *   <li>The one that waits issues nothing until the cluster has taken it: {@link #promote}.
 *   <li>A file that cannot be read changes nothing: the last good one goes on being used, and the log says so.
 * </ol>
 */
public final class AuthorityFolder implements Supplier<Authority> {

    private static final Logger LOG = LoggerFactory.getLogger(AuthorityFolder.class);
    private static final String NEXT = "next.key";

    private final Path path;
    private Authority authority;
    private FileTime read;

    private AuthorityFolder(Path path, Authority authority, FileTime read) {
        this.path = path;
        this.authority = authority;
        this.read = read;
    }

    /** The one in {@code path}. */
    public static AuthorityFolder open(Path path) throws IOException, GeneralSecurityException {
        FileTime time = time(path);
        return new AuthorityFolder(path, Authority.load(path), time);
    }

    public Path path() {
        return path;
    }

    @Override
    public synchronized Authority get() {
        try {
            FileTime now = time(path);
            if (!now.equals(read)) {
                read = now;
                authority = Authority.load(path);
                LOG.info("the authority {} is used from now on", authority.print());
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("the authority in {} cannot be read, the last one is used: {}", path, e.getMessage());
        }
        return authority;
    }

    /** Makes one that waits to take the place of the one that is here; its print. */
    public KeyPrint prepare(Instant now) throws IOException, GeneralSecurityException {
        Authority next = get().successor(now);
        SafeFile.writePrivate(path.resolve(NEXT), next.keyText());
        return next.print();
    }

    /** The print of the one that waits. */
    public Optional<KeyPrint> waiting() throws IOException, GeneralSecurityException {
        Path file = path.resolve(NEXT);
        return Files.exists(file)
                ? Optional.of(Authority.of("", Files.readString(file, StandardCharsets.UTF_8))
                        .print())
                : Optional.empty();
    }

    /** Puts the one that waits in its place. */
    public synchronized void promote() throws IOException, GeneralSecurityException {
        Path file = path.resolve(NEXT);
        replace(Authority.of("", Files.readString(file, StandardCharsets.UTF_8)));
        Files.delete(file);
    }

    /** Lets go of the one whose place was taken. */
    public synchronized void forgetPrevious() throws IOException, GeneralSecurityException {
        replace(get().alone());
    }

    private void replace(Authority by) throws IOException, GeneralSecurityException {
        by.store(path);
        authority = by;
        read = time(path);
    }

    private static FileTime time(Path path) throws IOException {
        return Files.getLastModifiedTime(Authority.file(path));
    }
}
