package dev.muster.common.model.change;

/** How far one step of a change is. */
public enum Phase {
    /** Its turn has not come. */
    PENDING,

    /** It is being taken out of the balancer, and what is connected to it leaves. */
    OUT,

    /** It is being stopped. */
    STOPPING,

    /** It leaves the others in its own way. */
    LEAVING,

    /** It is being started, and is waited for until it has joined. */
    STARTING,

    /** It has joined, and the operator's own check of it runs. */
    CHECKING,

    /** It is the first of its role that works with the other side of a pair, and that side is being warmed up; or another one is at it. */
    WARMING,

    /** It is being put back into the balancer. */
    IN,

    /** It is done. */
    DONE,

    /** It has failed, and is not tried again by itself. */
    FAILED;

    /** Whether something is being done. */
    public boolean isUnderWay() {
        return this != PENDING && this != DONE && this != FAILED;
    }
}
