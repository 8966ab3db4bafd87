package dev.muster.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.muster.common.model.Failure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** Reads the settings of a process, or says all that is wrong with them. */
public final class SettingsLoader {

    private static final long CERTIFICATE_LIFE_MIN_MS = 60_000;
    private static final int HEARTBEATS_A_LEASE = 3;
    private static final long HEARTBEAT_MIN_MS = 100;
    private static final long SESSION_MIN_MS = 2_000;
    private static final long SESSION_MAX_MS = 20_000;
    private static final int SAID_LENGTH_MAX = 60;

    private SettingsLoader() {}

    /** Reads everything that {@code sources} names; files are read once. */
    public static SettingsResult load(SettingsSources sources) {
        Layers layers = new Layers(sources);
        List<Failure> problems = new ArrayList<>(layers.problems());
        for (Config layer : layers.said()) {
            check("", layer.root(), problems);
        }
        if (!problems.isEmpty()) {
            return new SettingsResult.Invalid(problems);
        }
        Config merged = layers.merged();
        checkTogether(merged, problems);
        if (!problems.isEmpty()) {
            return new SettingsResult.Invalid(problems);
        }
        MusterSettings settings = settings(merged, sources);
        return new SettingsResult.Loaded(settings, explained(layers, merged, settings));
    }

    private static List<SettingsResult.Explained> explained(Layers layers, Config merged, MusterSettings settings) {
        // Empty in the file means "the usual place", which depends on the user.
        Map<String, String> places = Map.of(
                "dir", settings.dir().toString(),
                "install.store", settings.install().store().toString());
        List<SettingsResult.Explained> explained = new ArrayList<>();
        for (String key : new TreeSet<>(Keys.ALL.keySet())) {
            ConfigValue value = merged.getValue(key);
            boolean isSaid = layers.said().stream().anyMatch(layer -> layer.hasPathOrNull(key));
            explained.add(new SettingsResult.Explained(
                    key,
                    places.containsKey(key)
                            ? ConfigUtil.quoteString(places.get(key))
                            : value.render(ConfigRenderOptions.concise()),
                    isSaid ? SettingsFailures.where(value.origin()) : "default"));
        }
        return explained;
    }

    private static void check(String above, ConfigObject object, List<Failure> problems) {
        List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(object.entrySet());
        entries.sort(Comparator.comparingInt((Map.Entry<String, ConfigValue> e) ->
                        e.getValue().origin().lineNumber())
                .thenComparing(Map.Entry::getKey));
        for (Map.Entry<String, ConfigValue> entry : entries) {
            String path = above + entry.getKey();
            ConfigValue value = entry.getValue();
            String where = SettingsFailures.where(value.origin());
            Kind kind = Keys.ALL.get(path);
            if (kind != null) {
                if (!kind.accepts(value)) {
                    problems.add(SettingsFailures.wrong(where, path, said(value), kind.words()));
                }
            } else if (value instanceof ConfigObject section && (Keys.isSection(path) || !section.isEmpty())) {
                check(path + ".", section, problems);
            } else if (Keys.isSection(path)) {
                problems.add(SettingsFailures.wrong(where, path, said(value), "a section in braces"));
            } else {
                problems.add(SettingsFailures.unknown(where, path, Keys.nearest(path)));
            }
        }
    }

    private static void checkTogether(Config config, List<Failure> problems) {
        long heartbeatMs = ms(config, "agents.heartbeat");
        if (heartbeatMs < HEARTBEAT_MIN_MS) {
            problems.add(wrong(config, "agents.heartbeat", "at least " + HEARTBEAT_MIN_MS + "ms"));
        }
        if (ms(config, "agents.lease") < HEARTBEATS_A_LEASE * heartbeatMs) {
            problems.add(
                    wrong(config, "agents.lease", "at least three heartbeats, which are " + 3 * heartbeatMs + "ms"));
        }
        long sessionMs = ms(config, "store.session");
        if (sessionMs < SESSION_MIN_MS || sessionMs > SESSION_MAX_MS) {
            problems.add(wrong(config, "store.session", "from 2s to 20s"));
        }
        for (String key : List.of("password-file", "keys-file", "trust-file")) {
            String path = "store.login." + key;
            if (config.getString("store.zookeeper").isEmpty()
                    && !config.getString(path).isEmpty()) {
                problems.add(wrong(config, path, "nothing without store.zookeeper: the coordinators' own have theirs"));
            }
        }
        if (config.getString("store.login.keys-file").isEmpty()
                != config.getString("store.login.trust-file").isEmpty()) {
            problems.add(wrong(config, "store.login.keys-file", "set together with store.login.trust-file"));
        }
        checkPki(config, problems);
        if (ms(config, "security.certificate-life") < CERTIFICATE_LIFE_MIN_MS) {
            problems.add(wrong(config, "security.certificate-life", "at least 1m"));
        }
        for (String key : List.of("http.request-timeout", "http.idle-timeout", "install.timeout")) {
            if (ms(config, key) == 0) {
                problems.add(wrong(config, key, "more than 0"));
            }
        }
        if (config.getBytes("http.body-max") > Integer.MAX_VALUE) {
            problems.add(wrong(config, "http.body-max", "less than 2GiB"));
        }
    }

    private static void checkPki(Config config, List<Failure> problems) {
        String pki = "security.pki.";
        boolean isSet = !config.getString(pki + "authority-file").isEmpty();
        for (String key : List.of("certificate-file", "key-file")) {
            if (config.getString(pki + key).isEmpty() == isSet) {
                problems.add(wrong(config, pki + key, "set together with " + pki + "authority-file"));
            }
        }
        for (String key : List.of("coordinator-certificate-file", "coordinator-key-file", "secret-file")) {
            if (!isSet && !config.getString(pki + key).isEmpty()) {
                problems.add(wrong(config, pki + key, "nothing without " + pki + "authority-file"));
            }
        }
        if (config.getString(pki + "coordinator-certificate-file").isEmpty()
                != config.getString(pki + "coordinator-key-file").isEmpty()) {
            problems.add(wrong(
                    config, pki + "coordinator-key-file", "set together with " + pki + "coordinator-certificate-file"));
        }
        if (isSet && config.getBoolean("security.insecure")) {
            problems.add(wrong(config, "security.insecure", "false where there are certificates (" + pki + ")"));
        }
    }

    private static MusterSettings settings(Config c, SettingsSources sources) {
        Path dir = c.getString("dir").isEmpty() ? usualDirectory(sources) : Path.of(c.getString("dir"));
        String installStore = c.getString("install.store");
        String components = c.getString("components.dir");
        return new MusterSettings(
                dir,
                c.getString("run-as"),
                new MusterSettings.Agents(
                        c.getInt("agents.port"),
                        ms(c, "agents.heartbeat"),
                        ms(c, "agents.lease"),
                        c.getDouble("agents.vanish-share"),
                        ms(c, "agents.vanish-patience")),
                new MusterSettings.Security(
                        c.getBoolean("security.insecure"),
                        ms(c, "security.certificate-life"),
                        new MusterSettings.Security.Pki(
                                c.getString("security.pki.authority-file"),
                                c.getString("security.pki.certificate-file"),
                                c.getString("security.pki.key-file"),
                                c.getString("security.pki.coordinator-certificate-file"),
                                c.getString("security.pki.coordinator-key-file"),
                                c.getString("security.pki.secret-file"))),
                new MusterSettings.Http(
                        c.getInt("http.port"),
                        c.getStringList("http.bind"),
                        c.getStringList("http.allowed-hosts"),
                        MusterSettings.Auth.valueOf(c.getString("http.auth").toUpperCase(Locale.ROOT)),
                        c.getInt("http.connections-max"),
                        c.getBytes("http.body-max"),
                        ms(c, "http.request-timeout"),
                        ms(c, "http.idle-timeout")),
                new MusterSettings.Store(
                        c.getString("store.zookeeper"),
                        c.getInt("store.port"),
                        (int) ms(c, "store.session"),
                        new MusterSettings.Store.Login(
                                c.getString("store.login.password-file"),
                                c.getString("store.login.keys-file"),
                                c.getString("store.login.trust-file")),
                        new MusterSettings.Store.Ensemble(
                                c.getInt("store.ensemble.client-port"),
                                c.getInt("store.ensemble.local-port"),
                                c.getInt("store.ensemble.peer-port"),
                                c.getInt("store.ensemble.election-port"))),
                new MusterSettings.Install(
                        installStore.isEmpty() ? dir.resolve("store") : Path.of(installStore),
                        c.getInt("install.downloads"),
                        ms(c, "install.timeout")),
                new MusterSettings.Maven(c.getString("maven.mirror")),
                new MusterSettings.Java(
                        c.getStringList("java.homes").stream().map(Path::of).toList()),
                new MusterSettings.Components(components.isEmpty() ? List.of() : List.of(Path.of(components))),
                new MusterSettings.Start(ms(c, "start.quorum-grace")),
                new MusterSettings.Wait(ms(c, "wait.timeout"), c.getBoolean("wait.look")),
                new MusterSettings.Logs(c.getBytes("logs.size-max"), c.getInt("logs.files-max")));
    }

    private static Path usualDirectory(SettingsSources sources) {
        if (sources.properties().getOrDefault("user.name", "").equals("root")) {
            return Path.of("/var/lib/muster");
        }
        String data = sources.environment().getOrDefault("XDG_DATA_HOME", "");
        return data.startsWith("/")
                ? Path.of(data, "muster")
                : Path.of(sources.properties().getOrDefault("user.home", "/"), ".local", "share", "muster");
    }

    private static long ms(Config config, String key) {
        return config.getDuration(key).toMillis();
    }

    private static Failure wrong(Config config, String key, String wanted) {
        ConfigValue value = config.getValue(key);
        return SettingsFailures.wrong(SettingsFailures.where(value.origin()), key, said(value), wanted);
    }

    private static String said(ConfigValue value) {
        if (value.valueType() == ConfigValueType.NULL) {
            return "null";
        }
        String text = value.render(ConfigRenderOptions.concise());
        return text.length() <= SAID_LENGTH_MAX ? text : text.substring(0, SAID_LENGTH_MAX) + "...";
    }
}
