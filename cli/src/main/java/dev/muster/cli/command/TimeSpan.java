package dev.muster.cli.command;

import dev.muster.common.model.change.Restraint;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 90s}, {@code 10m}, {@code 2h}, {@code 30d}; a bare number is seconds. */
final class TimeSpan implements ITypeConverter<Duration> {

    private static final Pattern SYNTAX = Pattern.compile("([0-9]{1,7})(ms|s|m|h|d)?");

    /** Refuses a time that neither maintenance nor a lock may last; {@code hint} is what to do instead. */
    static void checkHold(Duration time, String hint) throws CommandFailure {
        if (time.toMillis() < Restraint.MAINTENANCE_MIN_MS || time.toMillis() > Restraint.MAINTENANCE_MAX_MS) {
            throw CommandFailure.of(ExitCode.USAGE, "TIME_OUT_OF_RANGE", "--for must be from 1m to 28d", hint);
        }
    }

    @Override
    public Duration convert(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is not a time such as 90s, 10m or 2h");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "s" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
