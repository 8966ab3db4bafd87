package dev.muster.common.model.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequirementTest {

    @ParameterizedTest
    @CsvSource({
        "80%, 9, 8",
        "80%, 10, 8",
        "1%, 10000, 100",
        "1%, 3, 1",
        "100%, 7, 7",
        "2/3, 3, 2",
        "2/3, 4, 3",
        "1/2, 1, 1",
        "99999/99999, 10000, 10000"
    })
    void aShareIsRoundedUp(String share, int hosts, int needed) {
        assertThat(Requirement.share(share).orElseThrow().hostsOf(hosts)).isEqualTo(needed);
    }

    @Test
    void aNumberIsANumberOfHosts() {
        assertThat(Requirement.hosts(2).hostsOf(9)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0%", "80", "80 %", "%", "1/0", "0/1", "1/2/3", "-1%", "1.5%", "100000%", "\u0661%", "3/2"})
    void anythingElseIsNoShare(String text) {
        assertThat(Requirement.share(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"80%", "2/3"})
    void isWrittenAsItIsRead(String share) {
        assertThat(Requirement.share(share).orElseThrow()).hasToString(share);
    }
}
