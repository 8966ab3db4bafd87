package dev.muster.common.component;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory or disk, in bytes. Written as a JVM and Spark read it: {@code 256m}, {@code 1g}. */
public record Size(long bytes) {

    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,12}) ?([kmgt]?)(i?b)?", Pattern.CASE_INSENSITIVE);
    private static final String UNITS = "kmgt";

    /** {@code 512}, {@code 256m}, {@code 1 GiB}: units are powers of 1024 in every spelling. */
    public static Optional<Size> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2).toLowerCase(Locale.ROOT);
        int shift = unit.isEmpty() ? 0 : 10 * (UNITS.indexOf(unit) + 1);
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(new Size(number << shift));
    }

    /** Whole mebibytes, rounded down. */
    public long mebibytes() {
        return bytes >> 20;
    }

    /** The largest unit that divides it without a rest, at most g. */
    @Override
    public String toString() {
        int unit = 0;
        while (unit < 3 && bytes != 0 && (bytes >> (10 * unit)) % 1024 == 0) {
            unit++;
        }
        return unit == 0 ? Long.toString(bytes) : (bytes >> (10 * unit)) + UNITS.substring(unit - 1, unit);
    }
}
