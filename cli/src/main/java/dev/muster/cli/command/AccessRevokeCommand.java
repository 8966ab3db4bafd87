package dev.muster.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster access revoke}. */
@Command(name = "revoke", header = "Take an access token back: it is good no longer, at once.")
final class AccessRevokeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "ID", description = "Which one, as 'muster access list' names it.")
    private String id;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    AccessRevokeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (!id.matches("[a-z0-9]{10}")) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOT_A_TOKEN_ID",
                    "that is not the id of a token",
                    surroundings.program() + " access list shows the ids; the token itself is never an argument.");
        }
        AccessTokens.Token token =
                AccessTokens.one(connection.open(surroundings).revokeToken(id, reason.text()));
        spec.commandLine()
                .getOut()
                .println("Token " + token.id() + " of " + token.name() + " (" + token.roles() + ") is good no longer.");
        return ExitCode.OK.code();
    }
}
