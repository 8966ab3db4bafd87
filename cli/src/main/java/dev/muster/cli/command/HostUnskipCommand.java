package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster host unskip}. */
@Command(name = "unskip", header = "Wait again for a host that was skipped.")
final class HostUnskipCommand implements Callable<Integer> {

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

    HostUnskipCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        HostName name = Hosts.parse(host);
        connection.open(surroundings).unskipHost(name, reason.text());
        spec.commandLine().getOut().println(name + " is waited for again.");
        return ExitCode.OK.code();
    }
}
