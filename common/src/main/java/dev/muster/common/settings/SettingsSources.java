package dev.muster.common.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where settings come from, strongest first. Nothing else is looked at.
 *
 * @param flags of the command line: key of a setting to its text
 * @param environment of the process
 * @param properties of the JVM
 * @param configFile of {@code --config}; must be there
 * @param usualFiles the first of them that is there counts
 */
public record SettingsSources(
        Map<String, String> flags,
        Map<String, String> environment,
        Map<String, String> properties,
        Optional<Path> configFile,
        List<Path> usualFiles) {

    public SettingsSources {
        flags = Map.copyOf(flags);
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
        usualFiles = List.copyOf(usualFiles);
    }

    /** Those of this process. */
    public static SettingsSources ofProcess(Map<String, String> flags, Optional<Path> configFile) {
        Map<String, String> properties = new TreeMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            properties.put(name, System.getProperty(name, ""));
        }
        Map<String, String> environment = System.getenv();
        String home = environment.getOrDefault("MUSTER_HOME", properties.getOrDefault("muster.home", ""));
        Path etc = Path.of("/etc/muster/muster.conf");
        List<Path> usual = home.isEmpty() ? List.of(etc) : List.of(Path.of(home, "conf", "muster.conf"), etc);
        return new SettingsSources(flags, environment, properties, configFile, usual);
    }
}
