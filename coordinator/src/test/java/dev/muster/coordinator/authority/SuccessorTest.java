package dev.muster.coordinator.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.muster.common.model.ClusterName;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.Keys;
import dev.muster.common.security.PeerJudge;
import dev.muster.common.security.PeerRefusedException;
import dev.muster.common.security.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An authority takes another's place, and nobody has to be told first. */
final class SuccessorTest {

    private static final ClusterName CLUSTER = new ClusterName("c");
    private static final Instant NOW = Instant.now();

    private final Authority old;
    private final Authority next;

    SuccessorTest() throws Exception {
        old = Authority.create(CLUSTER, NOW);
        next = old.successor(NOW);
    }

    /** Of a host that has been served by {@code by}. */
    private static Credentials issued(Authority by, IdentityKind kind) throws Exception {
        KeyPair keys = Keys.generate();
        X509Certificate issued = by.issue(
                new Authority.Subject(CLUSTER, kind, HostName.of("10.0.0.1"), List.of("10.0.0.1")),
                keys.getPublic(),
                NOW,
                Duration.ofDays(1));
        return new Credentials(keys.getPrivate(), by.chain(issued), by.believed());
    }

    private static boolean believes(Authority who, Credentials shown) {
        try {
            new CoordinatorTrust(() -> Set.of(who.print()), Instant::now)
                    .checkServerTrusted(shown.shown().toArray(X509Certificate[]::new), "EC");
            return true;
        } catch (PeerRefusedException e) {
            assertThat(e.failure().code()).isEqualTo("COORDINATOR_FOREIGN");
            return false;
        } catch (java.security.cert.CertificateException e) {
            throw new AssertionError(e);
        }
    }

    private static PeerVerdict judged(Credentials by, Credentials shown) {
        return new PeerJudge(by).ofClient(shown.chain(), Instant.now());
    }

    @Test
    void whoKnowsTheOldOneOrTheNewOneBelievesACoordinatorOfTheNewOne() throws Exception {
        Credentials coordinator = issued(next, IdentityKind.COORDINATOR);
        assertThat(believes(old, coordinator)).isTrue();
        assertThat(believes(next, coordinator)).isTrue();
        assertThat(believes(Authority.create(CLUSTER, NOW), coordinator)).isFalse();
    }

    @Test
    void agentsOfBothAreBelievedByCoordinatorsOfBoth() throws Exception {
        Credentials before = issued(old, IdentityKind.COORDINATOR);
        Credentials after = issued(next, IdentityKind.COORDINATOR);
        for (Credentials judge : List.of(before, after)) {
            assertThat(judged(judge, issued(old, IdentityKind.AGENT))).isInstanceOf(PeerVerdict.Proven.class);
            assertThat(judged(judge, issued(next, IdentityKind.AGENT))).isInstanceOf(PeerVerdict.Proven.class);
        }
    }

    @Test
    void aloneTheNewOneBelievesNothingOfTheOldOne() throws Exception {
        Credentials coordinator = issued(next.alone(), IdentityKind.COORDINATOR);
        assertThat(judged(coordinator, issued(old, IdentityKind.AGENT))).isInstanceOf(PeerVerdict.Unacceptable.class);
        assertThat(judged(coordinator, issued(next, IdentityKind.AGENT))).isInstanceOf(PeerVerdict.Proven.class);
        assertThat(believes(old, coordinator)).isFalse();
        assertThat(believes(next, issued(old, IdentityKind.COORDINATOR))).isFalse();
    }

    @Test
    void whatIsDerivedStaysOverExchangesAndFiles(@TempDir Path folder) throws Exception {
        Authority third = next.alone().successor(NOW);
        third.store(folder.resolve("a"));
        Authority read = Authority.load(folder.resolve("a"));
        assertThat(read.derived("store")).isEqualTo(old.derived("store"));
        assertThat(read.print()).isEqualTo(third.print()).isNotEqualTo(next.print());
        assertThat(read.believed()).isEqualTo(third.believed()).hasSize(2);
        assertThat(read.previous()).contains(next.print());
        assertThat(read.alone().previous()).isEmpty();
    }

    @Test
    void aFolderOfAnEarlierVersionHasTheKeyAlone(@TempDir Path folder) throws Exception {
        old.store(folder.resolve("a"));
        Files.writeString(folder.resolve("a/authority.key"), Pem.of(Pem.privateKey(old.keyText())));
        Authority read = Authority.load(folder.resolve("a"));
        assertThat(read.print()).isEqualTo(old.print());
        assertThat(read.derived("store")).isEqualTo(old.derived("store"));
        assertThat(read.believed()).containsExactly(old.certificate());
    }

    @Test
    void theOneThatWaitsIssuesNothingUntilItIsTaken(@TempDir Path folder) throws Exception {
        old.store(folder.resolve("a"));
        AuthorityFolder authority = AuthorityFolder.open(folder.resolve("a"));
        var print = authority.prepare(NOW);
        assertThat(authority.waiting()).contains(print);
        assertThat(authority.get().print()).isEqualTo(old.print());
        authority.promote();
        assertThat(authority.waiting()).isEmpty();
        assertThat(authority.get().print()).isEqualTo(print);
        assertThat(AuthorityFolder.open(folder.resolve("a")).get().previous()).contains(old.print());
        authority.forgetPrevious();
        assertThat(Authority.load(folder.resolve("a")).believed()).hasSize(1);
    }

    @Test
    void aFileThatCannotBeReadChangesNothing(@TempDir Path folder) throws Exception {
        old.store(folder.resolve("a"));
        AuthorityFolder authority = AuthorityFolder.open(folder.resolve("a"));
        Files.writeString(folder.resolve("a/authority.key"), "broken");
        assertThat(authority.get().print()).isEqualTo(old.print());
        Files.delete(folder.resolve("a/authority.key"));
        assertThat(authority.get().print()).isEqualTo(old.print());
    }

    /** Those who do not use our trust: curl with a copy of the old authority's certificate. */
    @Test
    void opensslFindsTheWayFromTheOldOneToo(@TempDir Path folder) throws Exception {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(each -> Files.isExecutable(Path.of(each, "openssl"))),
                "openssl is not installed");
        Credentials coordinator = issued(next, IdentityKind.COORDINATOR);
        assertThat(opensslVerifies(folder, old, coordinator)).isTrue();
        assertThat(opensslVerifies(folder, next, coordinator)).isTrue();
        assertThat(opensslVerifies(folder, Authority.create(CLUSTER, NOW), coordinator))
                .isFalse();
        assertThat(opensslVerifies(folder, old, issued(next.alone(), IdentityKind.COORDINATOR)))
                .isFalse();
    }

    private static boolean opensslVerifies(Path folder, Authority root, Credentials shown) throws Exception {
        Path trusted = Files.writeString(folder.resolve("root.pem"), Pem.of(List.of(root.certificate())));
        Path between = Files.writeString(folder.resolve("between.pem"), Pem.of(shown.shown()));
        Path own = Files.writeString(folder.resolve("own.pem"), Pem.of(List.of(shown.certificate())));
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "verify",
                        "-CAfile",
                        trusted.toString(),
                        "-untrusted",
                        between.toString(),
                        own.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(openssl.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return openssl.exitValue() == 0;
    }
}
