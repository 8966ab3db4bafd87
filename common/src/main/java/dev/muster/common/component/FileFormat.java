package dev.muster.common.component;

import com.samskivert.mustache.Mustache;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a file is written. The first three are trees that a writer escapes; the others are literal texts whose inserted values are. */
enum FileFormat {
    YAML,
    PROPERTIES,
    ENV,
    XML_TEXT,
    TEXT;

    static Optional<FileFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.inDefinitions().equals(name))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(FileFormat::inDefinitions).toList();
    }

    String inDefinitions() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean isTree() {
        return this == YAML || this == PROPERTIES || this == ENV;
    }

    /** Makes a value harmless inside a literal text. */
    Mustache.Escaper escaper() {
        return this == XML_TEXT ? FileFormat::inXml : FileFormat::onOneLine;
    }

    /** @throws IllegalArgumentException when the format cannot say {@code content}, for example a list among properties */
    String write(Object content) {
        return switch (this) {
            case YAML -> YamlWriter.write(content);
            case PROPERTIES -> PropertiesWriter.write(tree(content));
            case ENV -> ShellVariablesWriter.write(tree(content));
            case XML_TEXT, TEXT -> String.valueOf(content);
        };
    }

    private static Map<?, ?> tree(Object content) {
        if (content instanceof Map<?, ?> map) {
            return map;
        }
        throw new IllegalArgumentException("the content must be an object: { ... }");
    }

    private static String inXml(String value) {
        StringBuilder out = new StringBuilder();
        value.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&apos;");
                case '\n', '\r', '\t' -> out.append("&#").append(c).append(';');
                default -> out.appendCodePoint(xmlCharacter(c));
            }
        });
        return out.toString();
    }

    /** XML 1.0 cannot say most control characters, not even escaped. */
    private static int xmlCharacter(int c) {
        if (c < 0x20 || c == 0xFFFE || c == 0xFFFF) {
            throw new IllegalArgumentException("a value with a control character cannot stand in XML");
        }
        return c;
    }

    /** Without knowing the syntax of a text, all that can be held is that a value stays on its line. */
    private static String onOneLine(String value) {
        if (Characters.hasControl(value)) {
            throw new IllegalArgumentException(
                    "a value with a line break or a control character cannot stand in a plain text");
        }
        return value;
    }
}
