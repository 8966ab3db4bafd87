package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster maintenance begin}. */
@Command(
        name = "begin",
        header = "Leave a host alone for a time.",
        description = {
            "",
            "No change touches it, nothing new is started there, and what is wrong there does not count. What runs goes on; to stop",
            "it: muster stop -h HOST. It ends by itself when the time is over; begun again, the time begins anew.",
            ""
        })
final class MaintenanceBeginCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "HOST", description = "Which one, as cluster.json names it.")
    private String host;

    @Option(
            names = "--for",
            required = true,
            paramLabel = "TIME",
            converter = TimeSpan.class,
            description = "How long, for example 90m or 2h; from 1m to 28d.")
    private Duration time;

    @Option(
            names = "--drain",
            description = "Take what is behind the balancer there out of it, until the maintenance ends.")
    private boolean drain;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    MaintenanceBeginCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        HostName name = Hosts.parse(host);
        String why = reason.needed(name + " is not put in maintenance");
        TimeSpan.checkHold(time, "Begin it again when it ends.");
        connection.open(surroundings).beginMaintenance(name, why, time, drain);
        spec.commandLine()
                .getOut()
                .println(name + " is in maintenance. To end it before its time: " + surroundings.program()
                        + " maintenance end " + name
                        + (drain
                                ? "\nUntil its users are elsewhere: " + surroundings.program()
                                        + " wait --for drained --host " + name
                                : ""));
        return ExitCode.OK.code();
    }
}
