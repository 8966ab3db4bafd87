package dev.muster.coordinator.core;

import dev.muster.common.model.Generation;
import dev.muster.common.model.Revision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The revisions of a cluster.json that are kept, oldest first; the last one is in force.
 *
 * <p>They are part of the durable state, which is one node of the store and at most about 1 MiB compressed: so the oldest are
 * forgotten when there are more than {@value #KEPT_MAX}, or more than {@value #TEXT_MAX} characters. The one in force, the one before it and those
 * that components still run by are kept in any case.
 */
public record History(List<Revision> revisions) {

    static final int KEPT_MAX = 50;

    static final int TEXT_MAX = 1 << 19;

    public History {
        if (revisions.isEmpty()) {
            throw new IllegalArgumentException("a cluster has a revision");
        }
        revisions = List.copyOf(revisions);
    }

    /** The one in force. */
    public Revision current() {
        return revisions.get(revisions.size() - 1);
    }

    /** One that is kept. */
    public Optional<Revision> find(Generation number) {
        return revisions.stream().filter(r -> r.number().equals(number)).findFirst();
    }

    /** The same with a newer one, less what is too old to be kept; {@code needed} are kept whatever they cost. */
    History with(Revision next, Set<Generation> needed) {
        List<Revision> kept = new ArrayList<>(List.of(current(), next));
        long characters = (long) current().text().length() + next.text().length();
        boolean isFull = false;
        for (int i = revisions.size() - 2; i >= 0; i--) {
            Revision older = revisions.get(i);
            isFull |= kept.size() >= KEPT_MAX || characters + older.text().length() > TEXT_MAX;
            if (!isFull || needed.contains(older.number())) {
                kept.add(0, older);
                characters += older.text().length();
            }
        }
        return new History(kept);
    }
}
