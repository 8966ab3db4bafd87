package dev.muster.cli.console;

import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The live area of a host without a coordinator: what it waits for, then its own components. */
final class HostFrame {

    private static final int BAR_WIDTH = 18;

    private final Guidance guidance;
    private final Glyphs glyphs;
    private final int columns;

    HostFrame(Guidance guidance, Glyphs glyphs, int columns) {
        this.guidance = guidance;
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /**
     * The lines of one frame.
     *
     * @param waiting what is waited for; empty when nothing is
     * @param sinceMs how long it has lasted
     */
    List<Line> lines(Optional<String> waiting, long sinceMs, List<Observation> components, long frame) {
        List<Line> lines = new ArrayList<>();
        waiting.ifPresent(text -> lines.add(
                Line.of(Tone.BUSY, "  " + glyphs.busy(frame)).plus(" " + text + "   " + Texts.wholeDuration(sinceMs))));
        Grid grid = new Grid(glyphs, "  ");
        components.forEach(seen -> grid.row(row(seen, frame)));
        lines.addAll(grid.lines(columns));
        lines.add(Line.of(Tone.QUIET, "  Ctrl-C " + guidance.interrupt()));
        return lines.stream().map(line -> line.clipped(columns, glyphs)).toList();
    }

    private List<Line> row(Observation seen, long frame) {
        boolean isSettled = seen.isJoined() && seen.progress().isEmpty();
        Tone tone = seen.gaveUp() ? Tone.BAD : isSettled ? Tone.GOOD : Tone.BUSY;
        String sign = seen.gaveUp() ? glyphs.bad() : isSettled ? glyphs.good() : glyphs.busy(frame);
        return List.of(Line.of(tone, sign + " " + seen.role()), state(seen));
    }

    private Line state(Observation seen) {
        if (seen.failure() != null) {
            return Line.of(seen.gaveUp() ? Tone.BAD : Tone.WARN, seen.failure().message());
        }
        Optional<Integer> percent = Cells.percent(seen);
        if (percent.isPresent()) {
            return Line.of(Tone.BUSY, glyphs.bar(percent.get(), BAR_WIDTH)).plus(" " + seen.progress());
        }
        String pid = seen.pid() == 0 ? "" : " (pid " + seen.pid() + ")";
        String missing = seen.evidence().stream()
                .filter(e -> !e.passed())
                .findFirst()
                .map(e -> ": " + e.probe() + " " + e.detail())
                .orElse("");
        // What is ready and reports progress is on its way out of its cluster: that it is ready is not the news.
        if (seen.state() == ComponentState.READY && !seen.progress().isEmpty()) {
            return Line.of(seen.progress() + pid);
        }
        return Line.of(seen.state().name().toLowerCase(Locale.ROOT)
                + pid
                + missing
                + (seen.progress().isEmpty() ? "" : ": " + seen.progress()));
    }
}
