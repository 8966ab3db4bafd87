package dev.muster.cli.console;

/** What a piece of text means, which decides its colour. The words always say it too: colour never carries meaning alone. */
public enum Tone {
    PLAIN(""),
    STRONG("1"),
    QUIET("2"),
    GOOD("32"),
    BUSY("36"),
    WARN("33"),
    BAD("31");

    private final String sgr;

    Tone(String sgr) {
        this.sgr = sgr;
    }

    /** {@code text} with the escape sequences of this tone around it. */
    String paint(String text) {
        return sgr.isEmpty() || text.isBlank() ? text : "\u001b[" + sgr + "m" + text + "\u001b[0m";
    }
}
