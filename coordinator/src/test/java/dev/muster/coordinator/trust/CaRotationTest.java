package dev.muster.coordinator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.coordinator.trust.TrustRequests.Request;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of {@link CaRotation}, by number. */
final class CaRotationTest {

    private static final KeyPrint OLD = print('o');
    private static final KeyPrint NEW = print('n');
    private static final KeyPrint OTHER = print('x');
    private static final HostName A = HostName.of("10.0.0.1");
    private static final HostName B = HostName.of("10.0.0.2");
    private static final Trust JOINED = Trust.NOBODY
            .withKey(A, print('a'))
            .withKey(B, print('b'))
            .withToken("before", new Trust.Token("hash", null, 10, OLD))
            .withToken("ancient", new Trust.Token("hash", null, 10, null));

    private static KeyPrint print(char letter) {
        return new KeyPrint(String.valueOf(letter).repeat(43));
    }

    private static CaRotation underWay() {
        return CaRotation.begin(null, OLD, NEW, 7).orElseThrow();
    }

    private static CaRotation rotation(Trust trust) {
        CaRotation rotation = trust.rotation();
        assertThat(rotation).isNotNull();
        return rotation;
    }

    /** 1. */
    @Test
    void bothCountUntilItIsFinished() {
        CaRotation begun = underWay().withHolders(Set.of(A, B), NEW);
        assertThat(begun.believed()).containsExactly(NEW, OLD);
        assertThat(begun.finish(Set.of(A, B), Set.of()).orElseThrow().believed())
                .containsExactly(NEW);
    }

    /** 2. */
    @Test
    void nobodyIsLeftBehindUnnamed() {
        CaRotation begun = underWay().withHolders(Set.of(A), NEW);
        assertThat(begun.missing(Set.of(A, B))).containsExactly(B);
        assertThat(begun.finish(Set.of(A, B), Set.of())).isEmpty();
        assertThat(begun.finish(Set.of(A, B), Set.of(A))).isEmpty();
        assertThat(begun.finish(Set.of(A, B), Set.of(B)).orElseThrow().leftBehind())
                .containsExactly(B);
        assertThat(begun.withHolders(Set.of(B), OLD).missing(Set.of(A, B))).containsExactly(B);
    }

    /** 3. */
    @Test
    void oneExchangeAtATime() {
        CaRotation begun = underWay().withHolders(Set.of(A), NEW);
        assertThat(CaRotation.begin(begun, NEW, OTHER, 8)).isEmpty();
        assertThat(CaRotation.begin(begun, OTHER, print('y'), 8)).isEmpty();
        CaRotation anew = CaRotation.begin(begun, OLD, OTHER, 8).orElseThrow();
        assertThat(anew.believed()).containsExactly(OTHER, OLD);
        assertThat(anew.holders()).isEmpty();
        CaRotation done = begun.finish(Set.of(A), Set.of()).orElseThrow();
        assertThat(done.finish(Set.of(A), Set.of())).isEmpty();
        assertThat(CaRotation.begin(done, OLD, OTHER, 9)).isEmpty();
        assertThat(CaRotation.begin(done, NEW, OTHER, 9)).isPresent();
    }

    @Test
    void aCoordinatorDoesWhatItsMachineLacks() {
        CaRotation begun = underWay();
        assertThat(begun.stepOf(OLD, null, NEW)).isEqualTo(CaRotation.Step.PROMOTE);
        assertThat(begun.stepOf(OLD, null, null)).isEqualTo(CaRotation.Step.AWAIT);
        assertThat(begun.stepOf(OLD, null, OTHER)).isEqualTo(CaRotation.Step.AWAIT);
        assertThat(begun.stepOf(NEW, OLD, null)).isEqualTo(CaRotation.Step.NONE);
        CaRotation done = begun.finish(Set.of(), Set.of()).orElseThrow();
        assertThat(done.stepOf(NEW, OLD, null)).isEqualTo(CaRotation.Step.FORGET);
        assertThat(done.stepOf(NEW, null, null)).isEqualTo(CaRotation.Step.NONE);
    }

    @Test
    void onlyWhoHasTheAuthorityInForceIssues() {
        CaRotation begun = underWay();
        assertThat(begun.mayIssue(OLD, null)).isFalse();
        assertThat(begun.mayIssue(NEW, OLD)).isTrue();
        CaRotation done = begun.finish(Set.of(), Set.of()).orElseThrow();
        assertThat(done.mayIssue(NEW, OLD)).isFalse();
        assertThat(done.mayIssue(NEW, null)).isTrue();
    }

    @Test
    void requestsOfOperatorsFollowTheRules() {
        Trust begun = Request.rotate(OLD, NEW, "moved").applied(JOINED, 7);
        assertThat(rotation(begun)).isEqualTo(underWay());
        assertThat(Request.rotate(NEW, OTHER, null).applied(begun, 8)).isEqualTo(begun);
        assertThat(Request.finish(List.of(A), null).applied(begun, 8)).isEqualTo(begun);
        Trust done = Request.finish(List.of(A, B), null).applied(begun, 8);
        assertThat(rotation(done).leftBehind()).containsExactly(A, B);
    }

    @Test
    void tokensOfBeforeEndWithTheOldAuthority() {
        Trust begun = Request.rotate(OLD, NEW, null)
                .applied(JOINED, 7)
                .withToken("after", new Trust.Token("hash", null, 10, NEW));
        assertThat(begun.tokens()).containsOnlyKeys("before", "ancient", "after");
        assertThat(Request.finish(List.of(A, B), null).applied(begun, 8).tokens())
                .containsOnlyKeys("after");
    }

    @Test
    void whoWasLeftBehindIsToldSoAndJoinsAgainWithAToken() {
        Trust done = Request.finish(List.of(A, B), null)
                .applied(Request.rotate(OLD, NEW, null).applied(JOINED, 7), 8)
                .withToken("new", new Trust.Token("hash", null, 1_000, NEW));
        PeerIdentity old = new PeerIdentity(
                new dev.muster.common.model.ClusterName("c"), IdentityKind.AGENT, A, print('a'), Long.MAX_VALUE);
        assertThat(Admission.objectionTo(done, old, IdentityKind.AGENT, A))
                .hasValueSatisfying(failure -> assertThat(failure.code()).isEqualTo("AUTHORITY_REPLACED"));
        Admission.Decision again = Admission.decide(
                done, new Admission.Request(A, true, print('a'), "new", "hash", PeerVerdict.ANONYMOUS), 100);
        assertThat(again).isInstanceOf(Admission.Decision.Admitted.class);
        Trust joined = ((Admission.Decision.Admitted) again).trust();
        assertThat(rotation(joined).leftBehind()).containsExactly(B);
        assertThat(Admission.objectionTo(joined, old, IdentityKind.AGENT, A)).isEmpty();
    }

    @Test
    void aRevokedHostIsWaitedForNoLonger() {
        Trust begun = Request.rotate(OLD, NEW, null).applied(JOINED, 7).withoutHost(B);
        assertThat(rotation(begun).missing(begun.keys().keySet())).containsExactly(A);
    }
}
