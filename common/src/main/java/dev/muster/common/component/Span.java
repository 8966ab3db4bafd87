package dev.muster.common.component;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time in milliseconds, written {@code 1500ms}. */
public record Span(long ms) {

    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,12}) ?(ms|s|m|min|h|d)");

    /** {@code 500ms}, {@code 3s}, {@code 2m} or {@code 2min}, {@code 1h}, {@code 1d}; a number alone is refused: nobody knows its unit. */
    public static Optional<Span> parse(String text) {
        Matcher matcher = SYNTAX.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long factor =
                switch (matcher.group(2)) {
                    case "ms" -> 1;
                    case "s" -> 1_000;
                    case "m", "min" -> 60_000;
                    case "h" -> 3_600_000;
                    default -> 86_400_000;
                };
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE / factor ? Optional.empty() : Optional.of(new Span(number * factor));
    }

    /** In seconds, with a fraction only when there is one: {@code 3} or {@code 0.5}. */
    public String seconds() {
        String fraction = ms % 1000 == 0 ? "" : ("." + String.format("%03d", ms % 1000)).replaceAll("0+$", "");
        return ms / 1000 + fraction;
    }

    @Override
    public String toString() {
        return ms + "ms";
    }
}
