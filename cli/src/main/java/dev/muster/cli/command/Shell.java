package dev.muster.cli.command;

import java.util.Map;

/** Whose words are written; lower case on the command line. */
enum Shell {
    SH,
    FISH;

    /** What the user's login shell understands; that of POSIX when it is not known. */
    static Shell of(Map<String, String> environment) {
        return environment.getOrDefault("SHELL", "").endsWith("fish") ? FISH : SH;
    }

    /** Sets a variable for what this shell runs from now on. The value is data, whatever is in it. */
    String export(String name, String value) {
        return switch (this) {
            case SH -> "export " + name + "='" + value.replace("'", "'\\''") + "'";
            case FISH -> "set -gx " + name + " '" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
        };
    }

    /** How what {@code command} prints is taken over. */
    String takeOver(String command) {
        return switch (this) {
            case SH -> "eval \"$(" + command + ")\"";
            case FISH -> command + " | source";
        };
    }
}
