package dev.muster.common.settings;

import dev.muster.common.model.Failure;
import java.util.List;

/** What came of reading the settings. */
public sealed interface SettingsResult {

    /**
     * All is well.
     *
     * @param explained every setting by its key, with where it comes from
     */
    record Loaded(MusterSettings settings, List<Explained> explained) implements SettingsResult {
        public Loaded {
            explained = List.copyOf(explained);
        }
    }

    /**
     * One setting in force.
     *
     * @param key for example {@code http.port}
     * @param value as HOCON
     * @param origin {@code file:line}, a variable, a property, a flag, or {@code default}
     */
    record Explained(String key, String value, String origin) {}

    /** Everything that is wrong, in the order of the sources and lines; at least one. */
    record Invalid(List<Failure> problems) implements SettingsResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
