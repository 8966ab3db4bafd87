package dev.muster.common.component;

import dev.muster.common.model.plan.Install.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a component's software comes from, unless the setting {@code home} names an installation.
 *
 * @param lock name of its lock lists, {@code locks/LOCK-VERSION.lock}; null when it has none
 * @param items downloads that the definition itself names, with their checksums
 * @param home an installation that is on every machine; null when there is none
 * @param required paths that an existing installation must have
 */
public record InstallSource(
        @Nullable String lock, List<Item> items, @Nullable String home, List<String> required) {

    public InstallSource {
        items = List.copyOf(items);
        required = List.copyOf(required);
    }
}
