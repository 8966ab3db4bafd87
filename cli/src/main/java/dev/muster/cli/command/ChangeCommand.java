package dev.muster.cli.command;

import dev.muster.cli.console.ChangeText;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.Texts;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster change}: the change that goes on, or the last one that did. */
@Command(header = "Show the change that goes on, or the last one that did; pause it, go on, or end it.")
final class ChangeCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    @Option(
            names = {"-w", "--watch"},
            description = "Follow it to its end; exit code 1 when it fails.")
    private boolean watch;

    private final Surroundings surroundings;

    private ChangeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static CommandLine commandLine(Surroundings surroundings) {
        CommandLine line = new CommandLine(new ChangeCommand(surroundings));
        line.addSubcommand("show", new ChangeCommand(surroundings));
        steering(line, surroundings, "pause", "Begin no further step for now; those under way are ended.");
        steering(
                line,
                surroundings,
                "resume",
                "Go on with a change that was paused or has failed, without what has failed.");
        steering(
                line,
                surroundings,
                "retry",
                "Go on with a change that was paused or has failed, and try again what has failed.");
        steering(line, surroundings, "cancel", "Begin no further step at all; those under way are ended.");
        line.addSubcommand("force", new ChangeForceCommand(surroundings));
        return line;
    }

    private static void steering(CommandLine line, Surroundings surroundings, String what, String header) {
        CommandLine command = new CommandLine(new ChangeSteerCommand(surroundings, what));
        command.getCommandSpec().usageMessage().header(header);
        line.addSubcommand(what, command);
    }

    /** Who waits for the end of it. */
    private static void waiting(CoordinatorClient coordinator, PrintWriter out) throws CommandFailure {
        int place = 0;
        for (JsonTree each : coordinator.queue().json().get("waiting").list()) {
            place++;
            String reason = Texts.printable(each.get("reason").text());
            out.println("  waits at place " + place + ": "
                    + Texts.printable(each.get("who").text()) + ", to "
                    + Texts.printable(each.get("what").text()) + (reason.isEmpty() ? "" : " (" + reason + ")"));
        }
        out.flush();
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        PrintWriter out = spec.commandLine().getOut();
        CoordinatorClient.Answer answer = coordinator.change();
        if (watch && !output.isJson()) {
            return new ChangeFollower(
                            coordinator, surroundings, out, spec.commandLine().getErr())
                    .follow();
        }
        if (output.isJson()) {
            out.println(answer.text().strip());
        } else {
            Terminal terminal = surroundings.terminal();
            int rows = terminal.outputIsTerminal() ? terminal.rows() : Integer.MAX_VALUE;
            terminal.print(
                    new ChangeText(terminal.glyphs(), terminal.textColumns(), rows).lines(ChangeJson.read(answer), 0),
                    out);
            waiting(coordinator, out);
        }
        return ExitCode.OK.code();
    }
}
