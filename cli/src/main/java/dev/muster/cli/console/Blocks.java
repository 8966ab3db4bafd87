package dev.muster.cli.console;

import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What stays in the history of a terminal: the start message, and a component that failed for good. */
public final class Blocks {

    private static final int LOG_LINES_MAX = 8;
    private static final int LABEL_MIN = 14;
    private static final int NAMED_MAX = 4;

    /** Problems of hosts that the start went on without. */
    private static final Set<String> ABSENT = Set.of("HOST_LEFT_BEHIND", "HOST_SKIPPED");

    private final Guidance guidance;
    private final Glyphs glyphs;
    private final int columns;

    public Blocks(Guidance guidance, Glyphs glyphs, int columns) {
        this.guidance = guidance;
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /** Where everything is. URLs and commands are never cut: they are there to be pasted. */
    List<Line> started(ClusterView view) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.EMPTY);
        lines.add(title(view));
        lines.add(Line.EMPTY);
        lines.addAll(endpoints(view, "   "));
        lines.add(Line.EMPTY);
        lines.add(Line.of(
                Tone.QUIET,
                "   " + guidance.command("status") + " " + glyphs.pending() + " "
                        + guidance.command("logs HOST/ROLE -f") + " " + glyphs.pending() + " "
                        + guidance.command("stop")));
        lines.add(Line.of(Tone.QUIET, "   This terminal follows events now. Ctrl-C " + guidance.interrupt() + "."));
        lines.add(Line.EMPTY);
        return lines;
    }

    private Line title(ClusterView view) {
        if (view.phase() == ClusterPhase.STARTED) {
            return Line.of(Tone.GOOD, " " + glyphs.good() + " STARTED");
        }
        List<String> absent = view.problems().stream()
                .filter(problem -> ABSENT.contains(problem.failure().code()))
                .map(problem -> String.valueOf(problem.host()))
                .toList();
        return Line.of(Tone.WARN, " " + glyphs.good() + " STARTED, DEGRADED")
                .plus(
                        absent.isEmpty()
                                ? ""
                                : "   without " + Texts.named(absent, NAMED_MAX) + "; who comes later joins by itself");
    }

    /** One line an endpoint: its label, then what to paste. */
    static List<Line> endpoints(ClusterView view, String indent) {
        int width = view.endpoints().stream()
                .mapToInt(endpoint -> Texts.width(endpoint.label()))
                .max()
                .orElse(0);
        List<Line> lines = new ArrayList<>();
        for (Endpoint endpoint : view.endpoints()) {
            lines.add(Line.of(indent + endpoint.label())
                    .upTo(indent.length() + Math.max(LABEL_MIN, width) + 2)
                    .plus(Tone.STRONG, endpoint.text()));
        }
        return lines;
    }

    /** What happened, why we think so, what to do; the log's last lines in between. */
    List<Line> failed(ClusterView view, ComponentId id, ComponentView component, Failure failure) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.EMPTY);
        lines.add(Line.of(Tone.BAD, " " + glyphs.bad() + " FAILED")
                .plus("  " + id.role() + " (" + component.kind() + " " + component.version() + ") on " + id.host()
                        + ": " + failure.message())
                .clipped(Math.max(columns, 60) * 2, glyphs));
        List<String> detail = failure.detail();
        if (!detail.isEmpty()) {
            List<String> last = detail.subList(Math.max(0, detail.size() - LOG_LINES_MAX), detail.size());
            lines.add(Line.EMPTY);
            lines.add(Line.of("   What it says (last " + Texts.count(last.size(), "line") + "):"));
            last.forEach(text -> lines.add(Line.of(Tone.QUIET, "     " + text).clipped(columns, glyphs)));
        }
        lines.add(Line.EMPTY);
        lines.addAll(next(id, failure));
        lines.add(Line.of("   The rest of the cluster keeps running: " + view.componentsJoined() + " of "
                + Texts.count(view.componentCount(), "sub-component") + " ready."));
        lines.add(Line.EMPTY);
        return lines;
    }

    private List<Line> next(ComponentId id, Failure failure) {
        List<Line> lines = new ArrayList<>();
        String lead = "   Next:  ";
        if (!failure.hint().isEmpty()) {
            for (String text : failure.hint().split("\n", -1)) {
                for (String part : Texts.wrap(text, Math.max(20, columns - lead.length()))) {
                    lines.add(Line.of(lead + part));
                    lead = " ".repeat(lead.length());
                }
            }
        }
        lines.add(Line.of(lead)
                .plus(failure.hint().isEmpty() ? "repair it, then " : "then ")
                .plus(Tone.STRONG, guidance.retryCommand(id)));
        lead = " ".repeat(lead.length());
        lines.add(Line.of(lead).plus(Tone.STRONG, guidance.logsCommand(id)).plus("      the whole log"));
        return lines;
    }
}
