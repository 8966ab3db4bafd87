package dev.muster.coordinator.core;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What two definitions say differently of one component, for people. */
final class SettingsChange {

    private SettingsChange() {}

    /** For example {@code heap 2g -> 4g}; empty when both say the same of it. */
    static List<String> words(ClusterSpec before, ClusterSpec after, ComponentId id) {
        List<String> words = new ArrayList<>();
        ComponentSpec was = before.components().get(id.role());
        ComponentSpec is = after.components().get(id.role());
        add(words, "kind", was == null ? null : was.kind(), is == null ? null : is.kind());
        add(words, "version", was == null ? null : was.version(), is == null ? null : is.version());
        compare(words, "", settings(before, id), settings(after, id));
        compare(words, "cluster ", before.settings(), after.settings());
        add(words, "address", address(before, id), address(after, id));
        return words;
    }

    private static Settings settings(ClusterSpec spec, ComponentId id) {
        return spec.host(id.host())
                .filter(host -> host.has(id.role()))
                .map(host -> spec.settings(host, id.role()))
                .orElse(Settings.NONE);
    }

    private static @Nullable String address(ClusterSpec spec, ComponentId id) {
        return spec.host(id.host()).map(HostSpec::reachableAt).orElse(null);
    }

    private static void compare(List<String> words, String prefix, Settings before, Settings after) {
        SortedSet<String> names = new TreeSet<>(before.values().keySet());
        names.addAll(after.values().keySet());
        names.forEach(name -> add(words, prefix + name, text(before, name), text(after, name)));
    }

    private static @Nullable String text(Settings settings, String name) {
        return settings.values().containsKey(name) ? settings.values().get(name).value() : null;
    }

    private static void add(List<String> words, String name, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            words.add(name + " " + (before == null ? "(default)" : before) + " -> "
                    + (after == null ? "(default)" : after));
        }
    }
}
