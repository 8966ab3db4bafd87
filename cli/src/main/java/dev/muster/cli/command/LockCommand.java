package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.change.LockScope;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster lock}. */
@Command(
        name = "lock",
        header = "Be the only one who changes the cluster, a host or a role, for a time.",
        description = {
            "",
            "Changes and stops that others ask for are refused where they touch it; your own are not. It ends by itself when the",
            "time is over; locked again, the time begins anew. What runs is not touched by it.",
            ""
        })
final class LockCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private LockScopeOptions what;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "2h",
            converter = TimeSpan.class,
            description = "How long, for example 90m; from 1m to 28d. Default: ${DEFAULT-VALUE}.")
    private Duration time;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    LockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        LockScope scope = what.scope();
        String why = reason.needed(scope + " is not locked");
        TimeSpan.checkHold(time, "Lock it again when it ends.");
        String done = connection.open(surroundings).lock(scope, why, time);
        spec.commandLine()
                .getOut()
                .println(Texts.sentence(Texts.printable(done)) + ". To end it before its time: "
                        + surroundings.program() + " unlock" + scope.options());
        return ExitCode.OK.code();
    }
}
