package dev.muster.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import java.util.Locale;
import java.util.function.Predicate;

/** What a setting's value may be. */
enum Kind {
    TEXT("a text", false, c -> c.getString(Kind.KEY).length() <= Kind.TEXT_LENGTH_MAX),
    TEXTS("a list of texts", true, c -> c.getStringList(Kind.KEY).size() <= Kind.LIST_LENGTH_MAX),
    PATH("an absolute path, or empty", false, c -> isPath(c.getString(Kind.KEY))),
    PATHS("a list of absolute paths", true, c -> c.getStringList(Kind.KEY).stream()
            .allMatch(Kind::isPath)),
    PORT("a port from 1 to 65535", false, c -> c.getInt(Kind.KEY) >= 1 && c.getInt(Kind.KEY) <= 65535),
    PORT_OR_ANY("a port up to 65535, or 0", false, c -> c.getInt(Kind.KEY) >= 0 && c.getInt(Kind.KEY) <= 65535),
    COUNT("a whole number from 1 to 100000", false, c -> c.getInt(Kind.KEY) >= 1 && c.getInt(Kind.KEY) <= 100_000),
    TIME(
            "a time such as 500ms, 5s or 10m",
            false,
            c -> isTime(c.getDuration(Kind.KEY).toMillis())),
    SIZE("a size such as 64MiB", false, c -> c.getBytes(Kind.KEY) >= 1);

    /** Where {@link #accepts} puts the one value that it looks at. */
    private static final String KEY = "value";

    private static final int TEXT_LENGTH_MAX = 4096;
    private static final int LIST_LENGTH_MAX = 1000;
    private static final long DAYS_MAX_MS = 366L * 24 * 3600 * 1000;

    private final String words;
    private final boolean list;
    private final Predicate<Config> check;

    Kind(String words, boolean list, Predicate<Config> check) {
        this.words = words;
        this.list = list;
        this.check = check;
    }

    /** In words, for a message. */
    String words() {
        return words;
    }

    /** Whether texts from the environment are split at commas. */
    boolean isList() {
        return list;
    }

    /** Whether {@code value} is of this kind. */
    boolean accepts(ConfigValue value) {
        try {
            return check.test(value.atKey(KEY));
        } catch (ConfigException | ArithmeticException e) {
            return false;
        }
    }

    private static boolean isPath(String text) {
        return text.isEmpty() || (text.startsWith("/") && text.indexOf('\0') < 0);
    }

    private static boolean isTime(long ms) {
        return ms >= 0 && ms <= DAYS_MAX_MS;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
