package dev.muster.common.spec;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads a cluster.json from disk, once: what is checked, hashed and kept are the same bytes. Pipes, devices and folders are
 * refused before they are opened, because opening a pipe may wait for ever.
 */
public final class SpecFile {

    /** 4 MiB: twenty times what 10,000 hosts need. */
    public static final int BYTES_MAX = 4 << 20;

    private SpecFile() {}

    /** The outcome of reading. */
    public sealed interface Reading {}

    /**
     * The file was read.
     *
     * @param fileName as it was named, for messages
     * @param bytes exactly what it held
     */
    public record Content(String fileName, byte[] bytes) implements Reading {}

    /** The file could not be read; codes are NO_FILE, NOT_A_FILE, FILE_TOO_LARGE, FILE_UNREADABLE. */
    public record Refused(Failure failure) implements Reading {}

    /** The whole of {@code file}, or why not. Symbolic links are followed. */
    public static Reading read(Path file) {
        String name = Quoted.of(file.toString());
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                String what = attributes.isDirectory() ? "a folder" : "a pipe or a device";
                return refused("NOT_A_FILE", name + " is " + what + ", not a file", "name the cluster.json itself");
            }
            if (attributes.size() > BYTES_MAX) {
                return tooLarge(name);
            }
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes = in.readNBytes(BYTES_MAX + 1);
                return bytes.length > BYTES_MAX ? tooLarge(name) : new Content(file.toString(), bytes);
            }
        } catch (NoSuchFileException missing) {
            return refused("NO_FILE", "there is no file " + name, "name it with --cluster FILE");
        } catch (AccessDeniedException denied) {
            return refused("FILE_UNREADABLE", "no permission to read " + name, "check its owner and mode: ls -l");
        } catch (IOException failed) {
            return refused("FILE_UNREADABLE", "reading " + name + " failed: " + failed.getMessage(), "");
        }
    }

    private static Reading tooLarge(String name) {
        return refused(
                "FILE_TOO_LARGE", name + " has more than " + BYTES_MAX + " bytes (4 MiB)", "is it a cluster.json?");
    }

    private static Reading refused(String code, String message, String hint) {
        return new Refused(Failure.of(code, message, hint));
    }
}
