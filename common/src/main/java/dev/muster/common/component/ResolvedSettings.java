package dev.muster.common.component;

import dev.muster.common.model.Failure;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A definition's settings with what cluster.json says of them.
 *
 * @param values typed, by name: every setting of the definition has one
 * @param origins where each comes from
 * @param failures what is wrong with the given ones; where something is, the value is the definition's own
 */
record ResolvedSettings(SortedMap<String, Object> values, List<ValueOrigin> origins, List<Failure> failures) {

    ResolvedSettings {
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        origins = List.copyOf(origins);
        failures = List.copyOf(failures);
    }

    /** Which settings to accept. */
    enum Strictness {
        /** Unknown settings are failures. */
        STRICT,
        /** Unknown settings are left out: they were written for another kind, which this one stands in for. */
        STAND_IN
    }

    static ResolvedSettings of(ComponentDefinition definition, Settings given, Strictness strictness) {
        SortedMap<String, Object> values = new TreeMap<>();
        List<ValueOrigin> origins = new ArrayList<>();
        List<Failure> failures = new ArrayList<>();
        for (SettingDefinition setting : definition.settings().values()) {
            Optional<Setting> own = given.get(setting.name()).filter(s -> isGood(setting, s, failures));
            String text = own.map(Setting::value).orElse(setting.standard());
            values.put(setting.name(), setting.parse(text).orElseThrow());
            if (own.isPresent() || !text.isEmpty()) {
                origins.add(new ValueOrigin(
                        setting.name(), text, own.map(Setting::origin).orElse(setting.origin())));
            }
        }
        if (strictness == Strictness.STRICT) {
            unknown(definition, given, failures);
        }
        return new ResolvedSettings(values, origins, failures);
    }

    private static boolean isGood(SettingDefinition setting, Setting given, List<Failure> failures) {
        boolean good = setting.parse(given.value()).isPresent();
        if (!good) {
            failures.add(Failure.of(
                    "SETTING_INVALID",
                    given.origin() + ": the setting \"" + setting.name() + "\" must be " + setting.wanted() + ", not \""
                            + given.value() + "\"",
                    "correct it in cluster.json; its default is \"" + setting.standard() + "\""));
        }
        return good;
    }

    private static void unknown(ComponentDefinition definition, Settings given, List<Failure> failures) {
        given.values().forEach((name, setting) -> {
            if (!definition.settings().containsKey(name)) {
                failures.add(Failure.of(
                        "SETTING_UNKNOWN",
                        setting.origin() + ": " + definition.kind() + " has no setting \"" + name + "\"",
                        Nearest.hint(name, definition.settings().keySet())));
            }
        });
    }

    /** The text of a setting that may be left empty. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(Object::toString).filter(text -> !text.isEmpty());
    }

    /** As nested maps, for templates; with {@link SecretReference}s where they name secrets. */
    Map<String, Object> nested() {
        Map<String, Object> root = new TreeMap<>();
        values.forEach((name, value) -> put(root, name, value));
        return root;
    }

    /** The same without secrets: for what other components are told. */
    Map<String, Object> nestedForOthers() {
        Map<String, Object> root = new TreeMap<>();
        values.forEach((name, value) -> {
            if (!(value instanceof SecretReference)) {
                put(root, name, value);
            }
        });
        return root;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> group, String name, Object value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            group.put(name, value);
            return;
        }
        Object inner = group.computeIfAbsent(name.substring(0, dot), key -> new TreeMap<String, Object>());
        put((Map<String, Object>) inner, name.substring(dot + 1), value);
    }
}
