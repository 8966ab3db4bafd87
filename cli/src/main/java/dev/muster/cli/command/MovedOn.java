package dev.muster.cli.command;

import dev.muster.cli.console.Guidance;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file was made from a revision that is no longer in force. Its author is told who has changed what since, nothing is overwritten, and
 * a merge of both is offered.
 */
final class MovedOn {

    private static final int REVISIONS_MAX = 5;

    private final CoordinatorClient coordinator;
    private final Surroundings surroundings;
    private final @Nullable Path file;

    /** @param file that is to be applied; null when it is no file, but an older revision */
    MovedOn(CoordinatorClient coordinator, Surroundings surroundings, @Nullable Path file) {
        this.coordinator = coordinator;
        this.surroundings = surroundings;
        this.file = file;
    }

    /** The failure to end with. */
    CommandFailure since(long base) throws CommandFailure {
        List<RevisionJson> all = RevisionJson.all(coordinator.revisions());
        RevisionJson current = all.get(all.size() - 1);
        List<RevisionJson> newer = all.stream()
                .filter(revision -> revision.number() > base)
                .sorted((one, other) -> Long.compare(other.number(), one.number()))
                .toList();
        List<String> detail = new ArrayList<>();
        for (RevisionJson revision : newer.subList(0, Math.min(REVISIONS_MAX, newer.size()))) {
            detail.add("revision " + revision.number() + ", " + Texts.wholeDuration(revision.ageMs()) + " ago by "
                    + revision.author() + (revision.reason().isEmpty() ? "" : ": \"" + revision.reason() + "\""));
        }
        boolean isKept = all.stream().anyMatch(revision -> revision.number() == base);
        if (isKept) {
            differences(base, current.number()).forEach(line -> detail.add("  " + line));
        }
        return new CommandFailure(
                ExitCode.CONFLICT,
                new Failure(
                        "REVISION_MOVED",
                        "the cluster is at revision " + current.number() + " now, not at " + base
                                + ": somebody else has changed it",
                        isKept && file != null
                                ? "Take that into your file: " + merge(file, base)
                                : "Take that into your file (" + surroundings.program()
                                        + " export shows the one in force), then run " + surroundings.program()
                                        + " plan again.",
                        detail));
    }

    /**
     * The failure to end with when nobody is asked, and the file undoes what others have done.
     *
     * @param undoneTo the revision that it brings back
     */
    CommandFailure undoing(RevisionJson undoneTo, RevisionJson current) throws CommandFailure {
        List<String> detail = new ArrayList<>();
        differences(undoneTo.number(), current.number()).forEach(line -> detail.add("  " + line));
        return new CommandFailure(
                ExitCode.CONFLICT,
                new Failure(
                        "UNDOES_REVISIONS",
                        file + " undoes all that has changed since revision " + undoneTo.number() + " (revision "
                                + current.number() + " is by " + current.author()
                                + "), as if it had been made from that one; nothing was changed",
                        "To keep both: " + merge(Objects.requireNonNull(file), undoneTo.number())
                                + "\nTo undo it on purpose: add --if-revision " + current.number() + ", or "
                                + surroundings.program() + " rollback " + undoneTo.number(),
                        detail));
    }

    private String merge(Path mine, long base) {
        return surroundings.program() + " merge " + Guidance.quoted(mine.toString()) + " --base " + base;
    }

    /** The words need the cluster's own component definitions; who has them not is told so, and the failure is the same. */
    private List<String> differences(long from, long to) throws CommandFailure {
        FileDifference.Named before = revision(from);
        FileDifference.Named after = revision(to);
        try {
            return FileDifference.lines(before, after, surroundings);
        } catch (CommandFailure unknown) {
            return List.of(
                    "in which words is not known here: the component definitions of the cluster are not in components.dir"
                            + " of muster.conf");
        }
    }

    private FileDifference.Named revision(long number) throws CommandFailure {
        return new FileDifference.Named(
                "revision " + number,
                RevisionJson.one(coordinator.revision(number)).file());
    }
}
