package dev.muster.cli.command;

import picocli.CommandLine.Option;

/** {@code --help} everywhere; {@code -h} too where it does not name a host. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** For commands where {@code -h} is the host. */
    static final class LongOnly {

        @Option(names = "--help", usageHelp = true, description = "Show this help.")
        private boolean help;
    }
}
