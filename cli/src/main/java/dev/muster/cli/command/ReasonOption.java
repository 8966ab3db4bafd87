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

    /** The same where there must be one. */
    String needed(String otherwise) throws CommandFailure {
        if (text.isBlank()) {
            throw CommandFailure.of(
                    ExitCode.USAGE, "REASON_NEEDED", otherwise + " without a reason", "Say why: -m REASON");
        }
        return text;
    }
}
