package dev.muster.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PreflightTextTest {

    @Test
    void whoIsWellIsCountedAndWhoIsNotIsNamedWithWhatRepairsIt() {
        assertThat(PreflightText.sentence(Views.preflight()))
                .isEqualTo(
                        "preflight: 2 of 3 hosts well; 192.168.1.42/backend: 192.168.1.42:9042 (cql) is in use by process"
                                + " 812 (java); stop that process (kill 812), or give the component another port;"
                                + " 192.168.1.42/backend: 3 MiB are free in /, and 400 MiB are needed; make room");
    }
}
