package dev.muster.cli.command;

import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster env}: how the cluster is reached, as variables of a shell. */
@Command(name = "env", header = "Print variables that name the cluster's coordinator and services, for a shell's eval.")
final class EnvCommand implements Callable<Integer> {

    /** What is printed is evaluated: a name is a name, and a value has no line of its own. */
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9_]{0,99}");

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(names = "--shell", paramLabel = "SHELL", description = "sh (bash, zsh) or fish. Default: that of $SHELL.")
    private @Nullable Shell shell;

    private final Surroundings surroundings;

    EnvCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        ClusterView view = StatusJson.read(coordinator.cluster());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(
                "MUSTER_COORDINATOR",
                coordinator.bases().stream().map(URI::toString).collect(Collectors.joining(",")));
        connection.namedFiles().forEach((name, file) -> variables.put(name, file.toString()));
        view.endpoints().forEach(each -> variables.putIfAbsent(each.variable(), each.text()));
        Shell spoken = shell == null ? Shell.of(surroundings.environment()) : shell;
        PrintWriter out = spec.commandLine().getOut();
        variables.forEach((name, value) -> {
            if (NAME.matcher(name).matches() && value.chars().noneMatch(Character::isISOControl)) {
                out.println(spoken.export(name, value));
            }
        });
        if (surroundings.terminal().outputIsTerminal()) {
            out.println("# " + spoken.takeOver(surroundings.program() + " env"));
        }
        return ExitCode.OK.code();
    }
}
