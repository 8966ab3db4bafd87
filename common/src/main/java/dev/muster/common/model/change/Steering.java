package dev.muster.common.model.change;

/** What an operator may want of a change that goes on. */
public enum Steering {
    /** Begin no further step for now. */
    PAUSE,

    /** Go on without what has failed. */
    RESUME,

    /** Go on, and try again what has failed. */
    RETRY,

    /** Begin no further step at all. */
    CANCEL,

    /** Begin a step, or the next ones, whatever speaks against it. */
    FORCE
}
