package dev.muster.cli.command;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The time that a log line says of itself: {@code 2026-11-20T19:44:02.120Z} and {@code 2026-11-20 19:44:02,120} as OpenSearch and
 * Cassandra write it, and {@code 26/11/20 19:44:02} as Spark does. Pure.
 */
final class LogStamp {

    /** A time stands at the beginning, behind a level and a thread at most. */
    private static final int SEARCHED_MAX = 160;

    private static final Pattern ISO = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d:\\d\\d)" + "(?:[.,](\\d{1,9}))?(Z|[+-]\\d\\d:?\\d\\d)?");
    private static final Pattern SHORT = Pattern.compile("^(\\d\\d)/(\\d\\d)/(\\d\\d) (\\d\\d:\\d\\d:\\d\\d)(?!\\d)");

    private LogStamp() {}

    /**
     * Milliseconds since 1970; empty when the line says no time.
     *
     * @param zone of a time that names none
     */
    static OptionalLong of(String line, ZoneId zone) {
        try {
            Matcher iso = ISO.matcher(line.substring(0, Math.min(line.length(), SEARCHED_MAX)));
            if (iso.find()) {
                String local = iso.group(1) + "T" + iso.group(2) + (iso.group(3) == null ? "" : "." + iso.group(3));
                String offset = iso.group(4);
                return OptionalLong.of(
                        offset == null
                                ? ofLocal(local, zone)
                                : OffsetDateTime.parse(local + colon(offset))
                                        .toInstant()
                                        .toEpochMilli());
            }
            Matcher brief = SHORT.matcher(line);
            if (brief.find()) {
                return OptionalLong.of(ofLocal(
                        "20" + brief.group(1) + "-" + brief.group(2) + "-" + brief.group(3) + "T" + brief.group(4),
                        zone));
            }
            return OptionalLong.empty();
        } catch (DateTimeException noSuchDay) {
            return OptionalLong.empty();
        }
    }

    private static long ofLocal(String text, ZoneId zone) {
        return LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
    }

    private static String colon(String offset) {
        return offset.length() == 5 ? offset.substring(0, 3) + ":" + offset.substring(3) : offset;
    }
}
