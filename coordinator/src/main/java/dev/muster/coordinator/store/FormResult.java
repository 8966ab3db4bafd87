package dev.muster.coordinator.store;

/** What came of forming a cluster. */
public enum FormResult {
    /** It is formed, with the id that was given. */
    FORMED,
    /** There is one already; read it. */
    ALREADY_THERE,
    /** Nothing was learned; read, then try again. */
    UNAVAILABLE
}
