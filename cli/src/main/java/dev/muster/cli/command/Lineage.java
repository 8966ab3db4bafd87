package dev.muster.cli.command;

import dev.muster.common.spec.SpecMerge;
import java.util.List;
import java.util.Optional;

/** The revisions that are kept, and which of them a file seems to be made from. Texts are fetched when they are needed. */
final class Lineage {

    /** So many are looked at: who edits a file that is older than that says so. */
    private static final int LOOKED_AT_MAX = 10;

    private final CoordinatorClient coordinator;
    private final List<RevisionJson> kept;

    Lineage(CoordinatorClient coordinator) throws CommandFailure {
        this.coordinator = coordinator;
        this.kept = RevisionJson.all(coordinator.revisions());
    }

    /** The one in force, with its text. */
    RevisionJson current() throws CommandFailure {
        return kept(kept.get(kept.size() - 1).number());
    }

    /** One of them, with its text; the coordinator says so when it is none. */
    RevisionJson kept(long number) throws CommandFailure {
        return RevisionJson.one(coordinator.revision(number));
    }

    /**
     * The newest revision before {@code current} that {@code text} brings back: everything that was changed since is undone in it, as in a
     * file that was made from that revision by somebody who did not know of the later ones. Empty for a file that undoes no whole revision.
     */
    Optional<RevisionJson> undoneTo(String text, RevisionJson current) throws CommandFailure {
        List<RevisionJson> older = kept.stream()
                .filter(each -> each.number() < current.number())
                .sorted((one, other) -> Long.compare(other.number(), one.number()))
                .limit(LOOKED_AT_MAX)
                .toList();
        for (RevisionJson each : older) {
            RevisionJson whole = kept(each.number());
            if (!SpecMerge.isSame(current.file(), whole.file())
                    && SpecMerge.contains(current.file(), whole.file(), text)) {
                return Optional.of(whole);
            }
        }
        return Optional.empty();
    }
}
