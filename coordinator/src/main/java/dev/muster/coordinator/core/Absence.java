package dev.muster.coordinator.core;

import org.jspecify.annotations.Nullable;

/**
 * That a run goes on without a host, until it comes.
 *
 * @param skippedBy the operator who said so, and why; null when the requirements of the file allowed it
 */
public record Absence(@Nullable String skippedBy) {

    /** The requirements of the file allow it. */
    static final Absence LEFT_BEHIND = new Absence(null);

    boolean isSkip() {
        return skippedBy != null;
    }
}
