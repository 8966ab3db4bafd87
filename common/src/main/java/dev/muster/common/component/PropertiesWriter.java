package dev.muster.common.component;

import java.util.List;
import java.util.Map;

/** Writes what {@code java.util.Properties} reads: nested names are joined with dots, lists with commas. ASCII only. */
final class PropertiesWriter {

    private final StringBuilder out = new StringBuilder();

    private PropertiesWriter() {}

    /** @throws IllegalArgumentException for a list of anything but scalars without commas */
    static String write(Map<?, ?> content) {
        PropertiesWriter writer = new PropertiesWriter();
        writer.all("", content);
        return writer.out.toString();
    }

    private void all(String prefix, Map<?, ?> map) {
        map.forEach((key, value) -> one(prefix + key, value));
    }

    private void one(String name, Object value) {
        if (value instanceof Map<?, ?> map) {
            all(name + ".", map);
            return;
        }
        String text = value instanceof List<?> list ? joined(name, list) : value.toString();
        out.append(escaped(name, true)).append('=').append(escaped(text, false)).append('\n');
    }

    private static String joined(String name, List<?> list) {
        for (Object item : list) {
            if (item instanceof Map<?, ?>
                    || item instanceof List<?>
                    || item.toString().contains(",")) {
                throw new IllegalArgumentException(
                        "the list \"" + name + "\" cannot be written as comma-separated texts");
            }
        }
        return String.join(",", list.stream().map(Object::toString).toList());
    }

    private static String escaped(String text, boolean asKey) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case ' ' -> escaped.append(asKey || i == 0 ? "\\ " : " ");
                case ':', '=', '#', '!' -> escaped.append(asKey ? "\\" + c : String.valueOf(c));
                default -> escaped.append(c < 0x20 || c > 0x7E ? String.format("\\u%04X", (int) c) : String.valueOf(c));
            }
        }
        return escaped.toString();
    }
}
