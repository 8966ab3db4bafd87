package dev.muster.common.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPatternTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            n[1-3]          | n1 n2 n3
            n[01-03].dc1    | n01.dc1 n02.dc1 n03.dc1
            n[08-11]        | n08 n09 n10 n11
            n[8-11]         | n8 n9 n10 n11
            n[1,3,7-8]      | n1 n3 n7 n8
            n[ 1 - 2 , 5 ]  | n1 n2 n5
            [1-2]n          | 1n 2n
            r[1-2]n[1-2]    | r1n1 r1n2 r2n1 r2n2
            10.0.0.[9-10]   | 10.0.0.9 10.0.0.10
            n[5]            | n5
            n[0-0]          | n0
            n[00-01]        | n00 n01
            n[007]          | n007
            2001:db8::[1-2] | 2001:db8::1 2001:db8::2
            """)
    void standsForItsNames(String pattern, String names) {
        assertThat(HostPattern.isMeant(pattern)).isTrue();
        assertThat(HostPattern.expand(pattern, 100)).isEqualTo(new HostPattern.Names(Arrays.asList(names.split(" "))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n[",
                "n]",
                "n[]",
                "n[-]",
                "n[1-]",
                "n[-1]",
                "n[1--2]",
                "n[a]",
                "n[3-1]",
                "n[1-010]",
                "n[01-1]",
                "n[1,,2]",
                "n]1[",
                "n[1]]",
                "n[[1]]",
                "n[1-2",
                "n[1234567890]",
                "n[\u0661-\u0663]",
                "n[1-2]x[",
                "n[+1-2]"
            })
    void isMalformed(String pattern) {
        assertThat(HostPattern.expand(pattern, 100)).isInstanceOf(HostPattern.Malformed.class);
    }

    @Test
    void isCountedBeforeItIsMade() {
        assertThat(HostPattern.expand("n[1-100]", 100)).isInstanceOf(HostPattern.Names.class);
        assertThat(HostPattern.expand("n[1-101]", 100)).isEqualTo(new HostPattern.TooMany());
        assertThat(HostPattern.expand("n[1-10][1-10]", 100)).isInstanceOf(HostPattern.Names.class);
        assertThat(HostPattern.expand("n[1-10][1-11]", 100)).isEqualTo(new HostPattern.TooMany());
        assertThat(HostPattern.expand("n[0-999999999][0-999999999]", 100)).isEqualTo(new HostPattern.TooMany());
        assertThat(HostPattern.expand("n[1-99,1-99]", 100)).isEqualTo(new HostPattern.TooMany());
        assertThat(HostPattern.expand("[1-2]".repeat(100), 100)).isEqualTo(new HostPattern.TooMany());
    }

    @Test
    void isNeverLong() {
        assertThat(HostPattern.expand("[1]".repeat(500_000), 100)).isInstanceOf(HostPattern.Malformed.class);
    }

    @Test
    void theBracketsOfAnIpv6AddressAreNoPattern() {
        assertThat(List.of("[2001:db8::7]", "[::1]", "node1", "10.0.0.1")).noneMatch(HostPattern::isMeant);
    }
}
