package dev.muster.common.model.message;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.HeldRevision;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Revision;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message.Definition;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A host's copy of its cluster's definition: what any host can show while no coordinator answers, and what a coordinator is rebuilt from
 * whose store is lost.
 *
 * <p>Rules, which the tests cite: (1) within a leadership a copy never goes back, and an older revision never takes the place of a newer
 * one; (2) a revision that is replaced by one that does not know of it is kept as {@code replaced}: it may be the only copy left.
 *
 * @param cluster identity of the cluster
 * @param host that keeps it
 * @param epoch of the leadership that it is of
 * @param current the revision that was in force then
 * @param previous the one before it; null when there was none
 * @param formed roles whose components had once all been joined
 * @param replaced what was the current revision of this copy before, when neither of both is that; null for none
 */
public record DefinitionCopy(
        ClusterId cluster,
        HostName host,
        Epoch epoch,
        Revision current,
        @Nullable Revision previous,
        List<Role> formed,
        @Nullable Revision replaced) {

    public DefinitionCopy {
        formed = List.copyOf(formed);
    }

    /** The first copy of a host. */
    public static DefinitionCopy of(ClusterId cluster, HostName host, Definition said) {
        return new DefinitionCopy(cluster, host, said.epoch(), said.current(), said.previous(), said.formed(), null);
    }

    /** Whether {@code said} is to take this copy's place (rule 1). */
    public boolean isOlderThan(Definition said) {
        int order = said.current().number().compareTo(current.number());
        if (order != 0 && !isSame(said.current(), current)) {
            return order > 0;
        }
        boolean formsMore =
                said.formed().size() > formed.size() && said.formed().containsAll(formed);
        return isSame(said.current(), current)
                && (order > 0 || said.epoch().compareTo(epoch) > 0 || order == 0 && formsMore);
    }

    /** What becomes of this copy when {@code said} takes its place (rule 2). */
    public DefinitionCopy replacedBy(Definition said) {
        boolean isKnown =
                Stream.of(said.current(), said.previous()).anyMatch(each -> each != null && isSame(each, current));
        return new DefinitionCopy(
                cluster,
                host,
                said.epoch(),
                said.current(),
                said.previous(),
                said.formed(),
                isKnown ? replaced : current);
    }

    /** The same without its texts. */
    public HeldRevision held() {
        return new HeldRevision(current.number(), current.hash(), current.author(), current.atMs(), formed);
    }

    /** Every revision of it, the newest first. */
    public List<Revision> revisions() {
        return Stream.of(current, previous, replaced)
                .filter(each -> each != null)
                .sorted((one, other) -> other.number().compareTo(one.number()))
                .toList();
    }

    private static boolean isSame(Revision one, Revision other) {
        return one.hash().equals(other.hash());
    }
}
