package dev.muster.cli.console;

import dev.muster.cli.console.Timeline.Component;
import dev.muster.cli.console.Timeline.Step;
import dev.muster.common.model.ComponentId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** A bring-up as bars over its length, and the critical path below. Pure. */
public final class TimelineText {

    private static final String HOSTS = "hosts";
    private static final String PREFLIGHT = "preflight";
    private static final int ROWS_MAX = 24;
    private static final int NAME_MAX = 32;
    private static final int DURATION = 8;
    private static final int NOTE = 12;
    private static final int GAPS = 4;
    private static final int BAR_MIN = 10;
    private static final int BAR_MAX = 60;
    private static final int PATH_MAX = 30;

    private final Timeline timeline;
    private final Glyphs glyphs;
    private final int columns;
    private final int barWidth;
    private final int nameWidth;
    private final List<Line> lines = new ArrayList<>();

    private TimelineText(Timeline timeline, Glyphs glyphs, int columns) {
        this.timeline = timeline;
        this.glyphs = glyphs;
        this.columns = columns;
        int longest = timeline.components().stream()
                .mapToInt(each -> each.id().toString().length())
                .max()
                .orElse(0);
        int least = timeline.preflightMs() == 0 ? HOSTS.length() : PREFLIGHT.length();
        this.nameWidth = Math.max(least, Math.min(longest, Math.min(NAME_MAX, columns - BAR_MIN - DURATION - GAPS)));
        boolean noted = timeline.components().stream().anyMatch(each -> each.failures() > 0);
        int right = DURATION + (noted ? NOTE : 0) + GAPS;
        this.barWidth = Math.max(BAR_MIN, Math.min(BAR_MAX, columns - nameWidth - right));
    }

    /** @param columns width of a line */
    public static List<Line> of(Timeline timeline, Glyphs glyphs, int columns) {
        TimelineText text = new TimelineText(timeline, glyphs, columns);
        text.head();
        text.bars();
        text.path();
        return text.lines.stream().map(line -> line.clipped(columns, glyphs)).toList();
    }

    private void head() {
        String length = Texts.duration(timeline.endedMs() - timeline.beganMs());
        lines.add(
                timeline.started()
                        ? Line.of(Tone.GOOD, "Started in " + length)
                        : Line.of(Tone.BUSY, "Not started yet, after " + length));
        lines.add(Line.EMPTY);
    }

    private void bars() {
        long hostsUntilMs = timeline.allHostsMs() == 0 ? timeline.endedMs() : timeline.allHostsMs();
        row(HOSTS, bar(0, 0, timeline.beganMs(), hostsUntilMs), hostsUntilMs - timeline.beganMs(), "");
        if (timeline.preflightMs() != 0) {
            long checkedMs = timeline.checkedMs() == 0 ? timeline.endedMs() : timeline.checkedMs();
            row(PREFLIGHT, bar(timeline.preflightMs(), checkedMs, 0, 0), checkedMs - timeline.preflightMs(), "");
        }
        Set<ComponentId> critical =
                timeline.path().stream().map(Step::id).filter(Objects::nonNull).collect(Collectors.toSet());
        List<Component> shown = timeline.components();
        if (shown.size() > ROWS_MAX) {
            Set<Component> slowest = shown.stream()
                    .sorted(Comparator.comparing((Component each) -> !critical.contains(each.id()))
                            .thenComparingLong(each -> -untilMs(each)))
                    .limit(ROWS_MAX)
                    .collect(Collectors.toSet());
            shown = shown.stream().filter(slowest::contains).toList();
        }
        for (Component each : shown) {
            long fromMs = each.installMs() != 0 ? each.installMs() : each.startMs();
            long startMs = each.startMs() == 0 ? timeline.endedMs() : each.startMs();
            long installedMs = each.installedMs() == 0 ? startMs : each.installedMs();
            String failed = each.failures() == 0 ? "" : ", failed " + each.failures() + "x";
            row(
                    each.id().toString(),
                    bar(
                            fromMs,
                            Math.min(installedMs, startMs),
                            each.startMs(),
                            each.startMs() == 0 ? 0 : untilMs(each)),
                    untilMs(each) - fromMs,
                    (critical.contains(each.id()) ? " *" : "") + failed);
        }
        int more = timeline.components().size() - shown.size();
        if (more > 0) {
            lines.add(Line.of(Tone.QUIET, "and " + Texts.count(more, "component") + " more that were ready earlier"));
        }
        lines.add(Line.of(
                Tone.QUIET, glyphs.bar(0, 2) + " installing   " + glyphs.bar(100, 2) + " starting   * critical path"));
    }

    private long untilMs(Component component) {
        return component.readyMs() == 0 ? timeline.endedMs() : component.readyMs();
    }

    private void row(String name, String bar, long ms, String note) {
        lines.add(Line.of(Texts.clip(name, nameWidth, glyphs))
                .upTo(nameWidth + 2)
                .plus(Tone.BUSY, bar)
                .upTo(nameWidth + barWidth + GAPS)
                .plus(Texts.duration(ms) + note));
    }

    /** What lies between is the wait for the turn. */
    private String bar(long installMs, long installedMs, long startMs, long readyMs) {
        StringBuilder bar = new StringBuilder(" ".repeat(barWidth));
        fill(bar, glyphs.bar(0, 1), installMs, installedMs);
        fill(bar, glyphs.bar(100, 1), startMs, readyMs);
        return bar.toString();
    }

    /** What was there at all has one sign at least. */
    private void fill(StringBuilder bar, String sign, long fromMs, long toMs) {
        if (fromMs == 0 || toMs < fromMs) {
            return;
        }
        int from = Math.min(barWidth - 1, place(fromMs));
        int to = Math.max(from + 1, Math.min(barWidth, place(toMs)));
        for (int i = from; i < to; i++) {
            bar.setCharAt(i, sign.charAt(0));
        }
    }

    private int place(long ms) {
        long length = Math.max(1, timeline.endedMs() - timeline.beganMs());
        return (int) Math.max(0, Math.round((double) (ms - timeline.beganMs()) * barWidth / length));
    }

    private void path() {
        lines.add(Line.EMPTY);
        lines.add(Line.of(Tone.STRONG, "Critical path"));
        List<Step> path = timeline.path();
        int skipped = Math.max(0, path.size() - PATH_MAX);
        if (skipped > 0) {
            lines.add(Line.of("  " + Texts.count(skipped, "step") + " before, in all "
                    + Texts.duration(path.get(skipped).fromMs() - timeline.beganMs())));
        }
        for (Step step : path.subList(skipped, path.size())) {
            String last = timeline.lastHost() == null ? "" : ", " + timeline.lastHost() + " came last";
            boolean named = step.kind() == Timeline.Kind.HOSTS && timeline.allHostsMs() != 0;
            String what = step.id() == null
                    ? step.kind().words() + (named ? last : "")
                    : step.id() + " " + step.kind().words();
            lines.add(Line.of("  " + Texts.duration(step.toMs() - step.fromMs()))
                    .upTo(DURATION + GAPS)
                    .plus(what));
        }
    }
}
