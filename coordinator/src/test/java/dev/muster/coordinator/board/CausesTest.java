package dev.muster.coordinator.board;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.Missing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CausesTest {

    private static final HostName HOST = HostName.of("db-2");
    private static final String START = "bin/muster start -h db-2 --cluster cluster.json";

    private final Causes causes = new Causes(new Remedy("bin/muster", "cluster.json", "", false));

    @ParameterizedTest
    @CsvSource({
        "UNRESOLVED, HOST_UNRESOLVED, getent hosts db-2",
        "LOOPBACK, HOST_AT_LOOPBACK, /etc/hosts",
        "NO_ROUTE, HOST_NO_ROUTE, ip route get db-2",
        "SILENT, HOST_SILENT, firewall",
        "ANSWERS, HOST_NOT_STARTED, Run there:",
        "FAILED, HOST_NOT_SEEN, Run there:"
    })
    void whatAMachineLooksLikeIsTheCauseOfAHostThatNeverTried(Look.Kind kind, String code, String hint) {
        Missing missing = causes.of(signs(null, null, new Look(kind, "10.0.0.2")), true, 700);
        assertThat(missing.cause().code()).isEqualTo(code);
        assertThat(missing.cause().hint()).contains(hint);
        assertThat(missing.command()).isEqualTo(START);
        assertThat(missing.ageMs()).isEqualTo(700);
    }

    @Test
    void aRefusalTellsMoreThanTheMachineAndSaysHowOftenAndHowTheClockIs() {
        Try refused = new Try(
                Failure.of("CERTIFICATE_NOT_YET_VALID", "too early", "Look at the clocks."), "10.0.0.2", 0, 3, 840_000);
        Missing missing = causes.of(signs(refused, someBreak(), new Look(Look.Kind.SILENT, "")), true, 0);
        assertThat(missing.cause().code()).isEqualTo("CERTIFICATE_NOT_YET_VALID");
        assertThat(missing.cause().message())
                .isEqualTo(
                        "it tried to connect 3 times from 10.0.0.2 and was refused: too early; its clock is 14 min ahead");
        assertThat(missing.cause().hint()).isEqualTo("Look at the clocks. Then run there:");
    }

    @Test
    void aBrokenConnectionFromItsAddressTellsMoreThanTheMachine() {
        Missing missing = causes.of(signs(null, someBreak(), new Look(Look.Kind.ANSWERS, "")), true, 0);
        assertThat(missing.cause().code()).isEqualTo("HOST_TLS_FAILED");
        assertThat(missing.cause().message()).isEqualTo("its machine (10.0.0.2) connects, and nothing comes of it");
    }

    @Test
    void aHostWithoutACertificateIsStartedWithATokenThatIsMadeFirst() {
        Causes encrypted = new Causes(new Remedy("muster", "my.json", "--config m.conf", true));
        Look answers = new Look(Look.Kind.ANSWERS, "port 7420 refuses");
        assertThat(encrypted.of(signs(null, null, answers), true, 0).command())
                .isEqualTo("muster start -h db-2 --cluster my.json --config m.conf");
        Missing never = encrypted.of(signs(null, null, answers), false, 0);
        assertThat(never.command()).endsWith("--config m.conf --token-file join.token");
        assertThat(never.cause().hint())
                .isEqualTo(
                        "On this host run muster token create, and put the line that it prints into the file join.token"
                                + " there. Then run there:");
        Try unknown =
                new Try(Failure.of("TOKEN_UNKNOWN", "no such token", "Run: muster token create"), "10.0.0.2", 0, 1, 0);
        Missing again = encrypted.of(signs(unknown, null, answers), true, 0);
        assertThat(again.command()).endsWith("--token-file join.token");
        assertThat(again.cause().hint())
                .isEqualTo("Run: muster token create Put its line into the file join.token there. Then run there:");
    }

    @Test
    void whereHostsAreNotStartedByHandNothingIsToBeRun() {
        Missing missing = new Causes(new Remedy("muster", "", "", false)).of(signs(null, null, null), true, 0);
        assertThat(missing.command()).isEmpty();
        assertThat(missing.cause().hint()).isEmpty();
    }

    @Test
    void theCoordinatorsOwnHostIsNotToBeStartedAgain() {
        Missing missing = causes.of(new Signs(HOST, "db-2", true, false, null, null, null), true, 0);
        assertThat(missing.command()).isEmpty();
        assertThat(missing.cause().message()).contains("this machine's own agent");
    }

    @Test
    void allHostsOfOneCauseHaveTheSameSummary() {
        Signs other = new Signs(HostName.of("db-3"), "db-3", false, true, null, null, new Look(Look.Kind.ANSWERS, "x"));
        assertThat(causes.of(other, true, 0).summary())
                .isEqualTo(causes.of(signs(null, null, new Look(Look.Kind.ANSWERS, "y")), true, 0)
                        .summary());
    }

    private static Try someBreak() {
        return new Try(Failure.of("HOST_TLS_FAILED", "nothing comes of it", "Look."), "10.0.0.2", 0, 1, 0);
    }

    private static Signs signs(@Nullable Try refused, @Nullable Try otherwise, @Nullable Look look) {
        return new Signs(HOST, "db-2", false, false, refused, otherwise, look);
    }
}
