package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.LockScope;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster locks}. */
@Command(name = "locks", header = "List what is locked: by whom, why, and until when.")
final class LocksCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    private final Surroundings surroundings;

    LocksCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        HoldTable.print(
                connection.open(surroundings).restraints(),
                output,
                spec.commandLine().getOut(),
                "locks",
                "WHAT",
                LocksCommand::scope,
                "Nothing is locked.",
                surroundings.terminal().columns());
        return ExitCode.OK.code();
    }

    private static String scope(JsonTree lock) {
        String host = HoldTable.text(lock, "host");
        String role = HoldTable.text(lock, "role");
        return new LockScope(host.isEmpty() ? null : HostName.of(host), role.isEmpty() ? null : new Role(role))
                .toString();
    }
}
