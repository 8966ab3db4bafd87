package dev.muster.coordinator.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of one log: {@code audit.log}, which is written; {@code audit-FIRST.log}, which are full, by the sequence that they
 * begin with; {@code audit.head}, see {@link Head}. For their owner alone.
 */
final class AuditFiles {

    /** The file that is written. */
    static final String CURRENT = "audit.log";

    static final String HEAD = "audit.head";
    private static final String FULL = "audit-[0-9]{18}[.]log";

    private final Path directory;

    AuditFiles(Path directory) {
        this.directory = directory;
    }

    Path current() {
        return directory.resolve(CURRENT);
    }

    Path head() {
        return directory.resolve(HEAD);
    }

    /** The full ones, oldest first. */
    List<Path> full() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches(FULL))
                    .sorted()
                    .toList();
        }
    }

    /** All of them that there are, oldest first. */
    List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>(full());
        if (Files.exists(current())) {
            all.add(current());
        }
        return all;
    }

    /** Puts the current file aside, and removes the oldest ones beyond {@code filesMax}; whether there were any. */
    boolean rotate(int filesMax) throws IOException {
        long first = firstOf(current()).orElse(0L);
        Files.move(current(), directory.resolve(String.format(Locale.ROOT, "audit-%018d.log", first)));
        List<Path> full = full();
        List<Path> oldest = full.subList(0, Math.max(0, full.size() - (filesMax - 1)));
        for (Path each : oldest) {
            Files.delete(each);
        }
        return !oldest.isEmpty();
    }

    /** The sequence that {@code file} begins with. */
    static Optional<Long> firstOf(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.findFirst().flatMap(Entry::read).map(Entry::sequence);
        }
    }

    /** Opens for writing; a link in its place is not followed. */
    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Writes {@code text} at {@code position}; it is on the disk when this returns. */
    static void put(FileChannel channel, String text, long position) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
        channel.force(false);
    }

    /** Lines of {@code file}; the bytes behind the last line's end come as one more, unfinished one. */
    static List<String> lines(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        if (lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }
}
