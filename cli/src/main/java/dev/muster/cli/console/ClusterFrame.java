package dev.muster.cli.console;

import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.Problem;
import java.util.ArrayList;
import java.util.List;

/** The live area of the coordinator: one snapshot in, lines out. */
public final class ClusterFrame {

    private static final int PROBLEMS_MAX = 3;

    private final Guidance guidance;
    private final Glyphs glyphs;
    private final int columns;

    public ClusterFrame(Guidance guidance, Glyphs glyphs, int columns) {
        this.guidance = guidance;
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /**
     * The lines of one frame, none longer than the columns.
     *
     * @param sinceViewMs milliseconds since the snapshot was taken: ages go on between snapshots
     * @param frame number of the frame, for what moves
     */
    public List<Line> lines(ClusterView view, long sinceViewMs, long frame) {
        Cells cells = new Cells(glyphs, frame, sinceViewMs);
        List<Line> lines =
                switch (view.phase()) {
                    case AWAITING_HOSTS -> new WaitingFrame(view, cells, guidance, columns).lines();
                    case PREFLIGHT -> preflight(view, cells);
                    case STARTING -> working(view, cells, "ready");
                    case STARTED -> List.of(started(view, cells));
                    case DEGRADED -> degraded(view, cells);
                    case STOPPING -> working(view, cells, "stopped");
                    case STOPPED -> List.of(Line.of("  All components are stopped."));
                };
        return lines.stream().map(line -> line.clipped(columns, glyphs)).toList();
    }

    private List<Line> working(ClusterView view, Cells cells, String goal) {
        List<Line> lines = new ArrayList<>(new RoleTable(view, cells, columns).lines());
        List<Line> work = new Work(view, cells, columns).lines();
        if (!work.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.addAll(work);
        }
        lines.add(Line.EMPTY);
        long done = goal.equals("ready") ? view.componentsJoined() : down(view);
        lines.add(withInterrupt(Line.of("  " + done + " of " + Texts.count(view.componentCount(), "sub-component") + " "
                + goal + "   " + age(view, cells))));
        return lines;
    }

    /** What keeps the start; who is well is only counted. */
    private List<Line> preflight(ClusterView view, Cells cells) {
        List<Line> lines = new ArrayList<>(new RoleTable(view, cells, columns).lines());
        lines.add(Line.EMPTY);
        lines.add(withInterrupt(Line.of("  " + PreflightText.count(view) + "   " + age(view, cells))));
        addProblems(lines, view);
        return lines;
    }

    private static long down(ClusterView view) {
        return view.hosts().stream()
                .flatMap(host -> host.components().stream())
                .map(ComponentView::observation)
                .filter(seen -> Cells.isDown(seen.state()))
                .count();
    }

    private Line started(ClusterView view, Cells cells) {
        return withInterrupt(Line.of(Tone.GOOD, "  " + glyphs.good() + " STARTED")
                .plus("   " + view.componentsJoined() + " of " + Texts.count(view.componentCount(), "sub-component")
                        + " ready   up " + age(view, cells)));
    }

    /** What Ctrl-C does, where there is room for it. */
    private Line withInterrupt(Line line) {
        Line longer = line.plus(Tone.QUIET, "   Ctrl-C " + guidance.interrupt());
        return longer.width() <= columns ? longer : line;
    }

    private List<Line> degraded(ClusterView view, Cells cells) {
        List<Line> lines = new ArrayList<>(new RoleTable(view, cells, columns).lines());
        lines.add(Line.EMPTY);
        lines.add(Line.of(Tone.WARN, "  DEGRADED")
                .plus("   " + view.componentsJoined() + " of " + Texts.count(view.componentCount(), "sub-component")
                        + " ready   since " + age(view, cells)));
        addProblems(lines, view);
        return lines;
    }

    private void addProblems(List<Line> lines, ClusterView view) {
        view.problems().stream().limit(PROBLEMS_MAX).forEach(problem -> lines.addAll(problem(problem)));
        if (view.problems().size() > PROBLEMS_MAX) {
            lines.add(Line.of(
                    "     and " + (view.problems().size() - PROBLEMS_MAX) + " more: " + guidance.command("status")));
        }
    }

    private List<Line> problem(Problem problem) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(Tone.BAD, "     " + where(problem) + problem.failure().message()));
        if (!problem.failure().hint().isEmpty()) {
            problem.failure().hint().lines().forEach(each -> lines.add(Line.of("        " + each)));
        }
        return lines;
    }

    /** {@code host/role: }, {@code host: } or nothing. */
    static String where(Problem problem) {
        if (problem.host() == null) {
            return "";
        }
        return problem.host() + (problem.role() == null ? "" : "/" + problem.role()) + ": ";
    }

    private static String age(ClusterView view, Cells cells) {
        return Texts.wholeDuration(view.phaseAgeMs() + cells.sinceViewMs());
    }
}
