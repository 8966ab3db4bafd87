package dev.muster.coordinator.leader;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One candidacy: a place in the line of those who want to lead. */
interface Election {

    /** Whether this candidacy comes first, as far as is known. */
    boolean isElected();

    /** Of the node that stands for this candidacy; empty while there is none. */
    String claimPath();

    /**
     * Whether this candidacy hinders or lacks progress: its node comes first and it does not know, or its node is missing,
     * although the store can be reached. A candidate behind another one is not stuck.
     */
    boolean isStuck();

    /** Who comes first, an empty name when nobody does; nothing when the store does not answer. */
    Optional<String> first();

    /** Gets out of the line; who is next leads. */
    void leave();

    /** Where one gets in line. */
    interface Line {
        /**
         * Gets in line.
         *
         * @param executor runs what follows
         * @param elected told each time this candidacy comes first
         * @param deposed told each time it no longer does, or can no longer be sure
         */
        Election join(Executor executor, Consumer<Election> elected, Consumer<Election> deposed) throws Exception;

        /** Whether {@code contender} is in line. */
        boolean has(String contender);

        /**
         * Whether somebody else in line had better lead, because the end of this process would interrupt the store, and with
         * it the lead of its own successor.
         */
        boolean hasBetter();
    }
}
