package dev.muster.cli.command;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster access list}. */
@Command(name = "list", header = "List the access tokens: whose they are, what they may do, and until when.")
final class AccessListCommand implements Callable<Integer> {

    private static final String ROW = "%-10s  %-20s  %-16s  %-24s  %s%n";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    private final Surroundings surroundings;

    AccessListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient.Answer answer = connection.open(surroundings).tokens();
        List<AccessTokens.Token> tokens = AccessTokens.all(answer);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(answer.text().strip());
            return ExitCode.OK.code();
        }
        String now = Instant.ofEpochMilli(answer.atMs()).toString();
        out.printf(ROW, "ID", "NAME", "ROLES", "EXPIRES", "NOTE");
        for (AccessTokens.Token token : tokens) {
            out.printf(ROW, token.id(), token.name(), token.roles(), token.expires(), note(token, now));
        }
        out.flush();
        return ExitCode.OK.code();
    }

    private static String note(AccessTokens.Token token, String now) {
        if (!token.revoked().isEmpty()) {
            return "revoked " + token.revoked();
        }
        if (token.expires().compareTo(now) < 0) {
            return "expired";
        }
        return token.cluster().isEmpty() ? "" : "only cluster " + token.cluster();
    }
}
