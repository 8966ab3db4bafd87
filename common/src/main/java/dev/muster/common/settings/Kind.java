package dev.muster.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import dev.muster.common.model.HostName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a setting's value may be. */
enum Kind {
    TEXT("a text", false, c -> c.getString(Kind.KEY).length() <= Kind.TEXT_LENGTH_MAX),
    HOSTS("a list of host names or addresses", true, c -> isHosts(c.getStringList(Kind.KEY))),
    AUTH("auto, required or off", false, c -> isAuth(c.getString(Kind.KEY))),
    ENSEMBLE("host:port,host:port with or without /path, or empty", false, c -> isEnsemble(c.getString(Kind.KEY))),
    URL("an http or https address, or empty", false, c -> isUrl(c.getString(Kind.KEY))),
    PATH("an absolute path, or empty", false, c -> isPath(c.getString(Kind.KEY))),
    PATHS("a list of absolute paths", true, c -> c.getStringList(Kind.KEY).stream()
            .allMatch(Kind::isPath)),
    PORT("a port from 1 to 65535", false, c -> c.getInt(Kind.KEY) >= 1 && c.getInt(Kind.KEY) <= 65535),
    PORT_OR_ANY("a port up to 65535, or 0", false, c -> c.getInt(Kind.KEY) >= 0 && c.getInt(Kind.KEY) <= 65535),
    SHARE("a share from 0 to 1", false, c -> c.getDouble(Kind.KEY) >= 0 && c.getDouble(Kind.KEY) <= 1),
    FLAG("true or false", false, c -> c.getBoolean(Kind.KEY) || true),
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
    private static final String SERVER = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}";
    private static final Pattern SERVERS = Pattern.compile(SERVER + "(," + SERVER + ")*(/[A-Za-z0-9._-]+)*");
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

    private static boolean isHosts(List<String> names) {
        return names.size() <= LIST_LENGTH_MAX
                && names.stream().allMatch(name -> HostName.parse(name).isPresent());
    }

    private static boolean isAuth(String text) {
        return Arrays.stream(MusterSettings.Auth.values())
                .anyMatch(auth -> auth.name().toLowerCase(Locale.ROOT).equals(text));
    }

    private static boolean isEnsemble(String text) {
        return text.isEmpty()
                || text.length() <= TEXT_LENGTH_MAX && SERVERS.matcher(text).matches();
    }

    private static boolean isUrl(String text) {
        try {
            URI uri = new URI(text);
            return text.isEmpty()
                    || uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
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
