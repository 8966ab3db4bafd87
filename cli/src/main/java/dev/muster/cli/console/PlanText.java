package dev.muster.cli.console;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A plan as {@code plan} and {@code apply} print it: what would be done on each host, in which order, and what to think of before. */
public final class PlanText {

    private static final int HOSTS_MAX = 50;
    private static final int BATCHES_MAX = 20;
    private static final int NAMED_MAX = 4;

    private final Glyphs glyphs;
    private final int columns;

    public PlanText(Glyphs glyphs, int columns) {
        this.glyphs = glyphs;
        this.columns = columns;
    }

    /**
     * What the plan was made from.
     *
     * @param cluster its name
     * @param author of the revision in force
     * @param ageMs of that revision
     */
    public record Base(String cluster, String author, long ageMs) {}

    /** @param subject what would be put into force, for example {@code cluster.json} */
    public List<Line> lines(String subject, Base base, ChangePlan plan) {
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(Tone.STRONG, subject)
                .plus(" against the running cluster \"" + base.cluster() + "\" (revision " + plan.from() + ", "
                        + Texts.wholeDuration(base.ageMs()) + " ago by " + base.author() + ")"));
        section(lines, plan.isChange() ? hosts(plan) : List.of());
        section(lines, plan.steps().isEmpty() ? differences(plan) : order(plan));
        section(lines, interruptions(plan));
        section(lines, warnings(plan));
        return lines;
    }

    /** The last line: how much it is. */
    public Line summary(ChangePlan plan) {
        if (!plan.isChange()) {
            return Line.of(Tone.GOOD, "No changes.").plus(" The cluster matches it (revision " + plan.from() + ").");
        }
        return Line.of(Tone.STRONG, "Plan:")
                .plus(" " + count(plan, Action.JOIN) + " to add, " + count(plan, Action.LEAVE) + " to stop, "
                        + count(plan, Action.RESTART) + " to restart, " + plan.unchanged() + " unchanged.");
    }

    private static long count(ChangePlan plan, Action action) {
        return plan.steps().stream().filter(step -> step.action() == action).count();
    }

    private List<Line> hosts(ChangePlan plan) {
        Map<HostName, List<ChangePlan.Step>> hosts = new LinkedHashMap<>();
        plan.newHosts().forEach(host -> hosts.put(host, new ArrayList<>()));
        plan.steps().forEach(step -> hosts.computeIfAbsent(step.component().host(), host -> new ArrayList<>())
                .add(step));
        plan.goneHosts().forEach(host -> hosts.computeIfAbsent(host, each -> new ArrayList<>()));
        Grid grid = new Grid(glyphs, "  ");
        int shown = 0;
        for (Map.Entry<HostName, List<ChangePlan.Step>> host : hosts.entrySet()) {
            if (shown++ < HOSTS_MAX) {
                grid.row(heading(plan, host.getKey()));
                host.getValue().forEach(step -> grid.row(row(step)));
            }
        }
        List<Line> lines = new ArrayList<>(grid.uncut(columns));
        if (hosts.size() > HOSTS_MAX) {
            lines.add(Line.of("  " + glyphs.ellipsis() + " and " + (hosts.size() - HOSTS_MAX) + " more hosts"));
        }
        lines.add(Line.of(Tone.QUIET, "    " + Texts.count(plan.unchanged(), "sub-component") + " unchanged"));
        return lines;
    }

    private static List<Line> heading(ChangePlan plan, HostName host) {
        if (plan.newHosts().contains(host)) {
            return List.of(Line.of(Tone.GOOD, "+ " + host), Line.EMPTY, Line.of("new host"));
        }
        return plan.goneHosts().contains(host)
                ? List.of(Line.of(Tone.BAD, "- " + host), Line.EMPTY, Line.of("leaves the cluster"))
                : List.of(Line.of(Tone.WARN, "~ " + host));
    }

    private List<Line> row(ChangePlan.Step step) {
        String what = step.component().role().value();
        Line sign =
                switch (step.action()) {
                    case JOIN -> Line.of(Tone.GOOD, "    + " + what);
                    case RESTART -> Line.of(Tone.WARN, "    " + (glyphs == Glyphs.UNICODE ? "\u21bb " : "o ") + what);
                    case LEAVE -> Line.of(Tone.BAD, "    - " + what);
                };
        String why = step.why().isEmpty() ? "" : ": " + String.join(", ", step.why());
        String words =
                switch (step.action()) {
                    case JOIN -> "install, join the others";
                    case RESTART -> "restart" + why;
                    case LEAVE -> "leave the others, stop; its data stay";
                };
        return List.of(sign, Line.of(step.kind() + " " + step.version()), Line.of(words));
    }

    /** A file that means another thing though nothing is to be done, or the same in other words. */
    private static List<Line> differences(ChangePlan plan) {
        if (!plan.isChange()) {
            return List.of();
        }
        return plan.differences().isEmpty()
                ? List.of(Line.of("  The file means the same in other words; it becomes revision " + plan.to() + "."))
                : plan.differences().stream().map(line -> Line.of("  " + line)).toList();
    }

    private List<Line> order(ChangePlan plan) {
        Map<Integer, List<ChangePlan.Step>> batches = new TreeMap<>();
        plan.steps().forEach(step -> batches.computeIfAbsent(step.batch(), batch -> new ArrayList<>())
                .add(step));
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of("  Order, " + plan.strategy() + ":"));
        Grid grid = new Grid(glyphs, "    ");
        batches.entrySet().stream().limit(BATCHES_MAX).forEach(batch -> {
            ChangePlan.Step first = batch.getValue().get(0);
            String hosts = Texts.named(
                    batch.getValue().stream()
                            .map(step -> step.component().host().value())
                            .toList(),
                    NAMED_MAX);
            grid.row(List.of(
                    Line.of(Tone.QUIET, Integer.toString(batch.getKey())),
                    Line.of(word(first.action()) + " " + first.component().role()),
                    Line.of(hosts)));
        });
        lines.addAll(grid.uncut(columns));
        if (batches.size() > BATCHES_MAX) {
            lines.add(Line.of("    " + glyphs.ellipsis() + " and " + (batches.size() - BATCHES_MAX) + " more"));
        }
        return lines;
    }

    static String word(Action action) {
        return switch (action) {
            case JOIN -> "join";
            case RESTART -> "restart";
            case LEAVE -> "leave";
        };
    }

    private List<Line> interruptions(ChangePlan plan) {
        return plan.interruptions().stream()
                .flatMap(line -> Texts.wrap(line, columns - 2).stream())
                .map(line -> Line.of("  " + line))
                .toList();
    }

    /** What it would be refused for stands first. A step that is told of as one that waits for its agent is not told of again. */
    private static List<Line> warnings(ChangePlan plan) {
        List<Line> lines = new ArrayList<>();
        Set<String> told = plan.warnings().stream().map(Failure::code).collect(Collectors.toSet());
        plan.obstacles().forEach(failure -> add(lines, Tone.BAD, "", failure));
        told.addAll(plan.obstacles().stream().map(Failure::code).toList());
        plan.holds().stream()
                .filter(failure -> !told.contains(failure.code()))
                .forEach(failure -> add(lines, Tone.WARN, "its first step would wait: ", failure));
        plan.warnings().forEach(failure -> add(lines, Tone.WARN, "", failure));
        return lines;
    }

    private static void add(List<Line> lines, Tone tone, String before, Failure failure) {
        lines.add(Line.of(tone, "  !  ").plus(before + failure.message()));
        failure.hint().lines().forEach(hint -> lines.add(Line.of("       " + hint)));
    }

    private static void section(List<Line> lines, List<Line> section) {
        if (!section.isEmpty()) {
            lines.add(Line.EMPTY);
            lines.addAll(section);
        }
    }
}
