package dev.muster.common.settings;

import com.typesafe.config.ConfigOrigin;
import dev.muster.common.model.Failure;
import java.nio.file.Path;
import java.util.Optional;

/** How problems of settings are worded. */
final class SettingsFailures {

    private SettingsFailures() {}

    static Failure unknown(String where, String key, Optional<String> meant) {
        return Failure.of(
                "SETTING_UNKNOWN",
                where + ": there is no setting \"" + key + "\"",
                meant.map(name -> "did you mean \"" + name + "\"?").orElse("docs/settings.md lists all settings"));
    }

    static Failure wrong(String where, String key, String said, String wanted) {
        return Failure.of("SETTING_INVALID", where + ": \"" + key + "\" must be " + wanted + ", not " + said, "");
    }

    static Failure unreadable(Path file, String why) {
        return Failure.of("SETTINGS_UNREADABLE", file + " cannot be read: " + why, "name another file with --config");
    }

    static Failure syntax(String message) {
        return Failure.of("SETTINGS_SYNTAX", message, "the file is HOCON: key = value, sections in braces");
    }

    /** {@code file:line}, as far as it is known. */
    static String where(ConfigOrigin origin) {
        String file = origin.filename();
        String name = file == null ? origin.description().replaceFirst(": [0-9]+$", "") : file;
        return origin.lineNumber() > 0 ? name + ":" + origin.lineNumber() : name;
    }
}
