package dev.muster.common.secret;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** A file whose one line is a secret: made for its owner alone from the first moment, and refused when others may read it. */
public final class SecretFile {

    private static final int BYTES_MAX = 4096;
    private static final Set<PosixFilePermission> OWNERS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private SecretFile() {}

    /** What came of reading. */
    public sealed interface Read {
        /** Its line. */
        record Found(String secret) implements Read {
            @Override
            public String toString() {
                return "Found[***]";
            }
        }

        /** There is none. */
        record Missing() implements Read {}

        /** It is not to be used. */
        record Refused(Failure failure) implements Read {}
    }

    /** Reads it; the mode is that of the very file that is read, through links. */
    public static Read read(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (!OWNERS.containsAll(attributes.permissions())) {
                return new Read.Refused(open(file, attributes));
            }
            if (!attributes.isRegularFile() || attributes.size() > BYTES_MAX) {
                return unusable(file, "it is no file, or too large");
            }
            return new Read.Found(Files.readString(file, StandardCharsets.UTF_8).strip());
        } catch (NoSuchFileException e) {
            return new Read.Missing();
        } catch (IOException e) {
            return unusable(file, e.toString());
        }
    }

    /** Why another kind of file with a secret in it, such as a private key, is not to be used; empty when it may be. */
    public static Optional<Failure> objectionTo(Path file) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            return OWNERS.containsAll(attributes.permissions())
                    ? Optional.empty()
                    : Optional.of(open(file, attributes));
        } catch (IOException e) {
            return Optional.of(Failure.of(
                    "SECRET_FILE_UNREADABLE", file + " cannot be read: " + e, "Name another file, of mode 600."));
        }
    }

    private static Failure open(Path file, PosixFileAttributes attributes) {
        return Failure.of(
                "SECRET_FILE_OPEN",
                file + " may be read by others: its mode is " + PosixFilePermissions.toString(attributes.permissions()),
                "If nobody has: chmod 600 " + file + ". Otherwise exchange what is in it, and have a token revoked.");
    }

    private static Read unusable(Path file, String why) {
        return new Read.Refused(Failure.of(
                "SECRET_FILE_UNREADABLE", file + " cannot be read: " + why, "Name a file with one line, of mode 600."));
    }

    /** Makes or replaces it; wholly old or wholly new, and on the disk when this returns. */
    public static void write(Path file, String secret) throws IOException {
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = directory.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        try (FileChannel channel = FileChannel.open(
                draft,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap((secret + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
