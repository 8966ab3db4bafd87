package dev.muster.agent.install;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that all agents of a machine share.
 *
 * <pre>
 * STORE/blobs/SHA512   verified downloads, by content
 * STORE/homes/NAME     complete homes: each came by one rename
 * STORE/tmp/NAME       what the holder of NAME's lock is making; private to it
 * STORE/locks/NAME     one lock file a home; never removed, as a removed lock file can be locked twice
 * </pre>
 *
 * <p>Safety rules: (1) only the holder of NAME's lock writes to tmp/NAME and homes/NAME; (2) what lies in blobs was
 * verified before it came there, and is verified again before it is used; (3) nothing is written in place.
 */
final class Store {

    private static final Logger log = LoggerFactory.getLogger(Store.class);
    private static final Pattern SHA512 = Pattern.compile("[0-9a-fA-F]{128}");
    private static final Pattern HOME_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}");

    private final Path root;

    Store(Path root) {
        this.root = root;
    }

    static boolean isSha512(String text) {
        return SHA512.matcher(text).matches();
    }

    /** Whether {@code home} is a direct child of this store's homes. */
    boolean holds(Path home) {
        return homes().equals(home.getParent())
                && HOME_NAME.matcher(String.valueOf(home.getFileName())).matches();
    }

    Path homes() {
        return root.resolve("homes");
    }

    Path blob(String sha512) {
        return blobs().resolve(sha512.toLowerCase(Locale.ROOT));
    }

    Path staging(String name) {
        return root.resolve("tmp").resolve(name);
    }

    Path lockFile(String name) {
        return root.resolve("locks").resolve(name);
    }

    private Path blobs() {
        return root.resolve("blobs");
    }

    /** Makes the directories; others may read homes, whatever the umask is. */
    void open() throws Refusal {
        try {
            Files.createDirectories(root);
            for (Path directory : new Path[] {root, blobs(), homes(), root.resolve("tmp"), root.resolve("locks")}) {
                Files.createDirectories(directory);
                if (!Files.getPosixFilePermissions(directory).equals(PrivateFiles.DIRECTORY)) {
                    Files.setPosixFilePermissions(directory, PrivateFiles.DIRECTORY);
                }
            }
        } catch (IOException e) {
            throw StoreFailures.of(root, e);
        }
    }

    /** A new, empty, private directory; what a killed agent left in its place is removed. For the lock's holder only. */
    Path openStaging(String name) throws Refusal {
        Path staging = staging(name);
        try {
            PrivateFiles.deleteTree(staging);
            PrivateFiles.createDirectory(staging);
            return staging;
        } catch (IOException e) {
            throw StoreFailures.of(staging, e);
        }
    }

    void closeStaging(String name) {
        try {
            PrivateFiles.deleteTree(staging(name));
        } catch (IOException e) {
            log.warn("{} stays behind and will be removed by the next installation", staging(name), e);
        }
    }

    /** Names below tmp that nobody changed since {@code beforeMs}: their makers are most likely gone. */
    List<String> abandoned(long beforeMs) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve("tmp"))) {
            for (Path entry : entries) {
                if (Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS).toMillis() < beforeMs) {
                    names.add(String.valueOf(entry.getFileName()));
                }
            }
        } catch (IOException e) {
            log.warn("cannot look for leftovers in {}", root.resolve("tmp"), e);
        }
        return names;
    }

    /** A verified download takes its place; one that is there already has the same content. */
    void publishBlob(Path part, String sha512) throws Refusal {
        Path blob = blob(sha512);
        try {
            Files.setPosixFilePermissions(part, PrivateFiles.FILE);
            Files.move(part, blob, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw StoreFailures.of(blob, e);
        }
    }

    /** Whether the blob is there and is what its name says. A damaged one is removed. */
    boolean hasBlob(String sha512) throws Refusal {
        Path blob = blob(sha512);
        try {
            if (!Files.isRegularFile(blob, LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            if (Digests.ofFile(blob).equalsIgnoreCase(sha512)) {
                return true;
            }
            log.warn("{} is damaged and is fetched anew", blob);
            Files.deleteIfExists(blob);
            return false;
        } catch (IOException e) {
            throw StoreFailures.of(blob, e);
        }
    }

    /** Puts a blob into a home: a link where the file system can, a copy otherwise. */
    void place(String sha512, Path target) throws IOException {
        try {
            Files.createLink(target, blob(sha512));
        } catch (UnsupportedOperationException | FileSystemException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw e instanceof IOException io ? io : new IOException(e);
            }
            Files.copy(blob(sha512), target);
            Files.setPosixFilePermissions(target, PrivateFiles.FILE);
        }
    }

    /** The whole home appears by one rename. A damaged one in its place goes to the staging directory first. */
    void publishHome(Path built, Path home, Path staging) throws Refusal {
        try {
            Files.setPosixFilePermissions(built, PrivateFiles.DIRECTORY);
            PrivateFiles.syncDirectory(blobs());
            PrivateFiles.syncDirectory(built);
            if (Files.exists(home, LinkOption.NOFOLLOW_LINKS)) {
                Files.move(home, staging.resolve("replaced"), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(built, home, StandardCopyOption.ATOMIC_MOVE);
            PrivateFiles.syncDirectory(homes());
        } catch (IOException e) {
            throw StoreFailures.of(home, e);
        }
    }
}
