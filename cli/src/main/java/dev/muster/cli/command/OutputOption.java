package dev.muster.cli.command;

import picocli.CommandLine.Option;

/** {@code -o}: for people or for programs. */
final class OutputOption {

    @Option(
            names = "-o",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text or json. Default: ${DEFAULT-VALUE}.")
    private Output form;

    boolean isJson() {
        return form == Output.JSON;
    }

    /** For commands that print one thing after another. */
    static final class Lines {

        @Option(
                names = "-o",
                paramLabel = "FORM",
                defaultValue = "text",
                description = "text, or json: one document a line. Default: ${DEFAULT-VALUE}.")
        private Output form;

        boolean isJson() {
            return form == Output.JSON;
        }
    }
}
