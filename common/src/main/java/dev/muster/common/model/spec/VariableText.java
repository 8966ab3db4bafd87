package dev.muster.common.model.spec;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with variables, <code>${name}</code>; a dollar sign itself is written twice. There is no other syntax, and nothing nests. */
public final class VariableText {

    private static final Pattern DOLLAR = Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_.-]{0,127})})?");

    private VariableText() {}

    /** What is wrong with the text, as the end of a sentence about it; empty when nothing is. */
    public static Optional<String> fault(String text) {
        Matcher dollar = DOLLAR.matcher(text);
        while (dollar.find()) {
            if (dollar.group().length() == 1) {
                return Optional.of("has a $ that begins no variable");
            }
        }
        return Optional.empty();
    }

    /** The variables in it. */
    public static SortedSet<String> names(String text) {
        SortedSet<String> names = new TreeSet<>();
        Matcher dollar = DOLLAR.matcher(text);
        while (dollar.find()) {
            if (dollar.group(1) != null) {
                names.add(dollar.group(1));
            }
        }
        return names;
    }

    /** The text with each variable's value in its place; a value is taken as it is, and a variable without one stays as it is written. */
    public static String filled(String text, Map<String, String> values) {
        return DOLLAR.matcher(text).replaceAll(found -> {
            String name = found.group(1);
            String put = name == null ? "$" : values.getOrDefault(name, found.group());
            return Matcher.quoteReplacement(put);
        });
    }
}
