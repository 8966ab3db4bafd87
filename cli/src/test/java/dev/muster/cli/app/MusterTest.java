package dev.muster.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MusterTest {
    @Test
    void theVersionNamesTheProgram() {
        assertThat(new CommandLine(new Muster()).getCommandSpec().version()[0]).startsWith("muster ");
    }
}
