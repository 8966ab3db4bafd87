package dev.muster.coordinator.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.ClusterName;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTest {

    private static final ClusterName DB = new ClusterName("db");
    private static final long DAY_MS = 24L * 3600 * 1000;

    private static BearerToken secret(int seed) {
        byte[] id = new byte[BearerToken.ID_BYTES];
        id[0] = (byte) seed;
        byte[] secret = new byte[BearerToken.SECRET_BYTES];
        secret[31] = (byte) seed;
        return BearerToken.of(id, secret);
    }

    private static AccessToken token(BearerToken secret, @Nullable ClusterName cluster, long expiresMs) {
        return new AccessToken(
                secret.id(),
                secret.hash(),
                "ann",
                new TreeSet<>(List.of(AccessRole.OPERATOR)),
                cluster,
                1_000,
                expiresMs,
                0);
    }

    private static Access with(AccessToken token) {
        return Access.NONE.with(token);
    }

    @Test
    void aTokenIsGoodFromItsMakingToItsExpiryAndNotAMillisecondLonger() {
        Access access = with(token(secret(1), null, 5_000));
        assertThat(access.judge(secret(1), DB, 4_999)).isInstanceOf(Verdict.Good.class);
        assertThat(access.judge(secret(1), DB, 5_000)).isInstanceOf(Verdict.Expired.class);
        assertThat(access.judge(secret(2), DB, 4_999)).isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void theRightIdWithAnotherSecretIsUnknown() {
        String right = secret(1).reveal();
        String wrong = right.substring(0, right.length() - 3) + "xyz";
        assertThat(with(token(secret(1), null, 0))
                        .judge(BearerToken.parse(wrong).orElseThrow(), DB, 2_000))
                .isInstanceOf(Verdict.Unknown.class);
    }

    @Test
    void rule1_aRevokedTokenIsNeverGoodAgain() {
        Access access = with(token(secret(1), null, 0)).revoked(secret(1).id(), 2_000);
        assertThat(access.judge(secret(1), DB, 3_000)).isInstanceOf(Verdict.Revoked.class);
        assertThat(access.isStillGood(secret(1).id(), DB, 3_000)).isFalse();
        Access later = access.revoked(secret(1).id(), 9_000).with(token(secret(2), null, 0));
        assertThat(later.find(secret(1).id()).orElseThrow().revokedMs()).isEqualTo(2_000);
        assertThat(later.pruned(4_000 * DAY_MS).find(secret(1).id())).isPresent();
    }

    @Test
    void whatExpiredLongAgoIsForgotten() {
        Access access = with(token(secret(1), null, 5_000));
        assertThat(access.pruned(29 * DAY_MS).tokens()).hasSize(1);
        assertThat(access.pruned(31 * DAY_MS).tokens()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"db, true", "db2, false", "d, false", "DB, false"})
    void rule2_clustersAreComparedAsAWhole(String cluster, boolean good) {
        Verdict verdict = with(token(secret(1), DB, 0)).judge(secret(1), new ClusterName(cluster), 2_000);
        assertThat(verdict instanceof Verdict.Good).isEqualTo(good);
    }

    @Test
    void operatingAndDefiningAreApart() {
        assertThat(AccessRole.OPERATOR.may(Permission.OPERATE)).isTrue();
        assertThat(AccessRole.OPERATOR.may(Permission.DEFINE)).isFalse();
        assertThat(AccessRole.DEFINER.may(Permission.DEFINE)).isTrue();
        assertThat(AccessRole.DEFINER.may(Permission.OPERATE)).isFalse();
        assertThat(AccessRole.VIEWER.may(Permission.READ)).isTrue();
        for (Permission permission : Permission.values()) {
            assertThat(AccessRole.ADMIN.may(permission)).as(permission.name()).isTrue();
            assertThat(AccessRole.VIEWER.may(permission))
                    .isEqualTo(permission == Permission.READ || permission == Permission.PUBLIC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-ann", "a b", "ann\n", "\"", "a,b", "ä"})
    void aNameIsOneWord(String name) {
        assertThat(AccessToken.isName(name)).isFalse();
        assertThat(AccessToken.isName("a".repeat(65))).isFalse();
        assertThat(AccessToken.isName("ann@db-1.dc")).isTrue();
    }

    @Test
    void aTokenIsNotPrintedByAccidentAndReadBackOnPurpose() {
        BearerToken token = secret(7);
        assertThat(token.toString())
                .endsWith("_***")
                .doesNotContain(token.reveal().substring(20));
        assertThat(token.reveal()).matches("muster_[a-z0-9]{10}_[A-Za-z0-9_-]{43}");
        assertThat(BearerToken.ofHeader("bEARER " + token.reveal())
                        .orElseThrow()
                        .hash())
                .isEqualTo(token.hash());
        assertThat(BearerToken.ofHeader("Basic " + token.reveal())).isEmpty();
        assertThatThrownBy(() -> BearerToken.of(new byte[10], new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, true, false, OFF",
        "AUTO, false, false, REQUIRED",
        "AUTO, false, true, OFF",
        "REQUIRED, true, true, REQUIRED",
        "OFF, false, false, OFF"
    })
    void tokensAreAskedForWhereverOthersCanConnect(
            AccessMode.Wish wish, boolean loopbackOnly, boolean insecure, AccessMode mode) {
        assertThat(AccessMode.of(wish, loopbackOnly, insecure)).isEqualTo(mode);
    }
}
