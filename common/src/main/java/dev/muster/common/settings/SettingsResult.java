package dev.muster.common.settings;

import dev.muster.common.model.Failure;
import java.util.List;

/** What came of reading the settings. */
public sealed interface SettingsResult {

    /** All is well. */
    record Loaded(MusterSettings settings) implements SettingsResult {}

    /** Everything that is wrong, in the order of the sources and lines; at least one. */
    record Invalid(List<Failure> problems) implements SettingsResult {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
