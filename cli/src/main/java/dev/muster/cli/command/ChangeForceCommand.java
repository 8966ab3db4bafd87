package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.ComponentId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster change force}. */
@Command(name = "force", header = "Begin the next steps, or one component's, whatever speaks against it.")
final class ChangeForceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(arity = "0..1", paramLabel = "HOST/ROLE", description = "Whose step. Default: those that are next.")
    private @Nullable String target;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    ChangeForceCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        ComponentId component = target == null ? null : Hosts.component(target);
        String done = connection.open(surroundings).steer("force", to -> {
            JsonBody.reason(reason.text()).write(to);
            if (component != null) {
                to.writeStringField("host", component.host().value());
                to.writeStringField("role", component.role().value());
            }
        });
        spec.commandLine().getOut().println(Texts.printable(done) + ". " + RollOutOptions.watchIt(surroundings));
        return ExitCode.OK.code();
    }
}
