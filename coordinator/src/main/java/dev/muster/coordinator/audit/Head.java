package dev.muster.coordinator.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands beside the log, so that a missing end is noticed, and a missing beginning too: {@code FIRST LAST HASH}, of always
 * the same length, rewritten in place after each entry.
 *
 * @param first sequence of the oldest entry that is kept
 * @param last the newest entry
 */
record Head(long first, Link last) {

    private static final Pattern SYNTAX = Pattern.compile("([0-9]{18}) ([0-9]{18}) ([0-9a-f]{64})\n");
    private static final int BYTES_MAX = 200;

    String text() {
        return String.format("%018d %018d %s%n", first, last.sequence(), last.hash())
                .replace("\r\n", "\n");
    }

    /** What {@code file} says; empty when it is missing or says something else. */
    static Optional<Head> read(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) > BYTES_MAX) {
            return Optional.empty();
        }
        Matcher matcher = SYNTAX.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        return matcher.matches()
                ? Optional.of(new Head(
                        Long.parseLong(matcher.group(1)), new Link(Long.parseLong(matcher.group(2)), matcher.group(3))))
                : Optional.empty();
    }
}
