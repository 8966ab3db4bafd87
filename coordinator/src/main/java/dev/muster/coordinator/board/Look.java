package dev.muster.coordinator.board;

/**
 * What one look at a machine found.
 *
 * @param kind what it was
 * @param detail for people: the address that the name has here, or what answered
 */
record Look(Kind kind, String detail) {

    /** What a machine looks like from here. */
    enum Kind {
        /** The name has no address here. */
        UNRESOLVED,
        /** The name is a loopback address here, and the cluster is not on one machine: the 127.0.1.1 trap. */
        LOOPBACK,
        /** The network does not lead there, or the machine does not answer in its own network. */
        NO_ROUTE,
        /** Nothing came back: it is off, or something in between drops packets. */
        SILENT,
        /** It accepts or refuses connections: so it is up. */
        ANSWERS,
        /** This machine cannot look. */
        FAILED
    }
}
