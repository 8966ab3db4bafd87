package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.Failure;
import java.util.ArrayList;
import java.util.List;

/**
 * A file was made from a revision that is no longer in force. Its author is told who has changed what since, and nothing is overwritten:
 * this is where a merge of both would be offered.
 */
final class MovedOn {

    private static final int REVISIONS_MAX = 5;

    private final CoordinatorClient coordinator;
    private final Surroundings surroundings;

    MovedOn(CoordinatorClient coordinator, Surroundings surroundings) {
        this.coordinator = coordinator;
        this.surroundings = surroundings;
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
        if (all.stream().anyMatch(revision -> revision.number() == base)) {
            differences(base, current.number()).forEach(line -> detail.add("  " + line));
        }
        return new CommandFailure(
                ExitCode.CONFLICT,
                new Failure(
                        "REVISION_MOVED",
                        "the cluster is at revision " + current.number() + " now, not at " + base
                                + ": somebody else has changed it",
                        "Take that into your file (" + surroundings.program()
                                + " export shows the one in force), then run " + surroundings.program()
                                + " plan again.",
                        detail));
    }

    private List<String> differences(long from, long to) throws CommandFailure {
        return FileDifference.lines(revision(from), revision(to), surroundings);
    }

    private FileDifference.Named revision(long number) throws CommandFailure {
        return new FileDifference.Named(
                "revision " + number,
                RevisionJson.one(coordinator.revision(number)).file());
    }
}
