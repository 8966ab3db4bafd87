package dev.muster.cli.console;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is there and who is not, and what to run there. Long lists show only those that are missing. */
final class WaitingFrame {

    private static final int COMMANDS_MAX = 4;
    private static final int MISSING_MAX = 8;
    private static final String SKIPPED = "HOST_SKIPPED";

    /** Problems that say who is waited for a little longer, or not at all. */
    private static final Set<String> ABSENCES = Set.of("QUORUM_REACHED", SKIPPED);

    private final ClusterView view;
    private final Cells cells;
    private final Guidance guidance;
    private final int columns;

    WaitingFrame(ClusterView view, Cells cells, Guidance guidance, int columns) {
        this.view = view;
        this.cells = cells;
        this.guidance = guidance;
        this.columns = columns;
    }

    List<Line> lines() {
        Set<HostName> skipped = skipped();
        List<HostView> missing = view.hosts().stream()
                .filter(host -> host.status() != AgentStatus.REGISTERED && !skipped.contains(host.name()))
                .toList();
        boolean folded = view.hosts().size() > RoleTable.HOSTS_MAX;
        boolean explained = missing.stream().anyMatch(host -> host.missing() != null);
        if (folded && explained) {
            return advice(missing).stream()
                    .map(line -> line.clipped(columns, cells.glyphs()))
                    .toList();
        }
        List<HostView> shown = folded ? missing.subList(0, Math.min(MISSING_MAX, missing.size())) : view.hosts();
        List<Line> lines = new ArrayList<>(table(shown));
        if (folded && missing.size() > shown.size()) {
            lines.add(Line.of(
                    Tone.QUIET,
                    "  " + cells.glyphs().ellipsis() + " and " + (missing.size() - shown.size())
                            + " more that are not ready"));
        }
        lines.add(Line.EMPTY);
        lines.addAll(advice(missing));
        return lines.stream().map(line -> line.clipped(columns, cells.glyphs())).toList();
    }

    private Set<HostName> skipped() {
        return view.problems().stream()
                .filter(problem -> problem.failure().code().equals(SKIPPED))
                .flatMap(problem -> Stream.ofNullable(problem.host()))
                .collect(Collectors.toSet());
    }

    private List<Line> table(List<HostView> hosts) {
        Grid grid = new Grid(cells.glyphs(), "  ");
        grid.row(List.of(Line.of(Tone.QUIET, "HOST"), Line.of(Tone.QUIET, "ROLES"), Line.of(Tone.QUIET, "AGENT")));
        for (HostView host : hosts) {
            String roles = host.components().stream()
                    .map(ComponentView::role)
                    .sorted(Roles.ORDER)
                    .map(role -> role.value())
                    .collect(Collectors.joining(" "));
            String age = Texts.wholeDuration(host.statusAgeMs() + cells.sinceViewMs());
            grid.row(List.of(
                    Line.of(host.name().value()),
                    Line.of(roles),
                    cells.agent(host)
                            .line()
                            .upTo(10)
                            .plus(Tone.QUIET, " ".repeat(Math.max(0, 8 - age.length())) + age)));
        }
        return grid.lines(columns, 14);
    }

    private List<Line> advice(List<HostView> missing) {
        List<Line> lines = new ArrayList<>();
        view.problems().stream()
                .filter(problem -> ABSENCES.contains(problem.failure().code()))
                .forEach(problem ->
                        lines.add(Line.of(Tone.WARN, "  " + problem.failure().message())));
        String age = Texts.wholeDuration(view.phaseAgeMs() + cells.sinceViewMs());
        String count =
                "  " + view.hostsReady() + " of " + Texts.count(view.hosts().size(), "host") + " ready, " + age + ".";
        MissingText why = new MissingText(guidance, cells.glyphs(), columns);
        if (!guidance.hostsAreStartedByHand() || missing.isEmpty()) {
            lines.add(Line.of(count + " Ctrl-C " + guidance.interrupt() + "."));
            lines.addAll(why.causes(view));
            return lines;
        }
        lines.add(Line.of(count));
        lines.addAll(why.withCommands(view, COMMANDS_MAX));
        String without = missing.size() == 1 ? missing.get(0).name().value() : "HOST";
        lines.add(Line.of("  To go on without one: ").plus(Tone.STRONG, guidance.skipCommand(without)));
        lines.add(Line.of("  Ctrl-C " + guidance.interrupt() + "."));
        return lines;
    }
}
