package dev.muster.cli.app;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** The {@code muster} command. */
@Command(name = "muster", versionProvider = Muster.Version.class, subcommands = Muster.VersionCommand.class)
public final class Muster implements Runnable {
    @SuppressWarnings("UnusedVariable") // Picocli reads it.
    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    private boolean versionRequested;

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Muster()).execute(arguments));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /** The version from the jar's manifest; "development" when run from class files. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Optional.ofNullable(Muster.class.getPackage().getImplementationVersion())
                    .orElse("development");
            return new String[] {"muster " + version};
        }
    }

    /** {@code muster version}. */
    @Command(name = "version", description = "Print the version.")
    static final class VersionCommand implements Runnable {
        @Override
        public void run() {
            System.out.println(new Version().getVersion()[0]);
        }
    }
}
