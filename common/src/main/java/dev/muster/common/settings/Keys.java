package dev.muster.common.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings that there are. A test holds {@code reference.conf} to the same set. */
final class Keys {

    /** Key to kind, in the order of {@code reference.conf}. */
    static final Map<String, Kind> ALL = all();

    /** Properties of the JVM below {@code muster.} that the launcher and the program set for themselves. */
    private static final String LAUNCHER = "home|root|program|archive|log|columns|rows|tty[.].*";

    private Keys() {}

    /** The environment variable that stands for a key. */
    static String variable(String key) {
        return "MUSTER_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether settings stand below {@code path}. */
    static boolean isSection(String path) {
        return ALL.keySet().stream().anyMatch(key -> key.startsWith(path + "."));
    }

    /** Whether {@code path} is the launcher's own, and no setting. */
    static boolean isLaunchers(String path) {
        return path.matches(LAUNCHER);
    }

    /** The key that was probably meant. */
    static Optional<String> nearest(String path) {
        String best = "";
        int least = Integer.MAX_VALUE;
        for (String key : ALL.keySet()) {
            String last = key.substring(key.lastIndexOf('.') + 1);
            int distance =
                    Math.min(distance(path, key), last.equals(path.substring(path.lastIndexOf('.') + 1)) ? 2 : 99);
            if (distance < least) {
                least = distance;
                best = key;
            }
        }
        return least <= Math.max(2, path.length() / 4) ? Optional.of(best) : Optional.empty();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }

    private static Map<String, Kind> all() {
        Map<String, Kind> keys = new LinkedHashMap<>();
        keys.put("dir", Kind.PATH);
        keys.put("run-as", Kind.TEXT);
        keys.put("agents.port", Kind.PORT);
        keys.put("agents.heartbeat", Kind.TIME);
        keys.put("agents.lease", Kind.TIME);
        keys.put("agents.vanish-share", Kind.SHARE);
        keys.put("agents.vanish-patience", Kind.TIME);
        keys.put("security.insecure", Kind.FLAG);
        keys.put("security.certificate-life", Kind.TIME);
        keys.put("security.pki.authority-file", Kind.PATH);
        keys.put("security.pki.certificate-file", Kind.PATH);
        keys.put("security.pki.key-file", Kind.PATH);
        keys.put("security.pki.coordinator-certificate-file", Kind.PATH);
        keys.put("security.pki.coordinator-key-file", Kind.PATH);
        keys.put("security.pki.secret-file", Kind.PATH);
        keys.put("http.port", Kind.PORT_OR_ANY);
        keys.put("http.bind", Kind.HOSTS);
        keys.put("http.allowed-hosts", Kind.HOSTS);
        keys.put("http.auth", Kind.AUTH);
        keys.put("http.connections-max", Kind.COUNT);
        keys.put("http.body-max", Kind.SIZE);
        keys.put("http.request-timeout", Kind.TIME);
        keys.put("http.idle-timeout", Kind.TIME);
        keys.put("store.zookeeper", Kind.ENSEMBLE);
        keys.put("store.port", Kind.PORT_OR_ANY);
        keys.put("store.session", Kind.TIME);
        keys.put("store.login.password-file", Kind.PATH);
        keys.put("store.login.keys-file", Kind.PATH);
        keys.put("store.login.trust-file", Kind.PATH);
        keys.put("store.ensemble.client-port", Kind.PORT);
        keys.put("store.ensemble.local-port", Kind.PORT);
        keys.put("store.ensemble.peer-port", Kind.PORT);
        keys.put("store.ensemble.election-port", Kind.PORT);
        keys.put("install.store", Kind.PATH);
        keys.put("install.downloads", Kind.COUNT);
        keys.put("install.timeout", Kind.TIME);
        keys.put("maven.mirror", Kind.URL);
        keys.put("java.homes", Kind.PATHS);
        keys.put("components.dir", Kind.PATH);
        keys.put("start.quorum-grace", Kind.TIME);
        keys.put("wait.timeout", Kind.TIME);
        keys.put("wait.look", Kind.FLAG);
        keys.put("logs.size-max", Kind.SIZE);
        keys.put("logs.files-max", Kind.COUNT);
        return Collections.unmodifiableMap(keys);
    }
}
