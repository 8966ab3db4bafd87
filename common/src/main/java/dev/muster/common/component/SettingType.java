package dev.muster.common.component;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a setting may be. */
public enum SettingType {
    SIZE("a size such as 512m or 2g"),
    INTEGER("a whole number"),
    PORT("a port from 1 to 65535"),
    TEXT("a text"),
    BOOLEAN("true or false"),
    PATH("an absolute path"),
    DURATION("a duration such as 500ms, 30s or 10m"),
    LIST("a list of texts");

    /** Longer values are no settings. */
    static final int LENGTH_MAX = 8192;

    private final String wanted;

    SettingType(String wanted) {
        this.wanted = wanted;
    }

    /** What a value must be, for people. */
    public String wanted() {
        return wanted;
    }

    static Optional<SettingType> named(String name) {
        return Arrays.stream(values())
                .filter(type -> type.inDefinitions().equals(name))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(SettingType::inDefinitions).toList();
    }

    String inDefinitions() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value: a {@link Size}, Long, String, Boolean, {@link Span} or a list of Strings; empty when {@code text} is not of this type. */
    Optional<Object> parse(String text) {
        if (text.length() > LENGTH_MAX || !Characters.canBeWritten(text)) {
            return Optional.empty();
        }
        return switch (this) {
            case SIZE -> Size.parse(text).map(Object.class::cast);
            case INTEGER -> text.matches("-?[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
            case PORT ->
                text.matches("[0-9]{1,5}") && inPortRange(Long.parseLong(text))
                        ? Optional.of(Long.parseLong(text))
                        : Optional.empty();
            case TEXT -> Optional.of(text);
            case BOOLEAN ->
                text.equals("true") || text.equals("false") ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
            case PATH -> isPath(text) ? Optional.of(text) : Optional.empty();
            case DURATION -> Span.parse(text).map(Object.class::cast);
            case LIST ->
                Optional.of(Arrays.stream(text.split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList());
        };
    }

    private static boolean inPortRange(long number) {
        return number >= 1 && number <= 65_535;
    }

    /** Absolute, and without anything that would lead elsewhere. */
    private static boolean isPath(String text) {
        return text.startsWith("/")
                && !Characters.hasControl(text)
                && !List.of(text.split("/")).contains("..");
    }
}
