package dev.muster.simulation;

/** An invariant does not hold. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Invariant invariant;

    Violation(Invariant invariant, String detail) {
        super(invariant + ": " + detail + " (" + invariant.why() + ")");
        this.invariant = invariant;
    }

    Violation(Invariant invariant, String detail, Throwable cause) {
        super(invariant + ": " + detail + " (" + invariant.why() + ")", cause);
        this.invariant = invariant;
    }

    Invariant invariant() {
        return invariant;
    }
}
