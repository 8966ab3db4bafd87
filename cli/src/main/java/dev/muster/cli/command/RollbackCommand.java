package dev.muster.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster rollback N}: applies the text of an older revision. */
@Command(
        name = "rollback",
        header = "Make the running cluster again what an older revision says.",
        description = {
            "",
            "An ordinary apply of that revision's text: it is planned, asked for, and becomes the next revision.",
            ""
        })
final class RollbackCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "N", description = "Which one, as muster revisions lists them.")
    private long number;

    @Mixin
    private StrategyOption strategy;

    @Mixin
    private Applying applying;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    RollbackCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        RevisionJson older = RevisionJson.one(coordinator.revision(number));
        String why = reason.text().isEmpty() ? "rollback to revision " + number : reason.text();
        return applying.perform(
                new Applying.Subject("revision " + number, null, older.file(), 0, ""),
                new Applying.Call(
                        coordinator,
                        surroundings,
                        strategy.orOneByOne(),
                        why,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr()));
    }
}
