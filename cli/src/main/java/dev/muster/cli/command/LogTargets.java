package dev.muster.cli.command;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which components an operator means: HOST, HOST/ROLE, a role, or a kind of component, also as HOST/KIND; none means all. Pure: a
 * function of one snapshot.
 */
final class LogTargets {

    private LogTargets() {}

    /** The components that any of {@code targets} names, in the order of the cluster's definition. */
    static List<ComponentId> in(ClusterView view, List<String> targets) throws CommandFailure {
        Set<ComponentId> named = new LinkedHashSet<>();
        for (String target : targets) {
            List<ComponentId> some = of(view, target);
            if (some.isEmpty()) {
                throw unknown(view, target);
            }
            named.addAll(some);
        }
        return of(view, "").stream()
                .filter(id -> targets.isEmpty() || named.contains(id))
                .toList();
    }

    private static List<ComponentId> of(ClusterView view, String target) {
        int slash = target.lastIndexOf('/');
        Optional<HostName> named = HostName.parse(slash < 0 ? target : target.substring(0, slash));
        List<ComponentId> ids = new ArrayList<>();
        for (HostView host : view.hosts()) {
            boolean here = named.isPresent() && named.get().equals(host.name());
            for (ComponentView component : host.components()) {
                boolean matches = slash < 0
                        ? target.isEmpty() || here || isWord(component, target)
                        : here && isWord(component, target.substring(slash + 1));
                if (matches) {
                    ids.add(new ComponentId(host.name(), component.role()));
                }
            }
        }
        return ids;
    }

    private static boolean isWord(ComponentView component, String word) {
        return component.role().value().equals(word) || component.kind().equals(word);
    }

    private static CommandFailure unknown(ClusterView view, String target) {
        List<String> words = new ArrayList<>();
        for (HostView host : view.hosts()) {
            words.add(host.name().value());
            for (ComponentView component : host.components()) {
                words.add(component.role().value());
                words.add(component.kind());
                words.add(host.name() + "/" + component.role());
            }
        }
        return CommandFailure.of(
                ExitCode.FAILED,
                "TARGET_UNKNOWN",
                "\"" + target + "\" names no component of this cluster",
                ("Name a host, HOST/ROLE, a role or a kind of component. " + DidYouMean.question(target, words))
                        .strip());
    }
}
