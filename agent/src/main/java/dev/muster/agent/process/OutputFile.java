package dev.muster.agent.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * The file that a component's standard output and error go to, {@code logs/ROLE.out}, and its predecessors {@code .1},
 * {@code .2}. The component may write into the directory that it lies in, so nothing here follows a symbolic link.
 */
public final class OutputFile {

    /** More is never read at once. */
    public static final int READ_BYTES_MAX = 1024 * 1024;

    private final Path path;

    public OutputFile(Path path) {
        this.path = path;
    }

    public Path path() {
        return path;
    }

    /**
     * A part of the file.
     *
     * @param offset of its first byte
     * @param text malformed bytes replaced
     * @param nextOffset of the byte that follows it
     */
    public record Part(long offset, String text, long nextOffset) {}

    /**
     * Reads on from {@code offset}, or the last {@code bytesMax} bytes when it is negative. An offset beyond the end, which the
     * file had before it was begun anew, starts at its beginning. A file that is not there yet is empty.
     *
     * @throws IOException also when the file is a symbolic link, or its directory leads elsewhere
     */
    public Part read(long offset, int bytesMax) throws IOException {
        int wanted = Math.min(Math.max(bytesMax, 0), READ_BYTES_MAX);
        try (SeekableByteChannel channel = openForRead()) {
            long size = channel.size();
            long from = offset < 0 ? Math.max(0, size - wanted) : offset > size ? 0 : offset;
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(wanted, size - from));
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until full, or the file has become shorter
            }
            bytes.flip();
            int length = bytes.remaining();
            return new Part(from, StandardCharsets.UTF_8.decode(bytes).toString(), from + length);
        } catch (NoSuchFileException e) {
            return new Part(0, "", 0);
        }
    }

    /** The last lines, without the one that was cut. */
    public List<String> tail(int linesMax, int bytesMax) throws IOException {
        Part part = read(-1, bytesMax);
        List<String> lines = part.text().lines().toList();
        if (part.offset() > 0 && lines.size() > 1) {
            lines = lines.subList(1, lines.size());
        }
        return List.copyOf(lines.subList(Math.max(0, lines.size() - linesMax), lines.size()));
    }

    /** Sets the output of the run before aside. */
    void setAside(OutputLimit limit) throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) > 0) {
            shift(limit);
            Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.deleteIfExists(path);
        }
    }

    boolean isOver(OutputLimit limit) {
        try {
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) > limit.bytesMax();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Begins the file anew while the component writes to it: its last {@code bytesMax} bytes are copied, then it is truncated. What
     * is written in between is lost. Where the disk has no room for the copy it is truncated all the same, and the
     * exception says so.
     */
    void cap(OutputLimit limit) throws IOException {
        try (FileChannel current = FileChannel.open(
                path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            try {
                shift(limit);
                copy(current, limit.bytesMax());
            } finally {
                current.truncate(0);
            }
        }
    }

    private void copy(FileChannel current, long bytesMax) throws IOException {
        Files.deleteIfExists(numbered(1));
        try (FileChannel copy =
                FileChannel.open(numbered(1), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long from = Math.max(0, current.size() - bytesMax);
            long end = from + bytesMax;
            while (from < end) {
                long copied = current.transferTo(from, end - from, copy);
                if (copied <= 0) {
                    return;
                }
                from += copied;
            }
        }
    }

    private void shift(OutputLimit limit) throws IOException {
        for (int number = limit.filesMax() - 1; number > 1; number--) {
            if (Files.exists(numbered(number - 1), LinkOption.NOFOLLOW_LINKS)) {
                Files.move(numbered(number - 1), numbered(number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Path numbered(int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    private SeekableByteChannel openForRead() throws IOException {
        Path directory = path.toAbsolutePath().normalize().getParent();
        if (directory == null || Files.isSymbolicLink(directory)) {
            throw new IOException(directory + " is a symbolic link");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(path + " is not a regular file");
        }
        return Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }
}
