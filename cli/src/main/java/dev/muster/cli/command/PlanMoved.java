package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import dev.muster.common.model.change.ChangePlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a plan that was confirmed has become while its turn was waited for. */
final class PlanMoved {

    private PlanMoved() {}

    /** What is different, a line each; empty when the same would be done to the same cluster. */
    static List<String> lines(ChangePlan confirmed, ChangePlan now) {
        List<String> lines = new ArrayList<>();
        List<String> before = steps(confirmed);
        List<String> after = steps(now);
        before.stream().filter(step -> !after.contains(step)).forEach(step -> lines.add("no longer: " + step));
        after.stream().filter(step -> !before.contains(step)).forEach(step -> lines.add("now: " + step));
        if (lines.isEmpty() && !before.equals(after)) {
            lines.add("the steps have another order");
        }
        warnings(now).stream()
                .filter(warning -> !warnings(confirmed).contains(warning))
                .forEach(warning -> lines.add("now: " + warning));
        if (now.severe() && !confirmed.severe()) {
            lines.add("now data or a service may be lost");
        }
        if (!confirmed.newHosts().equals(now.newHosts())
                || !confirmed.goneHosts().equals(now.goneHosts())) {
            lines.add("hosts that come or go are others");
        }
        return lines;
    }

    private static List<String> steps(ChangePlan plan) {
        return plan.steps().stream()
                .map(step -> step.action().name().toLowerCase(Locale.ROOT) + " " + step.component()
                        + (step.why().isEmpty() ? "" : ": " + String.join(", ", step.why())))
                .toList();
    }

    private static List<String> warnings(ChangePlan plan) {
        return plan.warnings().stream().map(Failure::message).collect(Collectors.toList());
    }
}
