package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedactionTest {

    private static final String KEY43 = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";

    private final Redaction redaction = new Redaction(List.of("canary-1", "canary-1-longer", "abc"));

    @Test
    void aKnownSecretIsTakenOutWhereverItStands() {
        assertThat(redaction.of("x canary-1 canary-1-longer(canary-1)"))
                .isEqualTo("x [redacted] [redacted]([redacted])");
        assertThat(redaction.of("abc")).as("too short to be told from a word").isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "spark.authenticate.secret=hunter22 more | spark.authenticate.secret=[redacted] more",
                "{\"password\": \"a b\", \"n\": 1} | {\"password\": \"[redacted]\", \"n\": 1}",
                "{\"apiKey\":\"x\"} | {\"apiKey\":\"[redacted]\"}",
                "db_passwd: 'a b' | db_passwd: '[redacted]'",
                "{\"password\": \"a\\\"b\", \"n\": 1} | {\"password\": \"[redacted]\", \"n\": 1}",
                "{\"detail\":\"password=\\\"a b\\\" no\"} | {\"detail\":\"password=\\\"[redacted]\\\" no\"}",
                "{\"detail\":\"it has secret=a&b\\\" no\"} | {\"detail\":\"it has secret=[redacted]\\\" no\"}",
                "{token: ab;c}, next | {token: [redacted]}, next",
                "TOKEN = abc, next | TOKEN = [redacted], next",
                "{\"message\":\"no token: run it\"} | {\"message\":\"no token: [redacted] it\"}",
                "Authorization: Bearer abcdefgh.ijk | Authorization: Bearer [redacted]",
                "https://ann:pw@host/x | https://[redacted]@host/x",
                "a host:7480 and 10.0.0.1@x | a host:7480 and 10.0.0.1@x",
                "the secretary said: hello | the secretary said: hello"
            })
    void whatIsMarkedAsASecretIsTakenOutAndTheRestStays(String text, String safe) {
        assertThat(redaction.of(text)).isEqualTo(safe);
    }

    /** A log may be made so that looking through it takes long. */
    @Test
    @Timeout(60)
    void nothingTakesLongToLookThrough() {
        for (String each : List.of(
                "a",
                "secret",
                "token=",
                "://",
                "-----BEGIN PRIVATE KEY-----",
                "Bearer ",
                "\"password\":\"",
                "muster_")) {
            assertThat(redaction.of(each.repeat((1 << 20) / each.length()))).isNotEmpty();
        }
    }

    @Test
    void keysAndTokensAreKnownByTheirForm() {
        String pem = "-----BEGIN PRIVATE KEY-----\nMIIabc\ndef=\n-----END PRIVATE KEY-----";
        assertThat(redaction.of("a\n" + pem + "\nb")).isEqualTo("a\n[redacted]\nb");
        assertThat(redaction.of("cut off -----BEGIN EC PRIVATE KEY-----\nMIIabc"))
                .isEqualTo("cut off [redacted]");
        assertThat(redaction.of("given muster_k7x2_" + KEY43 + " and muster1.ab12cd34." + KEY43 + "." + KEY43 + "."))
                .isEqualTo("given [redacted] and [redacted].");
    }
}
