package dev.muster.cli.console;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.ProbeLevel;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** One snapshot as {@code status} prints it: where the cluster is, the table, what goes on, what is wrong, and the evidence. */
public final class StatusText {

    private static final int PROBLEMS_MAX = 10;

    private final Glyphs glyphs;
    private final int columns;
    private final Cells cells;

    public StatusText(Glyphs glyphs, int columns) {
        this.glyphs = glyphs;
        this.columns = columns;
        this.cells = new Cells(glyphs, Cells.STILL, 0);
    }

    public List<Line> lines(ClusterView view) {
        List<Line> lines = new ArrayList<>();
        lines.add(head(view));
        ChangeView change = view.change();
        if (change != null && !change.status().isOver()) {
            lines.add(ChangeText.oneLine(change).clipped(columns, glyphs));
        }
        lines.add(Line.EMPTY);
        lines.addAll(new RoleTable(view, cells, columns).lines());
        if (view.phase() == ClusterPhase.PREFLIGHT) {
            section(lines, List.of(Line.of("  " + PreflightText.count(view))));
        }
        section(lines, new Work(view, cells, columns).lines());
        section(lines, missing(view));
        section(lines, problems(view));
        section(lines, evidence(view));
        if (view.phase().isStarted()) {
            section(lines, Blocks.endpoints(view, "  "));
        }
        return lines;
    }

    private Line head(ClusterView view) {
        Tone tone =
                switch (view.phase()) {
                    case STARTED -> Tone.GOOD;
                    case DEGRADED -> Tone.WARN;
                    case AWAITING_HOSTS, PREFLIGHT, STARTING, STOPPING -> Tone.BUSY;
                    case STOPPED -> Tone.QUIET;
                };
        String since = view.phase() == ClusterPhase.STARTED ? "up " : "for ";
        return Line.of(Tone.STRONG, view.name().value())
                .plus("   ")
                .plus(tone, view.phase().name())
                .plus("   " + view.componentsJoined() + " of " + view.componentCount() + " ready   " + since
                        + Texts.wholeDuration(view.phaseAgeMs()) + "   revision " + view.generation()
                        + "   coordinator "
                        + view.coordinator())
                .clipped(columns, glyphs);
    }

    private List<Line> missing(ClusterView view) {
        List<Line> lines = new ArrayList<>(new MissingText(Guidance.of("muster"), glyphs, columns).causes(view));
        if (!lines.isEmpty()) {
            lines.add(Line.of(Tone.QUIET, "    What to run there: muster hosts --missing --commands"));
        }
        return lines;
    }

    private List<Line> problems(ClusterView view) {
        List<Line> lines = new ArrayList<>();
        for (Problem problem : view.problems()
                .subList(0, Math.min(PROBLEMS_MAX, view.problems().size()))) {
            String text = ClusterFrame.where(problem) + problem.failure().message();
            lines.add(Line.of(Tone.BAD, "  " + glyphs.bad())
                    .plus(" " + text + "   " + Texts.wholeDuration(problem.ageMs())));
            problem.failure().hint().lines().forEach(hint -> lines.add(Line.of("      " + hint)));
        }
        if (view.problems().size() > PROBLEMS_MAX) {
            lines.add(Line.of("  and " + (view.problems().size() - PROBLEMS_MAX) + " more"));
        }
        return lines;
    }

    /** Why each component counts as ready, or does not: the one probe that says the most, and when it said so. */
    private List<Line> evidence(ClusterView view) {
        if (view.hosts().size() > RoleTable.HOSTS_MAX) {
            return List.of();
        }
        Grid grid = new Grid(glyphs, "  ");
        boolean any = false;
        for (HostView host : view.hosts()) {
            for (ComponentView component : host.components()) {
                Optional<Evidence> telling = telling(component);
                any = any || telling.isPresent();
                telling.ifPresent(evidence -> grid.row(row(new ComponentId(host.name(), component.role()), evidence)));
            }
        }
        return any ? grid.lines(columns) : List.of();
    }

    private List<Line> row(ComponentId id, Evidence evidence) {
        String age = Texts.wholeDuration(evidence.ageMs()) + " ago";
        Line sign = evidence.passed() ? Line.of(Tone.GOOD, glyphs.good()) : Line.of(Tone.WARN, glyphs.pending());
        return List.of(
                sign.plus(" " + id),
                Line.of(Tone.QUIET, " ".repeat(Math.max(0, 8 - age.length())) + age),
                Line.of(evidence.probe() + (evidence.detail().isEmpty() ? "" : ": " + evidence.detail())));
    }

    /** What fails tells more than what passes, and what the others see more than what a component says of itself. */
    private static Optional<Evidence> telling(ComponentView component) {
        return component.observation().evidence().stream()
                .min(Comparator.comparing(Evidence::passed).thenComparing(e -> e.level() == ProbeLevel.JOINED ? 0 : 1));
    }

    private static void section(List<Line> lines, List<Line> section) {
        if (!section.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.addAll(section);
        }
    }
}
