package dev.muster.agent.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class HostsFileTest {

    private static final String ADDRESS = "192.0.2.7";

    @Test
    void theLineOfTheMachineGetsItsAddressAndAllElseStays() {
        String text = """
                # made by the installer
                127.0.0.1\tlocalhost
                127.0.1.1\tdb-1.example.org db-1 # debian
                ::1     ip6-localhost ip6-loopback
                192.0.2.8 db-2
                """;
        assertThat(HostsFile.moved(text, "db-1", ADDRESS))
                .contains(text.replace("127.0.1.1\tdb-1.example.org", ADDRESS + "\tdb-1.example.org"));
    }

    @Test
    void ofALineOfLocalhostOnlyTheNameMoves() {
        assertThat(HostsFile.moved("127.0.0.1 localhost DB-1 localhost4 # both\n::1 localhost db-1\n", "db-1", ADDRESS))
                .contains("127.0.0.1 localhost localhost4 # both\n192.0.2.7 db-1\n::1 localhost\n192.0.2.7 db-1\n");
    }

    @Test
    void nothingElseIsTouched() {
        String text =
                "127.0.0.1 localhost # db-1\n#127.0.1.1 db-1\n127.0.1.1 db-10 db-1.example.org\n192.0.2.9 db-1\n\n";
        assertThat(HostsFile.moved(text, "db-1", ADDRESS)).isEmpty();
        assertThat(HostsFile.moved("", "db-1", ADDRESS)).isEmpty();
    }
}
