package dev.muster.common.model.trust;

import dev.muster.common.model.Failure;

/**
 * What is known of who is at the other end of a link. Nothing that it says of itself goes into this: a valid certificate of one
 * host must not pass for another's.
 */
public sealed interface PeerVerdict {

    /** The link is not encrypted: a cluster on loopback, or one that was started with --insecure. Nobody proves anything. */
    PeerVerdict OPEN = new Open();

    /** Encrypted, and the other end showed no certificate: all that it may do is to ask for one. */
    PeerVerdict ANONYMOUS = new Anonymous();

    /** See {@link #OPEN}. */
    record Open() implements PeerVerdict {}

    /** See {@link #ANONYMOUS}. */
    record Anonymous() implements PeerVerdict {}

    /** It has shown who it is. */
    record Proven(PeerIdentity identity) implements PeerVerdict {}

    /** It has shown a certificate that does not count; the failure says why, in words for whoever showed it. */
    record Unacceptable(Failure failure) implements PeerVerdict {}
}
