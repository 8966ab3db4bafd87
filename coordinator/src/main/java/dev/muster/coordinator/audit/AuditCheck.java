package dev.muster.coordinator.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what was changed, removed, swapped or cut off in a log. */
public final class AuditCheck {

    /** No more problems are told. */
    public static final int PROBLEMS_MAX = 20;

    private static final int TRIES_MAX = 10;

    private final List<String> problems = new ArrayList<>();
    private long first;
    private long count;
    private Link last = Link.BEGINNING;
    private Link beforeLast = Link.BEGINNING;

    private AuditCheck() {}

    /**
     * What was found.
     *
     * @param first sequence of the oldest entry; 0 when there is none
     * @param last sequence of the newest entry
     * @param entries how many there are
     * @param problems one line each, the first {@value #PROBLEMS_MAX}; none when the log is whole
     */
    public record Findings(long first, long last, long entries, List<String> problems) {
        public Findings {
            problems = List.copyOf(problems);
        }

        public boolean isWhole() {
            return problems.isEmpty();
        }
    }

    /** Checks all files of the log in {@code directory}; again when one was written meanwhile. */
    public static Findings ofDirectory(Path directory) throws IOException {
        AuditFiles files = new AuditFiles(directory);
        for (int tries = 1; ; tries++) {
            Optional<Head> before = Head.read(files.head());
            Findings findings = check(files);
            if (findings.isWhole() || tries == TRIES_MAX || before.equals(Head.read(files.head()))) {
                return findings;
            }
        }
    }

    private static Findings check(AuditFiles files) throws IOException {
        AuditCheck check = new AuditCheck();
        for (Path file : files.all()) {
            check.file(file);
        }
        check.head(files);
        return check.findings();
    }

    /** Checks one file by itself: a missing end cannot be noticed. */
    public static Findings ofFile(Path file) throws IOException {
        AuditCheck check = new AuditCheck();
        check.file(file);
        return check.findings();
    }

    private Findings findings() {
        return new Findings(first, last.sequence(), count, problems);
    }

    private void file(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        List<String> lines = AuditFiles.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            line(name + ":" + (i + 1) + ": ", lines.get(i));
        }
        if (!lines.isEmpty() && !endsWithNewline(file)) {
            problem(name + ": the last entry is unfinished");
        }
    }

    private static boolean endsWithNewline(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return bytes[bytes.length - 1] == '\n';
    }

    private void line(String where, String line) {
        Optional<Entry> read = Entry.read(line);
        if (read.isEmpty()) {
            problem(where + "this is not an entry");
            return;
        }
        Entry entry = read.get();
        count++;
        if (!entry.right()) {
            problem(where + "entry " + entry.sequence() + " was changed: its hash is another one");
        }
        boolean begins = last.equals(Link.BEGINNING) && count == 1;
        if (begins) {
            first = entry.sequence();
            if (first == 1 && !entry.previous().equals(Link.BEGINNING.hash())) {
                problem(where + "the first entry follows another one");
            }
        } else if (entry.sequence() != last.sequence() + 1) {
            problem(where + "entry " + entry.sequence() + " follows entry " + last.sequence());
        } else if (!entry.previous().equals(last.hash())) {
            problem(where + "entry " + entry.sequence() + " was made behind another entry " + last.sequence());
        }
        beforeLast = last;
        last = entry.link();
    }

    private void head(AuditFiles files) throws IOException {
        Optional<Head> head = Head.read(files.head());
        if (head.isEmpty()) {
            if (count > 0 || Files.exists(files.head())) {
                problem(AuditFiles.HEAD + " is missing or unreadable: whether the end is missing cannot be told");
            }
            return;
        }
        long known = head.get().last().sequence();
        if (last.sequence() < known) {
            problem("the end is missing: the newest entry is " + last.sequence() + ", and was " + known);
        } else if (last.sequence() == known && !last.equals(head.get().last())) {
            problem("the newest entry, " + known + ", is not the one that " + AuditFiles.HEAD + " knows of");
        } else if (last.sequence() > known && !beforeLast.equals(head.get().last())) {
            problem(AuditFiles.HEAD + " knows of another entry " + known + " only, and the newest is "
                    + last.sequence());
        }
        if (count > 0 && head.get().first() != first) {
            problem("the oldest entry is " + first + ", and should be "
                    + head.get().first());
        }
    }

    private void problem(String words) {
        if (problems.size() < PROBLEMS_MAX) {
            problems.add(words);
        }
    }
}
