package dev.muster.coordinator.auth;

/** What came of looking at a token. */
public sealed interface Verdict {

    /** It is good. */
    record Good(AccessToken token) implements Verdict {}

    /** Nobody here has made it, or it was made too long ago to be remembered. */
    record Unknown() implements Verdict {}

    /** It was good once. */
    record Expired(AccessToken token) implements Verdict {}

    /** An admin has taken it back. */
    record Revoked(AccessToken token) implements Verdict {}

    /** It is good, but for another cluster. */
    record OfOtherCluster(AccessToken token) implements Verdict {}
}
