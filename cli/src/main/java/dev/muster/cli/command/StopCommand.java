package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster stop}: the whole cluster in dependency order, or one host. Data is kept. */
@Command(
        name = "stop",
        header = "Stop the whole cluster in dependency order, or with -h one host.",
        description = {
            "",
            "Stopping the cluster asks for its name on a terminal; elsewhere it needs --yes or --confirm NAME.",
            "A host that the cluster would miss (muster can-stop HOST) asks for its name, or needs --yes.",
            "Data is kept; only a \"try\" deletes its own, unless it was told to keep it.",
            ""
        })
final class StopCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption.LongOnly help;

    @Mixin
    private Connection connection;

    @Option(
            names = {"-h", "--host"},
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "HOST",
            description = "Stop only this host: its components, then its agent.")
    private @Nullable String host;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean yes;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "Do not ask; stop only if this is the name of the cluster.")
    private @Nullable String confirm;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    StopCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        if (host != null && host.isEmpty()) {
            spec.commandLine().usage(out);
            return ExitCode.OK.code();
        }
        if (host != null) {
            HostName name = Hosts.parse(host);
            CoordinatorClient coordinator = connection.open(surroundings);
            if (!yes) {
                agree(coordinator, name);
            }
            coordinator.stopHost(name, reason.text());
            out.println("Stopping " + name + ". Watch it: " + surroundings.program() + " status");
            return ExitCode.OK.code();
        }
        boolean mayAsk = Question.mayBeAsked(surroundings);
        if (!yes && confirm == null && !mayAsk) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "CONFIRMATION_NEEDED",
                    "stop needs --yes or --confirm NAME when there is no terminal",
                    "");
        }
        return stopCluster(out);
    }

    /** A host that the cluster would miss is stopped only when its operator knows that. */
    private void agree(CoordinatorClient coordinator, HostName name) throws CommandFailure {
        JsonTree said = coordinator.canStop(List.of(name)).json();
        if (said.get("canStop").isTrue()) {
            return;
        }
        PrintWriter err = spec.commandLine().getErr();
        if (!surroundings.terminal().inputIsTerminal()
                || !surroundings.terminal().errorIsTerminal()) {
            throw CommandFailure.of(
                    ExitCode.CONFLICT,
                    "STOP_LOSES",
                    "nothing was stopped: the cluster would lose something without " + name,
                    String.join("\n", CanStopCommand.lines(said)) + "\nTo stop it all the same: --yes");
        }
        err.println("The cluster would lose something without " + name + ":");
        CanStopCommand.lines(said).forEach(err::println);
        if (!Question.ask(err, "Type the host's name to stop it all the same: ", "Nothing was stopped.")
                .equals(name.value())) {
            throw CommandFailure.of(ExitCode.USAGE, "NOT_CONFIRMED", "nothing was stopped", "");
        }
    }

    private int stopCluster(PrintWriter out) throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        ClusterView cluster = StatusJson.read(coordinator.cluster());
        String name = cluster.name().value();
        if (!yes) {
            String typed = confirm == null ? ask(cluster, name) : confirm;
            if (!typed.equals(name)) {
                throw CommandFailure.of(
                        ExitCode.USAGE,
                        "NOT_CONFIRMED",
                        "nothing was stopped: the cluster is \"" + name + "\", not \"" + Texts.printable(typed) + "\"",
                        "");
            }
        }
        coordinator.stopCluster(reason.text());
        out.println("Stopping \"" + name + "\". Watch it: " + surroundings.program() + " status");
        return ExitCode.OK.code();
    }

    private String ask(ClusterView cluster, String name) throws CommandFailure {
        PrintWriter err = spec.commandLine().getErr();
        err.println("This stops " + Texts.count(cluster.componentCount(), "sub-component") + " on "
                + Texts.count(cluster.hosts().size(), "host") + " of \"" + Texts.printable(name) + "\".");
        return Question.ask(err, "Type the cluster name to go on: ", "Nothing was stopped.");
    }
}
