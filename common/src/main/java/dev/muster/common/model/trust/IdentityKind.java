package dev.muster.common.model.trust;

/** What a certificate was issued for. One of a kind is worth nothing where another is asked for. */
public enum IdentityKind {
    /** Speaks for its host, and for no other. */
    AGENT("an agent"),
    /** Gives orders to agents, serves the HTTP interface, and is a member of the store. */
    COORDINATOR("a coordinator");

    private final String words;

    IdentityKind(String words) {
        this.words = words;
    }

    /** For sentences. */
    public String words() {
        return words;
    }
}
