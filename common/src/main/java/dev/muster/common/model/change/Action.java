package dev.muster.common.model.change;

/** What a change does with one component. */
public enum Action {
    /** It is started for the first time and joins the others. */
    JOIN,

    /** It is stopped and started again, by what is in force now. */
    RESTART,

    /** It leaves the others in its own way and is stopped for good; its data stay. */
    LEAVE
}
