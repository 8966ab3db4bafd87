package dev.muster.common.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * Host patterns: {@code node[01-04,07].dc1} stands for five names. Zero padding is kept, and there may be several brackets.
 * Everything is counted before anything is made.
 */
final class HostPattern {

    private static final int DIGITS_MAX = 9;
    private static final int LENGTH_MAX = 512;
    private static final String EXAMPLE = "for example node[01-20] or node[1-4,7]";

    private HostPattern() {}

    /** What a pattern comes to. */
    sealed interface Expansion {}

    /** The names in their order; a name may be there twice. */
    record Names(List<String> names) implements Expansion {}

    /** Not a pattern. */
    record Malformed(String message, String hint) implements Expansion {}

    /** More names than allowed. */
    record TooMany() implements Expansion {}

    /** Whether a key is meant as a pattern; the brackets of an IPv6 address do not make it one. */
    static boolean isMeant(String key) {
        boolean ipv6 = key.startsWith("[") && key.indexOf(':') > 0;
        return !ipv6 && (key.indexOf('[') >= 0 || key.indexOf(']') >= 0);
    }

    /** All names, when there are at most {@code namesMax}. */
    static Expansion expand(String pattern, int namesMax) {
        if (pattern.length() > LENGTH_MAX) {
            return new Malformed("longer than " + LENGTH_MAX + " characters", EXAMPLE);
        }
        List<String> names = List.of("");
        int at = 0;
        while (at < pattern.length()) {
            int open = pattern.indexOf('[', at);
            int close = pattern.indexOf(']', at);
            if (open < 0 && close < 0) {
                names = joined(names, List.of(pattern.substring(at)));
                break;
            }
            if (open < 0 || close < open) {
                String which = open < 0 || close >= 0 ? "a ] without its [" : "a [ without its ]";
                return new Malformed(which, close < 0 ? "write the missing ]" : "write the missing [");
            }
            Expansion inside = ranges(pattern.substring(open + 1, close), namesMax);
            if (!(inside instanceof Names numbers)) {
                return inside;
            }
            if ((long) names.size() * numbers.names().size() > namesMax) {
                return new TooMany();
            }
            names = joined(joined(names, List.of(pattern.substring(at, open))), numbers.names());
            at = close + 1;
        }
        return new Names(names);
    }

    private static List<String> joined(List<String> heads, List<String> tails) {
        List<String> all = new ArrayList<>(heads.size() * tails.size());
        for (String head : heads) {
            for (String tail : tails) {
                all.add(head + tail);
            }
        }
        return all;
    }

    private static Expansion ranges(String text, int namesMax) {
        List<String> numbers = new ArrayList<>();
        for (String range : text.split(",", -1)) {
            int dash = range.indexOf('-');
            String first = (dash < 0 ? range : range.substring(0, dash)).strip();
            String last = (dash < 0 ? range : range.substring(dash + 1)).strip();
            String fault = fault(first, last);
            if (!fault.isEmpty()) {
                return new Malformed(fault, EXAMPLE);
            }
            int low = Integer.parseInt(first);
            int high = Integer.parseInt(last);
            if ((long) high - low + numbers.size() >= namesMax) {
                return new TooMany();
            }
            for (int number = low; number <= high; number++) {
                numbers.add(padded(number, first.length()));
            }
        }
        return new Names(numbers);
    }

    private static String fault(String first, String last) {
        if (!isNumber(first) || !isNumber(last)) {
            return Quoted.of(isNumber(first) ? last : first) + " is not a number of at most " + DIGITS_MAX + " digits";
        }
        boolean padded = (first.length() > 1 && first.startsWith("0")) || (last.length() > 1 && last.startsWith("0"));
        if (padded && first.length() != last.length()) {
            return first + " and " + last + " are padded differently";
        }
        return Integer.parseInt(first) > Integer.parseInt(last) ? first + "-" + last + " runs backwards" : "";
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String padded(int number, int width) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, width - digits.length())) + digits;
    }
}
