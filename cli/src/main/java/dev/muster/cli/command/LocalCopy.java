package dev.muster.cli.command;

import dev.muster.agent.journal.DefinitionFile;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.message.DefinitionCopy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The copy of the cluster's definition that the agent of this machine keeps: asked for, or because no coordinator answers. Never in the
 * place of an answer of a coordinator that was named: that may be one of another cluster.
 */
final class LocalCopy {

    @Option(names = "--local", description = "The copy that the agent of this machine keeps; no coordinator is asked.")
    private boolean local;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where that agent keeps its data. Default: of the start that runs on this machine, else as for start.")
    private @Nullable Path directory;

    /** Whether no coordinator is to be asked. */
    boolean isAskedFor() {
        return local || directory != null;
    }

    /** The copy; what it is has been said on {@code err}. */
    DefinitionCopy get(Surroundings surroundings, PrintWriter err) throws CommandFailure {
        DefinitionCopy copy = find(surroundings)
                .orElseThrow(() -> CommandFailure.of(
                        ExitCode.FAILED,
                        "NO_COPY",
                        "no agent of this machine keeps a copy of a definition that can be read here",
                        "Name the folder of its data with --dir DIR, and be the user that it runs as; or do this on another host of the"
                                + " cluster."));
        tell("", copy, err);
        return copy;
    }

    /** The copy in the place of an answer that did not come; throws {@code failure} when there is none, or it would be no answer. */
    DefinitionCopy insteadOf(CommandFailure failure, Connection connection, Surroundings surroundings, PrintWriter err)
            throws CommandFailure {
        boolean isSilence = failure.exit() == ExitCode.UNREACHABLE
                || failure.failure().code().equals("NOT_LEADING");
        if (!isSilence || connection.isNamed(surroundings)) {
            throw failure;
        }
        DefinitionCopy copy = find(surroundings).orElseThrow(() -> failure);
        tell("no coordinator answers; ", copy, err);
        return copy;
    }

    /** One of its revisions; the current one for 0. */
    static Revision revision(DefinitionCopy copy, long number) throws CommandFailure {
        if (number == 0) {
            return copy.current();
        }
        return copy.revisions().stream()
                .filter(each -> each.number().equals(new Generation(number)))
                .findFirst()
                .orElseThrow(() -> CommandFailure.of(
                        ExitCode.FAILED,
                        "UNKNOWN",
                        "the copy of " + copy.host() + " does not have revision " + number + ": it has "
                                + copy.revisions().stream()
                                        .map(each -> each.number().toString())
                                        .collect(Collectors.joining(", ")),
                        ""));
    }

    private static void tell(String why, DefinitionCopy copy, PrintWriter err) {
        Revision current = copy.current();
        err.println(why + "this is the copy of the agent of " + copy.host() + ": revision " + current.number() + ", "
                + Instant.ofEpochMilli(current.atMs()) + ", by " + Texts.printable(current.author()));
        err.flush();
    }

    /** The newest, where several agents of one cluster run on this machine. */
    private Optional<DefinitionCopy> find(Surroundings surroundings) throws CommandFailure {
        DefinitionCopy newest = null;
        for (Path each : directories(surroundings)) {
            DefinitionCopy copy = read(each);
            if (copy == null) {
                continue;
            }
            if (newest != null && !newest.cluster().equals(copy.cluster())) {
                throw CommandFailure.of(
                        ExitCode.USAGE,
                        "SEVERAL_CLUSTERS",
                        "agents of several clusters keep copies on this machine; say which",
                        "Name the folder of its data with --dir DIR.");
            }
            boolean isNewer = newest == null
                    || copy.current().number().compareTo(newest.current().number()) > 0;
            newest = isNewer ? copy : newest;
        }
        return Optional.ofNullable(newest);
    }

    private Set<Path> directories(Surroundings surroundings) throws CommandFailure {
        Path named = directory;
        if (named != null) {
            return Set.of(named);
        }
        List<RunRecord> running;
        try {
            running = new RunRecords(surroundings).alive();
        } catch (IOException e) {
            running = List.of(); // then the folder that a start would use is looked into
        }
        Set<Path> directories = new LinkedHashSet<>();
        running.forEach(run -> directories.add(run.directory()));
        return directories.isEmpty()
                ? Set.of(Definitions.settings(Map.of(), Optional.empty()).dir())
                : directories;
    }

    private static @Nullable DefinitionCopy read(Path directory) throws CommandFailure {
        try {
            return DefinitionFile.read(directory).orElse(null);
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "COPY_UNREADABLE",
                    "the copy of the definition in " + directory + " cannot be read: " + e,
                    "It is for the user that the agent runs as.");
        }
    }
}
