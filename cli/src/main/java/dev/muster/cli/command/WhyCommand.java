package dev.muster.cli.command;

import dev.muster.cli.console.Line;
import dev.muster.cli.console.WhyText;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster why HOST[/ROLE]}. */
@Command(
        name = "why",
        header = "Say why a host or a component is not ready: the chain down to the cause, and what to do.")
final class WhyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "HOST[/ROLE]", description = "For example 192.168.1.41, or 192.168.1.41/backend.")
    private String what;

    private final Surroundings surroundings;

    WhyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        int slash = what.lastIndexOf('/');
        HostName name = Hosts.parse(slash < 0 ? what : what.substring(0, slash));
        ClusterView view = StatusJson.read(connection.open(surroundings).cluster());
        HostView host = view.hosts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> unknown("there is no host " + name + " in this cluster"));
        String program = surroundings.program();
        List<Line> lines = slash < 0
                ? WhyText.of(view, host, program)
                : WhyText.of(view, host, component(host, Hosts.component(what)), program);
        surroundings.terminal().print(lines, spec.commandLine().getOut());
        return ExitCode.OK.code();
    }

    private static ComponentView component(HostView host, ComponentId id) throws CommandFailure {
        return host.components().stream()
                .filter(each -> each.role().equals(id.role()))
                .findFirst()
                .orElseThrow(() -> unknown("there is no component " + id));
    }

    private static CommandFailure unknown(String message) {
        return CommandFailure.of(ExitCode.FAILED, "UNKNOWN", message, "muster status lists what there is.");
    }
}
