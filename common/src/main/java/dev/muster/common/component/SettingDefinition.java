package dev.muster.common.component;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A setting that a component offers.
 *
 * @param name with dots where cluster.json nests: {@code ports.ui}
 * @param type what it may be
 * @param standard its value when nobody sets it, as text
 * @param min least number, bytes or milliseconds; null for no limit
 * @param max greatest number, bytes or milliseconds; null for no limit
 * @param help one line for people
 * @param origin where it is defined, for example {@code cassandra.conf:31}
 */
public record SettingDefinition(
        String name,
        SettingType type,
        String standard,
        @Nullable Long min,
        @Nullable Long max,
        String help,
        String origin) {

    /** What a value must be, for people. */
    public String wanted() {
        String least = min == null ? "" : ", at least " + shown(min);
        String most = max == null ? "" : ", at most " + shown(max);
        return type.wanted() + least + most;
    }

    /** The value that {@code text} says; empty when it says none that is allowed. */
    Optional<Object> parse(String text) {
        if (text.isEmpty() && standard.isEmpty()) {
            return Optional.of(type == SettingType.LIST ? List.of() : "");
        }
        if (type == SettingType.TEXT && text.startsWith(SecretReference.PREFIX)) {
            return SecretReference.parse(text).map(Object.class::cast);
        }
        return type.parse(text).filter(this::inLimits);
    }

    private boolean inLimits(Object value) {
        long number;
        if (value instanceof Long plain) {
            number = plain;
        } else if (value instanceof Size size) {
            number = size.bytes();
        } else if (value instanceof Span span) {
            number = span.ms();
        } else {
            return true;
        }
        return (min == null || number >= min) && (max == null || number <= max);
    }

    private String shown(long limit) {
        return switch (type) {
            case SIZE -> new Size(limit).toString();
            case DURATION -> new Span(limit).toString();
            case INTEGER, PORT, TEXT, BOOLEAN, PATH, LIST -> Long.toString(limit);
        };
    }
}
