package dev.muster.coordinator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.coordinator.trust.Admission.Decision;
import dev.muster.coordinator.trust.Admission.Request;
import org.junit.jupiter.api.Test;

/** The rules of {@link Admission}, by number. */
final class AdmissionTest {

    private static final long NOW = 1_000_000_000_000L;
    private static final HostName A = HostName.of("10.0.0.1");
    private static final HostName B = HostName.of("10.0.0.2");
    private static final KeyPrint KEY = new KeyPrint("k".repeat(43));
    private static final KeyPrint OTHER = new KeyPrint("o".repeat(43));
    private static final Trust TRUST = Trust.NOBODY
            .withToken("any", new Trust.Token("hash", null, NOW + 60_000, null))
            .withToken("forb", new Trust.Token("hash", B, NOW + 60_000, null))
            .withToken("old", new Trust.Token("hash", null, NOW - 7_200_000, null));

    private static Request joining(HostName host, String token, String hash) {
        return new Request(host, true, KEY, token, hash, PeerVerdict.ANONYMOUS);
    }

    private static PeerIdentity identity(IdentityKind kind, HostName host, KeyPrint key) {
        return new PeerIdentity(new ClusterName("c"), kind, host, key, NOW + 60_000);
    }

    private static Request renewing(HostName host, PeerIdentity identity) {
        return new Request(host, true, KEY, "", "", new PeerVerdict.Proven(identity));
    }

    private static String refusal(Trust trust, Request request) {
        return Admission.decide(trust, request, NOW) instanceof Decision.Refused refused
                ? refused.failure().code()
                : "admitted";
    }

    private static Trust admitted(Trust trust, Request request) {
        assertThat(refusal(trust, request)).isEqualTo("admitted");
        return ((Decision.Admitted) Admission.decide(trust, request, NOW)).trust();
    }

    /** 1. */
    @Test
    void aHostThatIsNotInTheFileGetsNothing() {
        assertThat(refusal(TRUST, new Request(A, false, KEY, "any", "hash", PeerVerdict.ANONYMOUS)))
                .isEqualTo("HOST_UNKNOWN");
    }

    /** 2. */
    @Test
    void aTokenMustBeKnownAliveAndNotAnotherHosts() {
        assertThat(refusal(TRUST, joining(A, "none", "hash"))).isEqualTo("TOKEN_UNKNOWN");
        assertThat(refusal(TRUST, joining(A, "any", "guessed"))).isEqualTo("TOKEN_UNKNOWN");
        assertThat(refusal(TRUST, joining(A, "old", "hash"))).isEqualTo("TOKEN_EXPIRED");
        assertThat(refusal(TRUST, joining(A, "forb", "hash"))).isEqualTo("TOKEN_OF_OTHER_HOST");
        assertThat(refusal(TRUST.withoutToken("any"), joining(A, "any", "hash")))
                .isEqualTo("TOKEN_UNKNOWN");
    }

    /** 2. */
    @Test
    void whatATokenWasUsedForIsKept() {
        Trust after = admitted(TRUST, joining(A, "any", "hash"));
        assertThat(after.keys()).containsEntry(A, KEY);
        assertThat(after.tokens()).containsKey("any").doesNotContainKey("old");
        assertThat(admitted(TRUST, joining(B, "forb", "hash")).tokens()).doesNotContainKey("forb");
    }

    /** 2. */
    @Test
    void whoRenewsNeedsTheCertificateOfThatHostsAgent() {
        Trust joined = TRUST.withKey(A, KEY);
        assertThat(refusal(joined, renewing(A, identity(IdentityKind.AGENT, A, KEY))))
                .isEqualTo("admitted");
        assertThat(refusal(joined, renewing(B, identity(IdentityKind.AGENT, A, KEY))))
                .isEqualTo("IMPOSTOR");
        assertThat(refusal(joined, renewing(A, identity(IdentityKind.COORDINATOR, A, KEY))))
                .isEqualTo("IMPOSTOR");
        assertThat(refusal(joined, new Request(A, true, KEY, "", "", PeerVerdict.ANONYMOUS)))
                .isEqualTo("NO_CERTIFICATE");
    }

    /** 3. */
    @Test
    void aSecondMachineCannotTakeAHostsNameOver() {
        Trust joined = TRUST.withKey(A, OTHER);
        assertThat(refusal(joined, joining(A, "any", "hash"))).isEqualTo("KEY_CHANGED");
        Trust freed = joined.withoutHost(A);
        assertThat(refusal(freed, joining(A, "any", "hash"))).isEqualTo("admitted");
        assertThat(refusal(freed, new Request(A, true, OTHER, "any", "hash", PeerVerdict.ANONYMOUS)))
                .isEqualTo("KEY_REVOKED");
    }

    /** 4. */
    @Test
    void aCertificateCountsForItsOwnHostAndKeyOnly() {
        Trust joined = TRUST.withKey(A, KEY);
        assertThat(objection(joined, identity(IdentityKind.AGENT, A, KEY), A)).isEqualTo("none");
        assertThat(objection(joined, identity(IdentityKind.AGENT, A, KEY), B)).isEqualTo("IMPOSTOR");
        assertThat(objection(joined, identity(IdentityKind.COORDINATOR, A, KEY), A))
                .isEqualTo("IMPOSTOR");
        assertThat(objection(joined, identity(IdentityKind.AGENT, A, OTHER), A)).isEqualTo("KEY_CHANGED");
        assertThat(objection(joined.withoutHost(A), identity(IdentityKind.AGENT, A, KEY), A))
                .isEqualTo("CERTIFICATE_REVOKED");
    }

    private static String objection(Trust trust, PeerIdentity identity, HostName host) {
        return Admission.objectionTo(trust, identity, IdentityKind.AGENT, host)
                .map(failure -> failure.code())
                .orElse("none");
    }
}
