package dev.muster.agent.journal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * One file on disk that is wholly the old or wholly the new after a crash at any moment, with the generation before it
 * beside it.
 *
 * <p>The first line is {@code muster-journal VERSION SHA256}; the rest is the content that the checksum is of.
 */
final class JournalFile {

    /** A longer file is not one of ours. */
    static final int BYTES_MAX = 16 * 1024 * 1024;

    private static final String MAGIC = "muster-journal";
    private static final String VERSION = "1";
    private static final int HEADER_BYTES_MAX = 128;

    private final Path directory;
    private final String name;

    /** @param name of the file in {@code directory} */
    JournalFile(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    Path current() {
        return directory.resolve(name);
    }

    Path previous() {
        return directory.resolve(name + ".previous");
    }

    /** The file is there, but it is not what was written. */
    static final class CorruptException extends Exception {
        CorruptException(String message) {
            super(message);
        }
    }

    /** The content of {@link #current} or {@link #previous}. */
    static byte[] read(Path file) throws IOException, CorruptException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(BYTES_MAX + HEADER_BYTES_MAX + 1);
        }
        int end = 0;
        while (end < Math.min(bytes.length, HEADER_BYTES_MAX) && bytes[end] != '\n') {
            end++;
        }
        String[] header = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).split(" ", -1);
        if (header.length != 3 || !header[0].equals(MAGIC)) {
            throw new CorruptException("it has no header");
        }
        if (!header[1].equals(VERSION)) {
            throw new CorruptException("it is of version " + header[1] + ", and this Muster reads version " + VERSION);
        }
        byte[] content = Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length);
        if (content.length > BYTES_MAX) {
            throw new CorruptException("it is longer than " + BYTES_MAX + " bytes");
        }
        if (!header[2].equals(sha256(content))) {
            throw new CorruptException("its checksum is wrong");
        }
        return content;
    }

    /** Writes the content and does not return before it would survive a power failure. When it throws, the old file stands. */
    void write(byte[] content) throws IOException {
        if (content.length > BYTES_MAX) {
            throw new IOException(name + " has " + content.length + " bytes, more than " + BYTES_MAX);
        }
        Path temporary = directory.resolve(name + ".tmp");
        // A file whose fsync failed is never written on: its pages may be marked clean without being on disk.
        Files.deleteIfExists(temporary);
        String header = MAGIC + " " + VERSION + " " + sha256(content) + "\n";
        // Plans have the components' files in them, and those may have secrets.
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            writeFully(channel, header.getBytes(StandardCharsets.ISO_8859_1));
            writeFully(channel, content);
            channel.force(true);
        }
        keepPrevious();
        Files.move(temporary, current(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Puts the current file aside under a name that says when. */
    Path quarantine(long wallMs) throws IOException {
        Path aside = directory.resolve(name + ".corrupt-" + wallMs);
        return Files.move(current(), aside, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether anything was ever put aside. */
    boolean hasQuarantined() throws IOException {
        try (DirectoryStream<Path> aside = Files.newDirectoryStream(directory, name + ".corrupt-*")) {
            return aside.iterator().hasNext();
        }
    }

    private void keepPrevious() throws IOException {
        if (!Files.exists(current())) {
            return;
        }
        Path link = directory.resolve(name + ".previous.tmp");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, current());
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without hard links.
            Files.copy(current(), link);
        }
        Files.move(link, previous(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void writeFully(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
