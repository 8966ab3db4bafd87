package dev.muster.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster access}: shows what there is. */
@Command(
        name = "access",
        header = "Say who may do what: make, list and take back access tokens.",
        synopsisSubcommandLabel = "COMMAND")
final class AccessCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new AccessCommand())
                .addSubcommand("create", new AccessCreateCommand(surroundings))
                .addSubcommand("list", new AccessListCommand(surroundings))
                .addSubcommand("revoke", new AccessRevokeCommand(surroundings));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
