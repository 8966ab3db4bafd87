package dev.muster.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster maintenance list}. */
@Command(name = "list", header = "List the hosts that are left alone: by whom, why, and until when.")
final class MaintenanceListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    private final Surroundings surroundings;

    MaintenanceListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient.Answer restraints = connection.open(surroundings).restraints();
        HoldTable.print(
                restraints,
                output,
                spec.commandLine().getOut(),
                "maintenance",
                "HOST",
                lock -> HoldTable.text(lock, "host"),
                "No host is in maintenance.",
                surroundings.terminal().columns());
        if (!output.isJson()) {
            Drains.lines(restraints.json()).forEach(spec.commandLine().getOut()::println);
        }
        return ExitCode.OK.code();
    }
}
