package dev.muster.cli.console;

/** The forms of the screen; {@link #AUTO} takes the terminal's. Lower case on the command line. */
public enum Progress {
    AUTO,
    TTY,
    PLAIN,
    JSON;

    /** The form that this means on {@code terminal}. */
    Progress on(Terminal terminal) {
        if (this == AUTO) {
            return terminal.redrawable() ? TTY : PLAIN;
        }
        return this;
    }
}
