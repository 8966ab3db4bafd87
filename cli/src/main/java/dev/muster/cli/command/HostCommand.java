package dev.muster.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster host}: shows what there is. */
@Command(name = "host", header = "Say which hosts a start goes on without.", synopsisSubcommandLabel = "COMMAND")
final class HostCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new HostCommand())
                .addSubcommand("skip", new HostSkipCommand(surroundings))
                .addSubcommand("unskip", new HostUnskipCommand(surroundings));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
