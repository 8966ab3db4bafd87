package dev.muster.cli.command;

import dev.muster.common.component.Rendering;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.HostSpec;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster render}: what a host would run, without running it. Machine facts are those of this machine. */
@Command(
        name = "render",
        header =
                "Print the files, the command and the environment of a host's components, and where each value comes from.")
final class RenderCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    /** Needed where no subcommand is named, which a parameter that must be there would not allow. */
    @Parameters(index = "0", arity = "0..1", paramLabel = "HOST", description = "A host of the file.")
    private @Nullable String host;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ROLE", description = "One of its roles. Default: all.")
    private @Nullable String role;

    @Mixin
    private DefinitionOptions options;

    private final Surroundings surroundings;

    RenderCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new RenderCommand(surroundings))
                .addSubcommand("haproxy", new RenderHaproxyCommand(surroundings))
                .addSubcommand("nginx", new RenderNginxCommand(surroundings));
    }

    @Override
    public Integer call() throws CommandFailure {
        String named = host;
        if (named == null) {
            throw new MissingParameterException(
                    spec.commandLine(), spec.positionalParameters().get(0), "Missing required parameter: 'HOST'");
        }
        LocalPlans plans = LocalPlans.of(surroundings, options.clusterFile(), options.components(), options.config());
        HostSpec entry = plans.host(named);
        PrintWriter out = spec.commandLine().getOut();
        RenderText text = new RenderText(surroundings.terminal().colour());
        boolean complete = true;
        for (Role wanted : roles(entry)) {
            Rendering rendering = plans.render(entry, wanted);
            if (rendering instanceof Rendering.Rendered rendered) {
                text.lines(entry.name(), rendered).forEach(out::println);
            } else if (rendering instanceof Rendering.Refused refused) {
                Mistakes.print(
                        LocalPlans.named(entry.name(), wanted, refused.failure()),
                        spec.commandLine().getErr());
                complete = false;
            }
        }
        return complete ? ExitCode.OK.code() : ExitCode.INVALID.code();
    }

    private List<Role> roles(HostSpec entry) throws CommandFailure {
        String named = role;
        if (named == null) {
            return List.copyOf(entry.roles().keySet());
        }
        if (Role.isValid(named) && entry.has(new Role(named))) {
            return List.of(new Role(named));
        }
        throw CommandFailure.of(
                ExitCode.INVALID,
                "ROLE_UNKNOWN",
                entry.name() + " does not have the role \"" + named + "\"",
                "It has: "
                        + String.join(
                                ", ",
                                entry.roles().keySet().stream().map(Role::value).toList()));
    }
}
