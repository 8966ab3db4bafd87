package dev.muster.cli.command;

import dev.muster.common.model.ComponentId;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The lines of one component, each with the time to order it by: its own; else that of the line before, to which it belongs (a
 * stack trace); else, of lines before the first time, that of the first; else when it arrived. No clock, no network.
 */
final class LogSource {

    /** A line that is longer is told in pieces. */
    static final int LINE_CHARS_MAX = 64 << 10;

    private final ComponentId component;
    private final ZoneId zone;
    private String begun = "";
    private OptionalLong lastAtMs = OptionalLong.empty();

    /** @param zone of times that name none */
    LogSource(ComponentId component, ZoneId zone) {
        this.component = component;
        this.zone = zone;
    }

    /**
     * One line.
     *
     * @param component whose it is
     * @param text without its end
     * @param atMs what it is ordered by, milliseconds since 1970
     * @param timed whether the log itself said that time
     */
    record Line(ComponentId component, String text, long atMs, boolean timed) {}

    ComponentId component() {
        return component;
    }

    /** The lines that {@code text} completes; what has no end yet waits for it. */
    List<Line> add(String text, long nowMs) {
        String whole = begun + text;
        int end = whole.lastIndexOf('\n') + 1;
        if (end == 0 && whole.length() >= LINE_CHARS_MAX) {
            end = whole.length();
        }
        begun = whole.substring(end);
        return lines(whole.substring(0, end), nowMs);
    }

    /** What waits for its end, when none will come. */
    List<Line> rest(long nowMs) {
        String rest = begun;
        begun = "";
        return lines(rest, nowMs);
    }

    private List<Line> lines(String text, long nowMs) {
        List<String> texts = text.lines().toList();
        if (lastAtMs.isEmpty()) {
            lastAtMs = texts.stream()
                    .map(line -> LogStamp.of(line, zone))
                    .filter(OptionalLong::isPresent)
                    .findFirst()
                    .orElse(OptionalLong.empty());
        }
        List<Line> lines = new ArrayList<>();
        for (String line : texts) {
            OptionalLong own = LogStamp.of(line, zone);
            lastAtMs = own.isPresent() ? own : lastAtMs;
            lines.add(new Line(component, line, lastAtMs.orElse(nowMs), lastAtMs.isPresent()));
        }
        return lines;
    }
}
