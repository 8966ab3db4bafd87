package dev.muster.coordinator.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * Appends to the files. Not thread-safe: {@link AuditLog} owns it.
 *
 * <ol>
 *   <li>What is written is never changed or taken away again, but for an unfinished line, of which the next entry tells.
 *   <li>An end that is missing at the start of a process stays missing: the chain goes on behind what the head knows of, so that
 *       every later check finds the gap.
 * </ol>
 */
final class AuditWriter implements AutoCloseable {

    private final AuditFiles files;
    private final long bytesMax;
    private final int filesMax;
    private FileChannel log;
    private final FileChannel head;
    private Link last;
    private long first;
    private String trouble = "";

    /**
     * Opens the files in {@code directory}, or begins them.
     *
     * @param bytesMax size at which a file is full
     * @param filesMax files that are kept, with the current one
     */
    AuditWriter(Path directory, long bytesMax, int filesMax) throws IOException {
        Files.createDirectories(directory);
        this.files = new AuditFiles(directory);
        this.bytesMax = bytesMax;
        this.filesMax = filesMax;
        Optional<Head> known = Head.read(files.head());
        boolean isNew = files.all().isEmpty() && !Files.exists(files.head());
        this.log = AuditFiles.open(files.current());
        this.head = AuditFiles.open(files.head());
        cutUnfinished();
        this.last = isNew ? Link.BEGINNING : end(known);
        this.first = known.isPresent() ? known.get().first() : oldest();
    }

    /** What was found amiss when the files were opened; empty when nothing. */
    String trouble() {
        return trouble;
    }

    void append(long wallMs, Deed deed, long dropped) throws IOException {
        if (log.size() >= bytesMax) {
            log.close();
            boolean forgotten = files.rotate(filesMax);
            log = AuditFiles.open(files.current());
            first = forgotten ? oldest() : first;
        }
        String line = Entry.write(last, wallMs, deed, dropped);
        long end = log.size();
        try {
            AuditFiles.put(log, line + "\n", end);
        } catch (IOException e) {
            log.truncate(end); // a half-written line would take the next one with it
            throw e;
        }
        last = Entry.read(line).orElseThrow().link();
        AuditFiles.put(head, new Head(first, last).text(), 0);
    }

    /** The newest entries not before {@code at}, oldest first. */
    List<String> recent(String at, int max) throws IOException {
        List<Path> all = files.all();
        ArrayDeque<String> found = new ArrayDeque<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            List<String> lines = AuditFiles.lines(all.get(i));
            for (int n = lines.size() - 1; n >= 0; n--) {
                Optional<Entry> entry = Entry.read(lines.get(n));
                if (found.size() >= max || entry.isPresent() && entry.get().at().compareTo(at) < 0) {
                    return List.copyOf(found);
                }
                if (entry.isPresent()) {
                    found.addFirst(lines.get(n));
                }
            }
        }
        return List.copyOf(found);
    }

    @Override
    public void close() throws IOException {
        try (FileChannel one = log;
                FileChannel other = head) {
            one.force(true);
            other.force(true);
        }
    }

    private void cutUnfinished() throws IOException {
        String text = Files.readString(files.current(), StandardCharsets.ISO_8859_1);
        int whole = text.lastIndexOf('\n') + 1;
        if (whole < text.length()) {
            log.truncate(whole);
            note((text.length() - whole) + " bytes of an unfinished entry were removed");
        }
    }

    /** Where the chain goes on: behind what is there, or behind what the head knows of when that is more. */
    private Link end(Optional<Head> known) throws IOException {
        List<Path> all = files.all();
        Optional<Entry> newest = Optional.empty();
        for (int i = all.size() - 1; i >= 0 && newest.isEmpty(); i--) {
            List<String> lines = AuditFiles.lines(all.get(i));
            newest = lines.isEmpty() ? Optional.empty() : Entry.read(lines.get(lines.size() - 1));
        }
        Link found = newest.filter(Entry::right).map(Entry::link).orElse(Link.BEGINNING);
        if (known.isEmpty()) {
            note("what stands beside the log is missing or unreadable");
            return found;
        }
        Link expected = known.get().last();
        boolean more = found.sequence() > expected.sequence();
        boolean oneMore = found.sequence() == expected.sequence() + 1; // killed between an entry and its head
        if (!oneMore && !found.equals(expected)) {
            note("the log ends with entry " + found.sequence() + ", and should with " + expected.sequence());
        }
        return more ? found : expected;
    }

    private long oldest() throws IOException {
        for (Path file : files.all()) {
            Optional<Long> sequence = AuditFiles.firstOf(file);
            if (sequence.isPresent()) {
                return sequence.get();
            }
        }
        return last.sequence() + 1;
    }

    private void note(String words) {
        trouble = trouble.isEmpty() ? words : trouble + "; " + words;
    }
}
