package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster maintenance end}. */
@Command(name = "end", header = "Look after a host again.")
final class MaintenanceEndCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "HOST", description = "Which one, as cluster.json names it.")
    private String host;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    MaintenanceEndCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        HostName name = Hosts.parse(host);
        connection.open(surroundings).endMaintenance(name, reason.text());
        spec.commandLine().getOut().println(name + " is looked after again.");
        return ExitCode.OK.code();
    }
}
