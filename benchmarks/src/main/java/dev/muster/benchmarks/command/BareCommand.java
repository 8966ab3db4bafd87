package dev.muster.benchmarks.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The limit: a program that parses its arguments with Picocli, prints a line, and is done. */
@Command(name = "bare", description = "Prints a line.")
final class BareCommand implements Callable<Integer> {

    @Option(names = "--version", description = "Print the version.")
    private boolean version;

    private BareCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BareCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        System.out.println(version ? "bare 1" : "nothing to do");
        return 0;
    }
}
