package dev.muster.cli.console;

import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What hosts found when they looked at themselves, as {@code doctor} prints it: what is wrong with its repair, and the sum. */
public final class ChecksText {

    private final Glyphs glyphs;
    private final int columns;

    public ChecksText(Glyphs glyphs, int columns) {
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /**
     * @param hosts checks by host
     * @param all whether what is well is listed too
     */
    public List<Line> lines(Map<String, List<Check>> hosts, boolean all) {
        List<Check> shown = new ArrayList<>();
        Grid grid = new Grid(glyphs, "");
        hosts.forEach((host, checks) -> {
            for (Check check : checks) {
                if (all || check.result() != Result.OK) {
                    shown.add(check);
                    grid.row(row(host, check));
                }
            }
        });
        List<Line> rows = grid.lines(columns);
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            lines.add(rows.get(i));
            Failure failure = shown.get(i).failure();
            if (failure != null) {
                lines.add(Line.of("    " + Texts.printable(failure.message())));
                failure.detail().forEach(each -> lines.add(Line.of("      " + Texts.printable(each))));
                failure.hint().lines().forEach(hint -> lines.add(Line.of("    " + Texts.printable(hint))));
            }
        }
        if (!lines.isEmpty()) {
            lines.add(Line.EMPTY);
        }
        lines.add(sum(hosts));
        return lines;
    }

    private List<Line> row(String host, Check check) {
        Line sign =
                switch (check.result()) {
                    case OK -> Line.of(Tone.GOOD, glyphs.good() + " ");
                    case WARNING -> Line.of(Tone.WARN, "! ");
                    case FAILED -> Line.of(Tone.BAD, glyphs.bad() + " ");
                    case IGNORED -> Line.of(Tone.QUIET, glyphs.pending() + " ");
                };
        String word =
                switch (check.result()) {
                    case OK -> check.detail();
                    case WARNING -> "warning";
                    case FAILED -> "FAILED";
                    case IGNORED -> "failed, and is ignored";
                };
        return List.of(
                sign.plus(host + (check.role() == null ? "" : "/" + check.role())),
                Line.of(Texts.printable(check.name())),
                Line.of(check.result() == Result.FAILED ? Tone.BAD : Tone.PLAIN, Texts.printable(word)));
    }

    private static Line sum(Map<String, List<Check>> hosts) {
        long[] counts = new long[Result.values().length];
        hosts.values()
                .forEach(checks -> checks.forEach(check -> counts[check.result().ordinal()]++));
        long ignored = counts[Result.IGNORED.ordinal()];
        long sum = counts[0] + counts[1] + counts[2] + ignored;
        Tone tone = counts[2] > 0 ? Tone.BAD : counts[1] > 0 ? Tone.WARN : Tone.GOOD;
        return Line.of(
                tone,
                sum + (sum == 1 ? " check on " : " checks on ") + hosts.size()
                        + (hosts.size() == 1 ? " host: " : " hosts: ") + counts[0] + " ok, " + counts[1]
                        + (counts[1] == 1 ? " warning, " : " warnings, ") + counts[2] + " failed"
                        + (ignored == 0 ? "" : ", " + ignored + " ignored"));
    }
}
