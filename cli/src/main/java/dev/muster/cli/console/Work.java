package dev.muster.cli.console;

import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.Observation;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is going on right now, a line a component: progress with a bar, or what a start still waits for. */
final class Work {

    private static final int LINES_MAX = 6;
    private static final int BAR_WIDTH = 18;
    private static final int BAR_WIDTH_NARROW = 8;
    private static final int COLUMNS_FOR_KINDS = 70;
    private static final int COLUMNS_FOR_BARS = 100;

    private final ClusterView view;
    private final Cells cells;
    private final int columns;

    Work(ClusterView view, Cells cells, int columns) {
        this.view = view;
        this.cells = cells;
        this.columns = columns;
    }

    List<Line> lines() {
        Grid grid = new Grid(cells.glyphs(), "  ");
        int shown = 0;
        int left = 0;
        for (HostView host : view.hosts()) {
            for (ComponentView component : host.components()) {
                if (!isWorthALine(component)) {
                    continue;
                }
                if (shown < LINES_MAX) {
                    grid.row(row(host, component));
                    shown++;
                } else {
                    left++;
                }
            }
        }
        List<Line> lines = new ArrayList<>(grid.lines(columns));
        if (left > 0) {
            lines.add(Line.of(Tone.QUIET, "  " + cells.glyphs().ellipsis() + " and " + left + " more"));
        }
        return lines;
    }

    private static boolean isWorthALine(ComponentView component) {
        Observation seen = component.observation();
        return switch (seen.state()) {
            case INSTALLING, STARTING, STOPPING, FAILED -> true;
            case READY -> !component.isReady();
            case ABSENT, STOPPED -> component.goal() == GoalState.RUNNING && seen.failure() != null;
            case UNKNOWN -> false;
        };
    }

    private List<Line> row(HostView host, ComponentView component) {
        Cells.Cell cell = cells.component(component);
        String age = Texts.wholeDuration(component.stateAgeMs() + cells.sinceViewMs());
        List<Line> row = new ArrayList<>();
        row.add(Line.of(cell.tone(), cell.sign()).plus(" " + host.name() + "/" + component.role()));
        if (columns >= COLUMNS_FOR_KINDS) {
            row.add(Line.of(Tone.QUIET, component.kind() + " " + component.version()));
        }
        row.add(Line.of(Tone.QUIET, " ".repeat(Math.max(0, 5 - age.length())) + age));
        row.add(what(component.observation(), cell));
        return row;
    }

    private Line what(Observation seen, Cells.Cell cell) {
        if (seen.failure() != null && seen.state() != ComponentState.STOPPING) {
            return Line.of(
                    seen.gaveUp() ? Tone.BAD : Tone.WARN,
                    cell.word() + ": " + seen.failure().message());
        }
        Optional<Integer> percent = Cells.percent(seen);
        if (percent.isPresent()) {
            int width = columns < COLUMNS_FOR_BARS ? BAR_WIDTH_NARROW : BAR_WIDTH;
            return Line.of(Tone.BUSY, cells.glyphs().bar(percent.get(), width)).plus(" " + seen.progress());
        }
        String waits = seen.evidence().stream()
                .filter(e -> !e.passed())
                .findFirst()
                .map(Work::evidence)
                .orElse(seen.progress());
        boolean isSaid = waits.equals(cell.word()) || waits.startsWith(cell.word() + ":");
        return Line.of(isSaid ? waits : waits.isEmpty() ? cell.word() : cell.word() + ": " + waits);
    }

    private static String evidence(Evidence evidence) {
        return evidence.detail().isEmpty() ? evidence.probe() : evidence.probe() + ": " + evidence.detail();
    }
}
