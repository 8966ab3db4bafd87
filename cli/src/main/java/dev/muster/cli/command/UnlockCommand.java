package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.change.LockScope;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster unlock}. */
@Command(name = "unlock", header = "Let others change the cluster, a host or a role again.")
final class UnlockCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private LockScopeOptions what;

    @Option(names = "--force", description = "Also when it is another one's lock; with a reason.")
    private boolean force;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    UnlockCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        LockScope scope = what.scope();
        String why = force ? reason.needed("another one's lock is not broken") : reason.text();
        String done = connection.open(surroundings).unlock(scope, why, force);
        spec.commandLine().getOut().println(Texts.sentence(Texts.printable(done)) + ".");
        return ExitCode.OK.code();
    }
}
