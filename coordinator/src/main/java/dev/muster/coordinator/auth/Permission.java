package dev.muster.coordinator.auth;

/** What a route of the HTTP interface takes. */
public enum Permission {
    /** Anybody may: it says nothing about the cluster but whether it is there and who leads. */
    PUBLIC,
    /** See the cluster: its status, its events, the output of its components. */
    READ,
    /** Change what runs: start, stop, restart, roll out. */
    OPERATE,
    /** Change what the cluster shall be. Apart from {@link #OPERATE}: who writes a definition need not be who rolls it out. */
    DEFINE,
    /** Put a definition into force, which changes what runs: takes what {@link #DEFINE} and what {@link #OPERATE} take. */
    APPLY,
    /** See who did what. */
    AUDIT,
    /** Say who may do what. */
    ADMINISTER
}
