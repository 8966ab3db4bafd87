package dev.muster.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LogSourceTest {

    private static final long NOW = 1_000;

    private final LogSource source = new LogSource(new ComponentId(HostName.of("a"), Role.MASTER), ZoneOffset.UTC);

    private static List<Long> times(List<LogSource.Line> lines) {
        return lines.stream().map(LogSource.Line::atMs).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "26/11/20 19:44:02 INFO Master: up | 2026-11-20T18:44:02Z",
                "[2026-11-20T19:44:02,123][INFO ][o.o.n.Node] up | 2026-11-20T18:44:02.123Z",
                "INFO  [main] 2026-11-20 19:44:02,123 Daemon.java:1 - up | 2026-11-20T18:44:02.123Z",
                "2026-11-20T19:44:02.120Z up | 2026-11-20T19:44:02.120Z",
                "[2026-11-20T19:44:02.120+0530] gc | 2026-11-20T14:14:02.120Z",
                "2026-13-40T19:44:02Z no such day | ",
                "26/11/20 and no more | ",
                "mock line 3 | "
            })
    void theTimeOfALineIsKnownInTheFormsOfAllComponents(String line, String at) {
        assertThat(LogStamp.of(line, ZoneId.of("Europe/Berlin")).stream().boxed())
                .isEqualTo(at == null ? List.of() : List.of(Instant.parse(at).toEpochMilli()));
    }

    @Test
    void aLineWithoutATimeBelongsToTheOneBefore() {
        List<LogSource.Line> lines =
                source.add("\tat cut.off\n1970-01-01T00:00:05Z a\n\tat b\n1970-01-01T00:00:07Z c\n", NOW);
        assertThat(times(lines)).containsExactly(5_000L, 5_000L, 5_000L, 7_000L);
        assertThat(source.add("\tat d\n", NOW)).singleElement().satisfies(line -> {
            assertThat(line.atMs()).isEqualTo(7_000);
            assertThat(line.timed()).isTrue();
        });
    }

    @Test
    void aLogWithoutTimesIsOrderedByItsArrival() {
        assertThat(times(source.add("a\nb\n", NOW))).containsExactly(NOW, NOW);
        assertThat(times(source.add("c\n", NOW + 1))).containsExactly(NOW + 1);
    }

    @Test
    void aLineIsToldWhenItHasEndedOrIsTooLongToBeWaitedFor() {
        assertThat(source.add("begi", NOW)).isEmpty();
        assertThat(source.add("n\nrest", NOW)).extracting(LogSource.Line::text).containsExactly("begin");
        assertThat(source.rest(NOW)).extracting(LogSource.Line::text).containsExactly("rest");
        assertThat(source.rest(NOW)).isEmpty();
        assertThat(source.add("x".repeat(LogSource.LINE_CHARS_MAX), NOW)).hasSize(1);
    }
}
