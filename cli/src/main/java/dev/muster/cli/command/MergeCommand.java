package dev.muster.cli.command;

import dev.muster.cli.console.Guidance;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.Failure;
import dev.muster.common.spec.SpecMerge;
import dev.muster.common.spec.SpecMerge.Conflict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster merge FILE}: takes what others have changed meanwhile into a file. Nothing is applied. */
@Command(
        name = "merge",
        header = "Take what others have changed meanwhile into your cluster.json.",
        description = {
            "",
            "Three-way: of your file, the revision that you made it from, and the one in force. Hosts are merged by address, roles of a host",
            "one by one, settings by name. The result is another file, for muster plan; yours is left as it is. What both have changed",
            "differently is listed with all values, and nothing is written: exit code 6.",
            ""
        })
final class MergeCommand implements Callable<Integer> {

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
            description = "Your cluster.json, or what muster plan -o json has written. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Option(
            names = "--base",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "The revision that you made it from. A plan knows it; else the newest one is found that your file would bring back.")
    private long base;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the result there. Default: FILE.merged beside yours.")
    private @Nullable Path output;

    private final Surroundings surroundings;

    MergeCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        String text = ClusterFile.argument(file);
        Optional<PlanJson.Read> planned = PlanJson.read(text, 0);
        String mine = planned.map(PlanJson.Read::file).orElse(text);
        ClusterFile.parsed(file.toString(), mine.getBytes(StandardCharsets.UTF_8), Definitions.roles(surroundings));
        CoordinatorClient coordinator = connection.open(surroundings);
        Lineage lineage = new Lineage(coordinator);
        RevisionJson current = lineage.current();
        long from = base != 0
                ? base
                : planned.map(read -> read.plan().from().value()).orElse(0L);
        RevisionJson origin =
                from != 0 ? lineage.kept(from) : lineage.undoneTo(mine, current).orElseThrow(this::baseNeeded);
        PrintWriter out = spec.commandLine().getOut();
        if (origin.number() == current.number()) {
            out.println("Nothing to merge: revision " + current.number() + " is in force, which " + file
                    + " is made from.");
            return ExitCode.OK.code();
        }
        SpecMerge.Result result = SpecMerge.merge(origin.file(), current.file(), mine);
        if (result instanceof SpecMerge.Merged merged) {
            written(origin, current, merged, out);
            return ExitCode.OK.code();
        }
        throw result instanceof SpecMerge.Conflicting conflicting
                ? conflicts(origin, current, conflicting)
                : CommandFailure.of(
                        ExitCode.INVALID,
                        "INVALID_FILE",
                        ((SpecMerge.NotJson) result).message(),
                        "muster validate " + file);
    }

    private CommandFailure baseNeeded() {
        return CommandFailure.of(
                ExitCode.USAGE,
                "BASE_NEEDED",
                "which revision " + file + " was made from is not known, and cannot be told from what it says",
                "Add --base N, as muster revisions lists them.");
    }

    private void written(RevisionJson origin, RevisionJson current, SpecMerge.Merged merged, PrintWriter out)
            throws CommandFailure {
        byte[] bytes = merged.text().getBytes(StandardCharsets.UTF_8);
        Path target = output == null ? file.resolveSibling(file.getFileName() + ".merged") : output;
        // both may be right and the two together wrong: one host twice, or two masters
        ClusterFile.parsed(target.toString(), bytes, Definitions.roles(surroundings));
        try {
            Files.write(target, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "FILE_EXISTS",
                    target + " is there already, and is left as it is",
                    "Remove it, or name another one with -o FILE.");
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "FILE_UNWRITABLE", target + " cannot be written: " + e, "See its folder.");
        }
        out.println("Taken from revision " + current.number() + " by " + Texts.printable(current.author())
                + ", what has changed since revision " + origin.number() + ":");
        merged.taken().forEach(line -> out.println("  " + Texts.printable(line)));
        if (merged.taken().isEmpty()) {
            out.println("  nothing that your file does not say already");
        }
        String quoted = Guidance.quoted(target.toString());
        out.println(target + " is written; nothing was applied, and " + file + " is as it was.");
        out.println("See what it would do:  " + surroundings.program() + " plan " + quoted);
        out.println("Apply it:              " + surroundings.program() + " apply " + quoted + " --if-revision "
                + current.number());
    }

    private CommandFailure conflicts(RevisionJson origin, RevisionJson current, SpecMerge.Conflicting conflicting) {
        List<String> detail = new ArrayList<>();
        for (Conflict conflict : conflicting.conflicts()) {
            detail.add(Texts.printable(conflict.path()));
            detail.add("  was    " + Texts.printable(conflict.base()));
            detail.add("  theirs " + Texts.printable(conflict.theirs()));
            detail.add("  yours  " + Texts.printable(conflict.mine()));
        }
        return new CommandFailure(
                ExitCode.CONFLICT,
                new Failure(
                        "MERGE_CONFLICT",
                        conflicting.conflicts().size() + " of your changes since revision " + origin.number()
                                + " and those up to revision " + current.number() + " (last by " + current.author()
                                + ") contradict each other; nothing was written",
                        "Make these places of your file what they are to be: theirs to take it, or talk to "
                                + current.author() + ". Then run " + surroundings.program() + " merge again.",
                        detail));
    }
}
