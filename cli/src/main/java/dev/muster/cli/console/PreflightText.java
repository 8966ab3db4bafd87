package dev.muster.cli.console;

import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.ClusterView.Problem;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a preflight awaits, reduced to the exceptions. */
public final class PreflightText {

    private static final int PROBLEMS_MAX = 2;

    private PreflightText() {}

    /** {@code preflight: 3 of 4 hosts well}. */
    public static String count(ClusterView view) {
        return "preflight: " + (view.hosts().size() - unwell(view).size()) + " of "
                + Texts.count(view.hosts().size(), "host") + " well";
    }

    /** The same, with the first things that keep it and what repairs them. */
    public static String sentence(ClusterView view) {
        Set<HostName> unwell = unwell(view);
        List<Problem> problems = view.problems().stream()
                .filter(problem -> problem.host() != null && unwell.contains(problem.host()))
                .toList();
        String named = problems.stream()
                .limit(PROBLEMS_MAX)
                .map(problem ->
                        "; " + ClusterFrame.where(problem) + problem.failure().message() + hint(problem))
                .collect(Collectors.joining());
        String more = problems.size() > PROBLEMS_MAX ? "; and " + (problems.size() - PROBLEMS_MAX) + " more" : "";
        return count(view) + named + more;
    }

    private static String hint(Problem problem) {
        return problem.failure()
                .hint()
                .lines()
                .findFirst()
                .filter(line -> !line.isEmpty())
                .map(line -> "; " + line)
                .orElse("");
    }

    private static Set<HostName> unwell(ClusterView view) {
        return view.hosts().stream()
                .filter(host -> host.components().stream()
                        .anyMatch(each -> each.waitsFor().equals(ComponentView.OWN_PREFLIGHT)))
                .map(HostView::name)
                .collect(Collectors.toSet());
    }
}
