package dev.muster.common.model.change;

/** Where the whole cluster, or one member, stands to its balancer. */
public enum AtBalancer {
    IN,
    /** Being taken out; whoever asks again does no harm. */
    LEAVING,
    OUT,
    /** Being put back. */
    RETURNING;

    /** Whether a task of the balancer may be under way for it. */
    public boolean isOnTheWay() {
        return this == LEAVING || this == RETURNING;
    }
}
