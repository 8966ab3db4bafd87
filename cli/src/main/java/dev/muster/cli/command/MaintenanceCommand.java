package dev.muster.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster maintenance}: shows what there is. */
@Command(name = "maintenance", header = "Leave hosts alone for a time.", synopsisSubcommandLabel = "COMMAND")
final class MaintenanceCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new MaintenanceCommand())
                .addSubcommand("begin", new MaintenanceBeginCommand(surroundings))
                .addSubcommand("end", new MaintenanceEndCommand(surroundings))
                .addSubcommand("list", new MaintenanceListCommand(surroundings));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
