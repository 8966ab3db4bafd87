package dev.muster.common.model.spec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Two values of the same settings of a role, of which one is in use: two stores, one of which is filled while the other one is
 * worked with. Which one is in use is said by the definition alone, so that going over to the other one is a change like any other.
 *
 * @param uses which one is in use
 * @param primary settings when the primary one is in use
 * @param secondary the same settings when the secondary one is
 * @param warm run for the first member that works with the other side, before any other member goes over; null for nothing
 */
public record Pair(
        Side uses,
        Settings primary,
        Settings secondary,
        @Nullable Hook warm) {

    public Pair {
        if (!primary.values().keySet().equals(secondary.values().keySet())) {
            throw new IllegalArgumentException("both sides of a pair give the same settings");
        }
    }

    /** One of the two. */
    public enum Side {
        PRIMARY,
        SECONDARY;

        /** As cluster.json says it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one that is not this one. */
        public Side other() {
            return this == PRIMARY ? SECONDARY : PRIMARY;
        }
    }

    /** The settings of the side in use. */
    public Settings inUse() {
        return uses == Side.PRIMARY ? primary : secondary;
    }
}
