package dev.muster.coordinator.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.security.Certificates;
import dev.muster.common.security.Keys;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuthorityTest {

    private static final ClusterName CLUSTER = new ClusterName("c");

    @Test
    void whatIsDerivedIsTheSameOnEveryMachineThatHasTheKey(@TempDir Path folder) throws Exception {
        Authority authority = Authority.create(CLUSTER, Instant.now());
        authority.store(folder.resolve("authority"));
        Authority copy = Authority.load(folder.resolve("authority"));
        assertThat(copy.derived("store")).isEqualTo(authority.derived("store"));
        assertThat(copy.derived("store").reveal()).hasSize(43);
        assertThat(copy.derived("other")).isNotEqualTo(authority.derived("store"));
        assertThat(Authority.create(CLUSTER, Instant.now()).derived("store")).isNotEqualTo(authority.derived("store"));
    }

    @Test
    void aCoordinatorsCertificateIsForTheAddressesThatItIsReachedAt() throws Exception {
        X509Certificate certificate = Authority.create(CLUSTER, Instant.now())
                .issue(
                        new Authority.Subject(
                                CLUSTER,
                                IdentityKind.COORDINATOR,
                                HostName.of("db-1"),
                                List.of("db-1", "10.0.0.1", "fd00::1")),
                        Keys.generate().getPublic(),
                        Instant.now(),
                        Duration.ofDays(1));
        assertThat(List.of("db-1", "10.0.0.1", "fd00::1"))
                .allMatch(address -> Certificates.isFor(certificate, HostName.of(address)));
        assertThat(Certificates.isFor(certificate, HostName.of("10.0.0.2"))).isFalse();
    }
}
