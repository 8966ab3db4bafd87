package dev.muster.cli.console;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Many states in few words: {@code 12 installing, 3 starting}. */
final class States {

    private States() {}

    static String ofAgents(ClusterView view, Cells cells) {
        return tally(view.hosts().stream()
                .filter(host -> host.status() != AgentStatus.REGISTERED)
                .map(host -> host.status() == AgentStatus.LOST
                        ? "LOST"
                        : cells.agent(host).word()));
    }

    static String ofComponents(List<ComponentView> components, Cells cells) {
        return tally(components.stream().filter(c -> !c.isReady()).map(c -> firstWord(c, cells)));
    }

    /** Progress such as {@code 62 %} counts as installing; reasons to wait count as waiting. */
    private static String firstWord(ComponentView component, Cells cells) {
        if (Cells.isWaiting(component)) {
            return "waiting";
        }
        if (component.observation().state() == ComponentState.INSTALLING) {
            return "installing";
        }
        return cells.component(component).word().replaceFirst(" .*", "");
    }

    private static String tally(Stream<String> words) {
        Map<String, Long> counts =
                words.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }
}
