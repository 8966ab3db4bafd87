package dev.muster.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster unfreeze}. */
@Command(name = "unfreeze", header = "Let the cluster be changed again.")
final class UnfreezeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    UnfreezeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        connection.open(surroundings).unfreeze(reason.text());
        spec.commandLine().getOut().println("Frozen no longer: what waited goes on.");
        return ExitCode.OK.code();
    }
}
