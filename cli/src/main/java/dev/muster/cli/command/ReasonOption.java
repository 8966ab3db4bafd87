package dev.muster.cli.command;

import picocli.CommandLine.Option;

/** {@code -m}: why something is ordered. */
final class ReasonOption {

    @Option(
            names = {"-m", "--reason"},
            paramLabel = "REASON",
            defaultValue = "",
            description = "Why, in one line: for the audit.")
    private String text;

    /** Empty when none was given. */
    String text() {
        return text;
    }
}
