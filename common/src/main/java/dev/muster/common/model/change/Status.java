package dev.muster.common.model.change;

/** How far a change is. */
public enum Status {
    /** Steps are taken one after the other. */
    RUNNING,

    /** An operator wants no further step begun for now; those under way are ended. */
    PAUSED,

    /** More steps have failed than may: no further one is begun until an operator says how it goes on. */
    FAILED,

    /** An operator wants no further step at all; those under way are ended. */
    CANCELLING,

    /** It ended before all of its steps were taken. */
    CANCELLED,

    /** All of its steps are taken. */
    DONE;

    /** Whether nothing will be done any more. */
    public boolean isOver() {
        return this == CANCELLED || this == DONE;
    }
}
