package dev.muster.common.component;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes {@code NAME='value'} lines that a POSIX shell can source: inside single quotes nothing is expanded. */
final class ShellVariablesWriter {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    private ShellVariablesWriter() {}

    /** @throws IllegalArgumentException for a name that is no variable, and for values that are no scalars */
    static String write(Map<?, ?> content) {
        StringBuilder out = new StringBuilder();
        content.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("\"" + name + "\" is not the name of a variable");
            }
            if (value instanceof Map<?, ?> || value instanceof List<?>) {
                throw new IllegalArgumentException("the variable \"" + name + "\" must be one text");
            }
            out.append(name)
                    .append("='")
                    .append(value.toString().replace("'", "'\\''"))
                    .append("'\n");
        });
        return out.toString();
    }
}
