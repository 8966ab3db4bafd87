package dev.muster.cli.command;

import dev.muster.cli.console.StatusText;
import dev.muster.cli.console.Terminal;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster status}. */
@Command(name = "status", header = "Show the cluster: its hosts, its components, and what is wrong.")
final class StatusCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    @Option(names = "--exit-code", description = "Exit code 4 unless everything is started and healthy.")
    private boolean exitCode;

    private final Surroundings surroundings;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        CoordinatorClient.Answer answer = coordinator.cluster();
        ClusterView view = StatusJson.read(answer);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(answer.text().strip());
        } else {
            Terminal terminal = surroundings.terminal();
            terminal.print(new StatusText(terminal.glyphs(), terminal.textColumns()).lines(view), out);
        }
        return exitCode && view.phase() != ClusterPhase.STARTED ? ExitCode.UNHEALTHY.code() : ExitCode.OK.code();
    }
}
