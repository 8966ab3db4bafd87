package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster diff A [B]}: what two revisions, or a revision and a file, say differently. */
@Command(
        name = "diff",
        header = "Show what two revisions, or a revision and a file, say differently, in role words.",
        description = {"", "Places, comments and spelling do not count.", ""})
final class DiffCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(index = "0", paramLabel = "A", description = "Number of a revision, or a file.")
    private String before;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "B",
            description = "The same. Default: the revision in force.")
    private @Nullable String after;

    private final Surroundings surroundings;

    DiffCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        String other = after;
        FileDifference.Named one = named(before, coordinator);
        FileDifference.Named two = other == null
                ? new FileDifference.Named("the revision in force", coordinator.file())
                : named(other, coordinator);
        List<String> lines = FileDifference.lines(one, two, surroundings);
        PrintWriter out = spec.commandLine().getOut();
        if (lines.isEmpty()) {
            out.println("No differences: " + one.name() + " and " + two.name() + " mean the same.");
        }
        lines.forEach(line -> out.println(Texts.printable(line)));
        return ExitCode.OK.code();
    }

    private static FileDifference.Named named(String text, CoordinatorClient coordinator) throws CommandFailure {
        if (text.matches("[1-9][0-9]{0,17}")) {
            RevisionJson revision = RevisionJson.one(coordinator.revision(Long.parseLong(text)));
            return new FileDifference.Named("revision " + text, revision.file());
        }
        return new FileDifference.Named(text, ClusterFile.argument(Path.of(text)));
    }
}
