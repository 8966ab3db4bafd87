package dev.muster.agent.probe;

import dev.muster.agent.process.LinePattern;
import dev.muster.agent.process.OutputFile;
import java.io.IOException;
import java.util.Optional;

/**
 * Looks for a line in the output of one launch, reading on where it stopped the last time. What has been said stays said,
 * also when the file is begun anew. Used by one thread at a time.
 */
final class LogReading {

    /** Of one look; the next look goes on. */
    private static final int PARTS_MAX = 8;

    private final OutputFile output;
    private final LinePattern pattern;
    private long offset;
    private String unfinished = "";
    private Optional<String> found = Optional.empty();

    LogReading(OutputFile output, String pattern) {
        this.output = output;
        this.pattern = new LinePattern(pattern);
    }

    Answer ask() throws IOException {
        Optional<String> problem = pattern.problem();
        if (problem.isPresent()) {
            return new Answer.Missing("the component's definition has a bad pattern: " + problem.get());
        }
        for (int i = 0; i < PARTS_MAX && found.isEmpty(); i++) {
            OutputFile.Part part = output.read(offset, OutputFile.READ_BYTES_MAX);
            if (part.offset() < offset) {
                unfinished = "";
            }
            offset = part.nextOffset();
            if (part.text().isEmpty()) {
                break;
            }
            look(unfinished + part.text());
        }
        return found.map(Answer::given).orElseGet(() -> new Answer.Missing("the log line has not come yet"));
    }

    private void look(String text) {
        int end = text.lastIndexOf('\n') + 1;
        found = text.substring(0, end).lines().filter(pattern::isFoundIn).findFirst();
        String rest = text.substring(end);
        // The rest of a line that is longer than what is looked at can be forgotten.
        unfinished = rest.substring(0, Math.min(rest.length(), LinePattern.LINE_CHARS_MAX));
    }
}
