package dev.muster.common.component;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes YAML that every parser reads alike: block style, and every text in double quotes, unless it is a word that no version of
 * YAML takes for anything else.
 */
final class YamlWriter {

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    private static final Set<String> NOT_TEXTS =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf");

    /** Parsers take nothing for a key whose colon is more than 1,024 characters away. */
    private static final int KEY_MAX = 1_000;

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    /**
     * A document of maps, lists, texts, numbers and booleans.
     *
     * @throws IllegalArgumentException for a key that is too long
     */
    static String write(Object content) {
        YamlWriter writer = new YamlWriter();
        if (isEmptyOrScalar(content)) {
            writer.out.append(writer.inline(content)).append('\n');
        } else {
            writer.block(content, 0);
        }
        return writer.out.toString();
    }

    private void block(Object value, int indent) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, child) -> entry("  ".repeat(indent) + key(String.valueOf(key)) + ":", child, indent + 1));
        } else if (value instanceof List<?> list) {
            list.forEach(child -> entry("  ".repeat(indent) + "-", child, indent + 1));
        }
    }

    private void entry(String head, Object child, int indent) {
        out.append(head);
        if (isEmptyOrScalar(child)) {
            out.append(' ').append(inline(child)).append('\n');
        } else {
            out.append('\n');
            block(child, indent);
        }
    }

    private static boolean isEmptyOrScalar(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.isEmpty();
        }
        return !(value instanceof List<?> list) || list.isEmpty();
    }

    private String inline(Object value) {
        if (value instanceof Map<?, ?>) {
            return "{}";
        }
        if (value instanceof List<?>) {
            return "[]";
        }
        return value instanceof Number || value instanceof Boolean ? value.toString() : text(value.toString());
    }

    private static String key(String key) {
        String written = text(key);
        if (written.length() > KEY_MAX) {
            throw new IllegalArgumentException("a key of more than " + KEY_MAX + " characters cannot stand in YAML");
        }
        return written;
    }

    private static String text(String text) {
        boolean plain = WORD.matcher(text).matches() && !NOT_TEXTS.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> character(quoted, c);
            }
        });
        return quoted.append('"').toString();
    }

    /** What a parser could refuse, or take for a line break, is written by its number. */
    private static void character(StringBuilder quoted, int c) {
        if (Characters.isControl(c) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF) {
            quoted.append(String.format("\\u%04X", c));
        } else if (c > 0xFFFF) {
            quoted.append(String.format("\\U%08X", c));
        } else {
            quoted.appendCodePoint(c);
        }
    }
}
