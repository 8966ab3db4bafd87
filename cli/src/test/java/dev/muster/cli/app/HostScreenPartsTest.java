package dev.muster.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.cli.console.ClusterFrame;
import dev.muster.cli.console.Glyphs;
import dev.muster.cli.console.Guidance;
import dev.muster.cli.console.Line;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.ConnectFailure.Cause;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostScreenPartsTest {

    private static final ClusterSpec SPEC = ((SpecResult.Valid) SpecParser.parse(
                    "cluster.json", """
                    {"hosts": {"db-1": {"master": true, "address": "10.0.0.1"}, "db-2": {"compute": true}}}
                    """.getBytes(StandardCharsets.UTF_8), Set.of(Role.MASTER, Role.COMPUTE)))
            .spec();

    private final Unreached unreached =
            new Unreached(SPEC, new Guidance("bin/muster", "my file.json", "stops this host only"), 7420);

    @ParameterizedTest
    @CsvSource({
        "UNRESOLVED, COORDINATOR_UNRESOLVED, getent hosts 10.0.0.1",
        "NO_ROUTE, COORDINATOR_NO_ROUTE, ip route get 10.0.0.1",
        "REFUSED, COORDINATOR_REFUSED, bin/muster start -h db-1 --cluster 'my file.json'",
        "TIMEOUT, COORDINATOR_TIMEOUT, nc -vz 10.0.0.1 7420",
        "TLS, COORDINATOR_TLS, bin/muster cert list",
        "OTHER, COORDINATOR_OTHER, "
    })
    void eachCauseHasACodeAndACommandOnALineOfItsOwn(Cause cause, String code, @Nullable String command) {
        Failure failure = unreached.explained(new ConnectFailure(cause, "10.0.0.1", "10.0.0.1 port 7420: so", null));
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.message()).isEqualTo("10.0.0.1 port 7420: so");
        if (command == null) {
            assertThat(failure.hint()).doesNotContain("\n");
        } else {
            assertThat(failure.hint().lines()).contains("   " + command);
        }
    }

    @Test
    void theFirstFrameListsEverythingAsPending() {
        ClusterView pending = PendingView.of(SPEC, Map.of(), SPEC.master().name());
        assertThat(pending.hosts())
                .extracting(host -> host.name() + " " + host.status() + " "
                        + host.components().size())
                .containsExactly("db-1 AWAITED 1", "db-2 AWAITED 1");
        assertThat(pending.componentsJoined()).isZero();
        assertThat(new ClusterFrame(new Guidance("muster", "c.json", "stops"), Glyphs.ASCII, 80).lines(pending, 0, 0))
                .extracting(Line::plain)
                .anyMatch(line -> line.contains("db-2") && line.contains("waiting"))
                .anyMatch(line -> line.contains("muster start -h db-2 --cluster c.json"))
                .noneMatch(line -> line.contains("start -h db-1"));
    }

    @Test
    void whoeverIsNotTrustedKeepsTheCodeOfTheJudgement() {
        Failure foreign = Failure.of("COORDINATOR_FOREIGN", "of another cluster", "Compare the address.");
        assertThat(unreached.explained(
                        new ConnectFailure(Cause.TLS, "10.0.0.1", "10.0.0.1: of another cluster", foreign)))
                .isEqualTo(Failure.of("COORDINATOR_FOREIGN", "10.0.0.1: of another cluster", "Compare the address."));
    }
}
