package dev.muster.coordinator.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.Keys;
import dev.muster.common.security.PeerJudge;
import dev.muster.common.security.PeerRefusedException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An authority of one's own may be that of several clusters: what is of another one is refused. */
final class SeveralClustersTest {

    private static final Instant NOW = Instant.now();

    private final Authority authority;

    SeveralClustersTest() throws Exception {
        authority = Authority.create(new ClusterName("all"), NOW);
    }

    private Credentials issued(String cluster, IdentityKind kind) throws Exception {
        KeyPair keys = Keys.generate();
        X509Certificate issued = authority.issue(
                new Authority.Subject(new ClusterName(cluster), kind, HostName.of("10.0.0.1"), List.of("10.0.0.1")),
                keys.getPublic(),
                NOW,
                Duration.ofDays(1));
        return new Credentials(keys.getPrivate(), List.of(issued), authority.certificate());
    }

    private static X509Certificate[] shown(Credentials by) {
        return by.shown().toArray(X509Certificate[]::new);
    }

    @Test
    void aCoordinatorRefusesAgentsOfAnotherCluster() throws Exception {
        PeerJudge judge = new PeerJudge(issued("a", IdentityKind.COORDINATOR));
        assertThat(judge.ofClient(issued("a", IdentityKind.AGENT).chain(), NOW)).isInstanceOf(PeerVerdict.Proven.class);
        assertThat(judge.ofClient(issued("b", IdentityKind.AGENT).chain(), NOW))
                .isInstanceOfSatisfying(
                        PeerVerdict.Unacceptable.class,
                        verdict -> assertThat(verdict.failure().code()).isEqualTo("CERTIFICATE_OF_OTHER_CLUSTER"));
    }

    @Test
    void anAgentRefusesCoordinatorsOfAnotherCluster() throws Exception {
        Credentials agent = issued("a", IdentityKind.AGENT);
        CoordinatorTrust trust = CoordinatorTrust.of(() -> agent, Instant::now);
        X509Certificate[] own = shown(issued("a", IdentityKind.COORDINATOR));
        X509Certificate[] other = shown(issued("b", IdentityKind.COORDINATOR));
        assertThatCode(() -> trust.checkServerTrusted(own, "EC")).doesNotThrowAnyException();
        assertThatThrownBy(() -> trust.checkServerTrusted(other, "EC"))
                .isInstanceOf(PeerRefusedException.class)
                .hasMessageContaining("one of the cluster b");
    }
}
