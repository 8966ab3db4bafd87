package dev.muster.common.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.1.40, 192.168.1.40",
        "DB-1.Example.COM, db-1.example.com",
        "db-1.example.com., db-1.example.com",
        "node_7, node_7",
        "2001:DB8:0:0:0:0:0:7, 2001:db8::7",
        "[2001:db8::7], 2001:db8::7",
        "::1, ::1",
        "::, ::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:2:3:4:5:6:7, 1:0:2:3:4:5:6:7",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "::ffff:192.168.1.40, ::ffff:c0a8:128",
        "fe80::, fe80::",
    })
    void spellingsOfOneHostAreEqual(String text, String canonical) {
        assertThat(HostName.parse(text)).contains(new HostName(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "-a",
                "a-",
                "a..b",
                ".a",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "a/b",
                "$(x)",
                "a;b",
                "[1.2.3.4]",
                "[::1",
                "1::2::3",
                "1:2:3",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "g::1",
                "::1%eth0",
                "--foo",
                "a\nb",
                "1:2:3:4:5:6:7::8:9",
                "::256.1.1.1",
                "ü.de"
            })
    void whatIsNeitherAnAddressNorANameIsRefused(String text) {
        assertThat(HostName.parse(text)).isEmpty();
    }

    @Test
    void loopbackIsTheWholeBlock() {
        assertThat(HostName.of("127.3.2.1").isLoopback()).isTrue();
        assertThat(HostName.of("::1").isLoopback()).isTrue();
        assertThat(HostName.of("localhost").isLoopback()).isTrue();
        assertThat(HostName.of("128.0.0.1").isLoopback()).isFalse();
    }

    @Test
    void ipv6StandsInBracketsInUrls() {
        assertThat(HostName.of("2001:db8::7").inUrl()).isEqualTo("[2001:db8::7]");
        assertThat(HostName.of("db-1").inUrl()).isEqualTo("db-1");
    }
}
