package dev.muster.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster freeze}. */
@Command(
        name = "freeze",
        header = "Change nothing of the cluster any more.",
        description = {
            "",
            "No change begins, one that goes on begins no further step, and nothing is started that did not run before. What runs",
            "goes on, and is started again when it fails. Whoever wants a host or the cluster stopped can still stop it.",
            ""
        })
final class FreezeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    FreezeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        String why = reason.needed("the cluster is not frozen");
        connection.open(surroundings).freeze(why);
        spec.commandLine().getOut().println("Frozen: nothing is changed until " + surroundings.program() + " unfreeze");
        return ExitCode.OK.code();
    }
}
