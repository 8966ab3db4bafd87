package dev.muster.coordinator.trust;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import java.util.Optional;

/**
 * Decides who gets a certificate, and whose certificate counts. Pure.
 *
 * <ol>
 *   <li>Only hosts of cluster.json get one.
 *   <li>A host that joins needs a token that is known, not expired, and not another host's; one that renews needs the certificate
 *       that it has.
 *   <li>The first key of a host is the only one until an operator takes it away: a second machine cannot take a host's name over.
 *   <li>A certificate whose key was revoked, or is not the host's, does not count, whatever it says.
 * </ol>
 */
public final class Admission {

    private static final long MS_PER_MINUTE = 60_000;
    private static final String NEW_TOKEN = "On a coordinator host run: muster token create";

    private Admission() {}

    /**
     * What a host asks with.
     *
     * @param known whether it is a host of cluster.json
     * @param key that the certificate is to be for; the host has proven to own it
     * @param token id of a join token; empty to renew
     * @param secretHash of the token's secret
     * @param verdict who is at the other end
     */
    public record Request(
            HostName host, boolean known, KeyPrint key, String token, String secretHash, PeerVerdict verdict) {}

    /** What is decided. */
    public sealed interface Decision {
        /** It gets its certificate, when {@code trust} has been stored. */
        record Admitted(Trust trust) implements Decision {}

        /** It does not. */
        record Refused(Failure failure) implements Decision {}
    }

    /** Decides on a request. {@code wallMs} is milliseconds since 1970, by this machine's clock. */
    public static Decision decide(Trust trust, Request request, long wallMs) {
        if (!request.known()) {
            return refused(
                    "HOST_UNKNOWN",
                    "host '" + request.host() + "' is not in the coordinator's cluster.json",
                    "Add it to the file, or start it with one of the file's names as -h.");
        }
        if (trust.revoked().contains(request.key())) {
            return refused(
                    "KEY_REVOKED",
                    "the key of " + request.host() + " was revoked",
                    "Move the folder identity of that machine away, and join with a new token: muster token create");
        }
        Optional<Failure> objection =
                request.token().isEmpty() ? renewal(trust, request) : token(trust, request, wallMs);
        if (objection.isPresent()) {
            return new Decision.Refused(objection.get());
        }
        KeyPrint known = trust.keys().get(request.host());
        if (known != null && !known.equals(request.key())) {
            return refused(
                    "KEY_CHANGED",
                    request.host() + " has joined with another key than the one that asks now",
                    "If the machine was set up anew, say so on a coordinator host: muster cert revoke " + request.host()
                            + ". If not, somebody uses its name.");
        }
        Trust joined = trust.withoutExpired(wallMs).withKey(request.host(), request.key());
        CaRotation rotation = joined.rotation();
        if (rotation != null && rotation.leftBehind().contains(request.host())) {
            joined = joined.withRotation(rotation.without(request.host())); // what it gets now is of the new authority
        }
        Trust.Token used = trust.tokens().get(request.token());
        return new Decision.Admitted(
                used != null && used.host() != null ? joined.withoutToken(request.token()) : joined);
    }

    private static Optional<Failure> token(Trust trust, Request request, long wallMs) {
        Trust.Token token = trust.tokens().get(request.token());
        if (token == null || !token.hash().equals(request.secretHash())) {
            return Optional.of(Failure.of(
                    "TOKEN_UNKNOWN",
                    "the token " + request.token()
                            + " is not one of this cluster: it was revoked, used up, or expired long ago",
                    NEW_TOKEN));
        }
        if (token.expiresAtMs() <= wallMs) {
            return Optional.of(Failure.of(
                    "TOKEN_EXPIRED",
                    "the token " + request.token() + " expired " + (wallMs - token.expiresAtMs()) / MS_PER_MINUTE
                            + " min ago",
                    NEW_TOKEN));
        }
        if (token.host() != null && !token.host().equals(request.host())) {
            return Optional.of(Failure.of(
                    "TOKEN_OF_OTHER_HOST",
                    "the token " + request.token() + " is for " + token.host() + ", not for " + request.host(),
                    NEW_TOKEN + " --host " + request.host()));
        }
        return Optional.empty();
    }

    private static Optional<Failure> renewal(Trust trust, Request request) {
        if (request.verdict() instanceof PeerVerdict.Proven proven) {
            return objectionTo(trust, proven.identity(), IdentityKind.AGENT, request.host());
        }
        if (request.verdict() instanceof PeerVerdict.Unacceptable unacceptable) {
            return Optional.of(unacceptable.failure());
        }
        return Optional.of(noCertificate(request.host()));
    }

    /** What speaks against taking whoever showed {@code identity} for {@code host}. */
    public static Optional<Failure> objectionTo(
            Trust trust, PeerIdentity identity, IdentityKind wanted, HostName host) {
        if (identity.kind() != wanted || !identity.host().equals(host)) {
            return Optional.of(Failure.of(
                    "IMPOSTOR",
                    "it says to be " + wanted.words() + " of " + host + ", and its certificate is that of "
                            + identity.kind().words() + " of " + identity.host(),
                    "Start it with -h " + identity.host() + ", or with a --dir of its own and a token for " + host
                            + ": muster token create --host " + host));
        }
        if (trust.revoked().contains(identity.key())) {
            return Optional.of(Failure.of(
                    "CERTIFICATE_REVOKED",
                    "the certificate of " + host + " was revoked",
                    "If it may join again: move its folder identity away. " + NEW_TOKEN));
        }
        CaRotation rotation = trust.rotation();
        if (rotation != null && rotation.leftBehind().contains(host)) {
            return Optional.of(Failure.of(
                    "AUTHORITY_REPLACED",
                    "the cluster's authority was exchanged (muster cert rotate-ca) before " + host
                            + " had a certificate of the new one",
                    "Take agent.pem and coordinator.pem out of that machine's folder identity, and join again. "
                            + NEW_TOKEN));
        }
        KeyPrint known = trust.keys().get(host);
        if (known != null && !known.equals(identity.key())) {
            return Optional.of(Failure.of(
                    "KEY_CHANGED",
                    "the certificate of " + host + " is of another key than the one that it has joined with",
                    "muster cert list shows the keys; muster cert revoke " + host
                            + " lets another machine take the name."));
        }
        return Optional.empty();
    }

    /** Of an agent that came without a certificate. */
    public static Failure noCertificate(HostName host) {
        return Failure.of(
                "NO_CERTIFICATE",
                "the agent of " + host + " has no certificate of this cluster",
                NEW_TOKEN + ". Then start the agent with --token-file FILE");
    }

    private static Decision refused(String code, String message, String hint) {
        return new Decision.Refused(Failure.of(code, message, hint));
    }
}
