package dev.muster.cli.command;

import dev.muster.common.model.change.Strategy;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster apply}: puts a file into force and makes the cluster what it says. */
@Command(
        name = "apply",
        header = "Make the running cluster what a cluster.json says, step by step.",
        description = {
            "",
            "Shows the plan, asks, performs exactly that, and follows it to its end; a change that is no longer watched goes on.",
            "Without a terminal it needs --yes, and --confirm NAME where data or a service may be lost. Exit code 6 when somebody",
            "else has changed the cluster meanwhile, 1 when the change failed.",
            ""
        })
final class ApplyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "cluster.json",
            description = "The cluster.json, or what muster plan -o json has written. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Mixin
    private StrategyOption strategy;

    @Mixin
    private Applying applying;

    @Option(
            names = "--if-revision",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only if this revision is still in force, as muster plan has said it.")
    private long revision;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    ApplyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        String text = ClusterFile.argument(file);
        Optional<PlanJson.Read> planned = PlanJson.read(text, 0);
        Strategy how = planned.map(read -> read.plan().strategy()).orElse(strategy.orOneByOne());
        @Nullable Strategy given = strategy.given();
        if (planned.isPresent() && given != null && !given.equals(how)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "STRATEGY_PLANNED",
                    "the plan in " + file + " is made for " + how + ", not for " + given,
                    "Leave --strategy out, or plan again with it.");
        }
        Applying.Subject subject = planned.map(read -> new Applying.Subject(
                        file.toString(),
                        file,
                        read.file(),
                        read.plan().from().value(),
                        read.plan().token()))
                .orElseGet(() -> new Applying.Subject(file.toString(), file, text, revision, ""));
        return applying.perform(
                subject,
                new Applying.Call(
                        connection.open(surroundings),
                        surroundings,
                        how,
                        reason.text(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr()));
    }
}
