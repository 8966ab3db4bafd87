package dev.muster.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MusterTest {
    @Test
    void classFilesHaveNoVersion() {
        assertThat(Muster.version()).isEqualTo("development");
    }
}
