package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster change pause}, {@code resume}, {@code retry} and {@code cancel}. */
@Command
final class ChangeSteerCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;
    private final String what;

    /** @param what as the coordinator's API calls it */
    ChangeSteerCommand(Surroundings surroundings, String what) {
        this.surroundings = surroundings;
        this.what = what;
    }

    @Override
    public Integer call() throws CommandFailure {
        String done = connection.open(surroundings).steer(what, JsonBody.reason(reason.text()));
        spec.commandLine().getOut().println(Texts.printable(done) + ". " + RollOutOptions.watchIt(surroundings));
        return ExitCode.OK.code();
    }
}
