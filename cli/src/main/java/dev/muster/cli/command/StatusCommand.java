package dev.muster.cli.command;

import dev.muster.cli.console.Line;
import dev.muster.cli.console.StatusText;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.WatchScreen;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
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

    @Option(
            names = {"-w", "--watch"},
            description = "Go on showing it until Ctrl-C: on a terminal in one place, else anew after each change.")
    private boolean watch;

    private final Surroundings surroundings;

    StatusCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        if (watch) {
            return watch(coordinator);
        }
        CoordinatorClient.Answer answer = coordinator.cluster();
        ClusterView view = StatusJson.read(answer);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(answer.text().strip());
        } else {
            surroundings.terminal().print(lines(view), out);
        }
        return exitCode && view.phase() != ClusterPhase.STARTED ? ExitCode.UNHEALTHY.code() : ExitCode.OK.code();
    }

    private List<Line> lines(ClusterView view) {
        Terminal terminal = surroundings.terminal();
        return new StatusText(terminal.glyphs(), terminal.textColumns()).lines(view);
    }

    /** Ends with the program, or when nobody reads it. A coordinator that is away comes back, or another one leads. */
    private int watch(CoordinatorClient coordinator) throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String shown = "";
        try (WatchScreen screen = WatchScreen.open(surroundings.terminal(), out)) {
            Patience patience = new Patience(line -> screen.note(line, err));
            while (!Patience.isUnread(out)) {
                Optional<CoordinatorClient.Answer> asked = patience.ask("", coordinator::cluster);
                if (asked.isPresent()) {
                    CoordinatorClient.Answer answer = asked.get();
                    boolean changed =
                            !answer.tag().equals(shown) || answer.tag().isEmpty();
                    shown = answer.tag();
                    if (!output.isJson()) {
                        screen.show(lines(StatusJson.read(answer)), changed);
                    } else if (changed) {
                        out.println(answer.text().strip());
                        out.flush();
                    }
                }
                Patience.pause(Patience.RETRY_MS);
            }
        }
        return ExitCode.OK.code();
    }
}
