package dev.muster.common.model.spec;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Named settings, each with its origin. Nested objects of cluster.json are flattened with dots: {@code ports.ui}. */
public record Settings(SortedMap<String, Setting> values) {

    public static final Settings NONE = new Settings(new TreeMap<>());

    public Settings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    public Optional<Setting> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** These settings, with those of {@code stronger} winning where both speak. */
    public Settings overlaidBy(Settings stronger) {
        TreeMap<String, Setting> merged = new TreeMap<>(values);
        merged.putAll(stronger.values);
        return new Settings(merged);
    }
}
