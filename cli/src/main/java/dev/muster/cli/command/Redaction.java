package dev.muster.cli.command;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Takes out of a text what nobody else is to see: the secrets that are known here, wherever they stand; private keys, tokens,
 * passwords in URLs; and the values of keys whose names say that they are secret. What it does not know and what nothing marks as a
 * secret it cannot find. Pure.
 */
final class Redaction {

    static final String MARK = "[redacted]";

    /** A shorter one would be found in the middle of words, and give itself away by its gaps. */
    private static final int SECRET_CHARS_MIN = 6;

    private static final String SECRET_WORD =
            "(?:passw(?:or)?d|passphrase|secret|token|credential|api[_-]?key|private[_-]?key|access[_-]?key)";

    private static final Map<Pattern, String> RULES = rules();

    private final List<String> known;

    /** @param known secrets, as they are */
    Redaction(Collection<String> known) {
        List<String> all = new ArrayList<>(
                known.stream().filter(each -> each.length() >= SECRET_CHARS_MIN).toList());
        all.sort(Comparator.comparingInt(String::length).reversed()); // one may begin with another
        this.known = List.copyOf(all);
    }

    private static Map<Pattern, String> rules() {
        Map<Pattern, String> rules = new LinkedHashMap<>();
        rules.put(
                Pattern.compile(
                        "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
                        Pattern.DOTALL),
                MARK);
        // Those of Muster itself: for people, and for machines that join.
        rules.put(Pattern.compile("\\bmuster_[A-Za-z0-9]+_[A-Za-z0-9_-]{43}"), MARK);
        rules.put(Pattern.compile("\\bmuster1[.][a-z0-9]{8}[.][A-Za-z0-9_-]{43}[.][A-Za-z0-9_-]{43}"), MARK);
        rules.put(Pattern.compile("(?i)\\b(Bearer|Basic) +[A-Za-z0-9+/=._~-]{8,}"), "$1 " + MARK);
        rules.put(Pattern.compile("://[^/\\s:@\"']{1,256}:[^/\\s@\"']{1,4096}@"), "://" + MARK + "@");
        // Of bounded length: a log may hold anything, and is gone through once.
        String key = "(?i)(" + SECRET_WORD + "[\\w.-]{0,64}\\\\?[\"']?\\s{0,8}[:=]\\s{0,8})";
        rules.put(
                Pattern.compile(key + "\\\\\"[^\"\\r\\n]{1,4096}\\\\\""),
                "$1\\\\\"" + MARK + "\\\\\""); // in a text of JSON
        rules.put(Pattern.compile(key + "\"[^\\r\\n]{0,4096}?(?<!\\\\)\""), "$1\"" + MARK + "\"");
        rules.put(Pattern.compile(key + "'[^'\\r\\n]{1,4096}'"), "$1'" + MARK + "'");
        rules.put(Pattern.compile(key + "[^\\s\"']{1,4096}(?<![,;)}\\]\\\\])"), "$1" + MARK);
        return rules;
    }

    /** {@code text} without them. */
    String of(String text) {
        String safe = text;
        for (String secret : known) {
            safe = safe.replace(secret, MARK);
        }
        for (Map.Entry<Pattern, String> rule : RULES.entrySet()) {
            safe = rule.getKey().matcher(safe).replaceAll(rule.getValue());
        }
        return safe;
    }
}
