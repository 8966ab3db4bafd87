package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster host skip}. */
@Command(
        name = "skip",
        header = "Go on without a host that is not there, in this run.",
        description = {
            "",
            "The start waits for it no longer, and is announced as started DEGRADED. When its agent is started later it",
            "joins by itself, and the skip ends.",
            ""
        })
final class HostSkipCommand implements Callable<Integer> {

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

    @Option(names = "--force", description = "Also when no other host has a role that others start after.")
    private boolean force;

    private final Surroundings surroundings;

    HostSkipCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        HostName name = Hosts.parse(host);
        connection.open(surroundings).skipHost(name, reason.text(), force);
        spec.commandLine()
                .getOut()
                .println("This run goes on without " + name + ". When its agent is started it joins by itself: "
                        + surroundings.program() + " start -h " + name);
        return ExitCode.OK.code();
    }
}
