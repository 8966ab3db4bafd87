package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster locks}. */
@Command(name = "locks", header = "List what is locked: by whom, why, and until when.")
final class LocksCommand implements Callable<Integer> {

    private static final String ROW = "%-24s  %-24s  %-16s  %s%n";

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
        CoordinatorClient.Answer answer = connection.open(surroundings).restraints();
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(answer.text().strip());
            return ExitCode.OK.code();
        }
        List<JsonTree> locks = answer.json().get("locks").list();
        if (locks.isEmpty()) {
            out.println("Nothing is locked.");
            return ExitCode.OK.code();
        }
        out.printf(ROW, "WHAT", "UNTIL", "WHO", "WHY");
        for (JsonTree lock : locks) {
            out.printf(ROW, scope(lock), text(lock, "until"), text(lock, "who"), text(lock, "reason"));
        }
        out.flush();
        return ExitCode.OK.code();
    }

    private static String scope(JsonTree lock) {
        String host = text(lock, "host");
        String role = text(lock, "role");
        return !host.isEmpty() ? "host " + host : !role.isEmpty() ? "role " + role : "the cluster";
    }

    private static String text(JsonTree lock, String field) {
        return Texts.printable(lock.get(field).text());
    }
}
