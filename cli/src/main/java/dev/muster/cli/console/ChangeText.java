package dev.muster.cli.console;

import dev.muster.common.model.Failure;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change as {@code change}, {@code apply} and {@code restart} show it: as a picture of its steps, and as one line. */
public final class ChangeText {

    private static final int ROWS_MIN = 5;
    private static final int AROUND = 6;

    private final Glyphs glyphs;
    private final int columns;
    private final int rows;

    /** @param rows of the terminal; at most so many lines are shown */
    public ChangeText(Glyphs glyphs, int columns, int rows) {
        this.glyphs = glyphs;
        this.columns = columns;
        this.rows = rows;
    }

    /** For the status: {@code change 3: restart backend, 2 of 5 done, waits: ...}. */
    static Line oneLine(ChangeView change) {
        String what = change.steps().stream()
                .map(step ->
                        PlanText.word(step.action()) + " " + step.component().role())
                .distinct()
                .collect(Collectors.joining(", "));
        return Line.of(tone(change.status()), "change " + change.number())
                .plus((change.status() == Status.RUNNING ? "" : " " + change.status())
                        + ": " + (what.isEmpty() ? "nothing to do" : what) + ", " + count(change)
                        + (change.waitsFor().isEmpty() ? "" : ", waits: " + change.waitsFor()));
    }

    /** How many of its steps are done, and how many have failed. */
    public static String count(ChangeView change) {
        long failed = change.count(Phase.FAILED);
        return change.count(Phase.DONE) + " of " + change.steps().size() + " done"
                + (failed == 0 ? "" : ", " + failed + " failed");
    }

    /** @param frame counts pictures, for what moves */
    public List<Line> lines(ChangeView change, long frame) {
        List<Line> lines = new ArrayList<>();
        lines.add(head(change).clipped(columns, glyphs));
        Grid grid = new Grid(glyphs, "  ");
        List<ChangeView.Step> shown = shown(change);
        shown.forEach(step -> grid.row(row(step, frame)));
        lines.addAll(grid.lines(columns));
        if (shown.size() < change.steps().size()) {
            lines.add(Line.of(
                    Tone.QUIET,
                    "  " + glyphs.ellipsis() + " and " + (change.steps().size() - shown.size()) + " more"));
        }
        lines.add(Line.of("  " + count(change) + ".")
                .plus(change.waitsFor().isEmpty() ? "" : " Waits: " + change.waitsFor())
                .clipped(columns, glyphs));
        fix(change).map(line -> line.clipped(columns, glyphs)).ifPresent(lines::add);
        return lines;
    }

    /** How what it waits for is mended, and under which word {@code explain} has more. */
    private static Optional<Line> fix(ChangeView change) {
        Failure hold = change.hold();
        return hold == null || hold.code().isEmpty()
                ? Optional.empty()
                : Optional.of(Line.of("    " + hold.code() + ": ").plus(hold.hint()));
    }

    private Line head(ChangeView change) {
        return Line.of(Tone.STRONG, "change " + change.number())
                .plus("  ")
                .plus(tone(change.status()), change.status().name())
                .plus((change.from().equals(change.to())
                                ? "  revision " + change.to()
                                : "  revision " + change.from() + " -> " + change.to())
                        + ", " + change.strategy() + ", by " + change.who()
                        + (change.reason().isEmpty() ? "" : ": " + change.reason()));
    }

    private static Tone tone(Status status) {
        return switch (status) {
            case RUNNING -> Tone.BUSY;
            case PAUSED, CANCELLING, CANCELLED -> Tone.WARN;
            case FAILED -> Tone.BAD;
            case DONE -> Tone.GOOD;
        };
    }

    /** All of them; where they are too many, those around what goes on. */
    private List<ChangeView.Step> shown(ChangeView change) {
        List<ChangeView.Step> steps = change.steps();
        int most = Math.max(ROWS_MIN, rows - AROUND);
        if (steps.size() <= most) {
            return steps;
        }
        int first = 0;
        while (first < steps.size() && steps.get(first).phase() == Phase.DONE) {
            first++;
        }
        int from = Math.max(0, Math.min(first - 2, steps.size() - most));
        return steps.subList(from, from + most);
    }

    private List<Line> row(ChangeView.Step step, long frame) {
        Line sign =
                switch (step.phase()) {
                    case DONE -> Line.of(Tone.GOOD, glyphs.good());
                    case FAILED -> Line.of(Tone.BAD, glyphs.bad());
                    case PENDING -> Line.of(Tone.QUIET, glyphs.pending());
                    case OUT, STOPPING, LEAVING, STARTING, CHECKING, WARMING, IN ->
                        Line.of(Tone.BUSY, glyphs.busy(frame));
                };
        return List.of(
                sign.plus(" " + step.component()),
                Line.of(PlanText.word(step.action())),
                Line.of(words(step) + (step.phase().isUnderWay() ? " " + Texts.wholeDuration(step.ageMs()) : "")));
    }

    private static String words(ChangeView.Step step) {
        return switch (step.phase()) {
            case PENDING -> "";
            case OUT -> "being taken out";
            case STOPPING -> "stopping";
            case LEAVING -> "leaving the others";
            case STARTING -> step.action() == Action.JOIN ? "joining" : "starting";
            case CHECKING -> "being checked";
            case WARMING -> "warming up";
            case IN -> "being put back";
            case DONE -> "done";
            case FAILED ->
                "failed" + (step.failure() == null ? "" : ": " + step.failure().message());
        };
    }

    /** What has happened since {@code before}, a line each: for what cannot be drawn over. */
    public static List<Line> news(@Nullable ChangeView before, ChangeView now) {
        List<Line> lines = new ArrayList<>();
        boolean isSame = before != null && before.number() == now.number();
        for (int i = 0; i < now.steps().size(); i++) {
            ChangeView.Step step = now.steps().get(i);
            Phase then = before != null && isSame && i < before.steps().size()
                    ? before.steps().get(i).phase()
                    : Phase.PENDING;
            if (step.phase() != then) {
                lines.add(Line.of(
                        step.phase() == Phase.FAILED ? Tone.BAD : Tone.PLAIN,
                        "change " + now.number() + ": " + PlanText.word(step.action()) + " " + step.component() + " "
                                + words(step)));
            }
        }
        if (!now.waitsFor().isEmpty()
                && !(before != null && isSame && before.waitsFor().equals(now.waitsFor()))) {
            lines.add(Line.of(Tone.WARN, "change " + now.number() + ": waits: " + now.waitsFor()));
            fix(now).ifPresent(lines::add);
        }
        if (!(before != null && isSame && before.status() == now.status())) {
            lines.add(Line.of(tone(now.status()), "change " + now.number() + ": " + now.status())
                    .plus(", " + count(now)));
        }
        return lines;
    }
}
