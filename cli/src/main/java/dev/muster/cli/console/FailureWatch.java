package dev.muster.cli.console;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds, in one snapshot after the other, the components that have newly failed for good. */
final class FailureWatch {

    private final Map<ComponentId, Optional<LaunchId>> reported = new HashMap<>();

    /** A component that will not be tried again. */
    record Failed(ComponentId id, ComponentView component, Failure failure) {}

    /** Those that no earlier snapshot had; a component that came back and failed again counts as new. */
    List<Failed> newIn(ClusterView view) {
        List<Failed> found = new ArrayList<>();
        for (HostView host : view.hosts()) {
            for (ComponentView component : host.components()) {
                ComponentId id = new ComponentId(host.name(), component.role());
                Observation seen = component.observation();
                Failure failure = seen.failure();
                if (!seen.gaveUp() || failure == null) {
                    reported.remove(id);
                } else {
                    Optional<LaunchId> launch = Optional.ofNullable(seen.launch());
                    if (!launch.equals(reported.put(id, launch))) {
                        found.add(new Failed(id, component, failure));
                    }
                }
            }
        }
        return found;
    }
}
