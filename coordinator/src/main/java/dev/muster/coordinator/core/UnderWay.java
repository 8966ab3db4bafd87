package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.coordinator.core.Change.Step;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of the change that are under way, by their components. There are as many steps as components, and every component asks: so
 * they are looked through once for each state of the change.
 */
final class UnderWay {

    private @Nullable Change of;
    private Map<ComponentId, Step> steps = Map.of();

    /** None while the cluster is not to run. */
    Map<ComponentId, Step> steps(DurableState durable) {
        if (durable.intent() != RunIntent.RUNNING) {
            return Map.of();
        }
        Change change = durable.change();
        if (change != of) {
            of = change;
            steps = change == null
                    ? Map.of()
                    : change.underWay().collect(Collectors.toMap(Step::component, Function.identity()));
        }
        return steps;
    }
}
