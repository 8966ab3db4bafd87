package dev.muster.common.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads each source into one layer, and keeps what is wrong with them as sources. */
final class Layers {

    private static final String PREFIX = "muster.";
    private static final long FILE_BYTES_MAX = 1 << 20;
    private static final String REFERENCE = "dev/muster/common/settings/reference.conf";

    private final List<Config> strongestFirst = new ArrayList<>();
    private final List<Failure> problems = new ArrayList<>();

    Layers(SettingsSources sources) {
        strongestFirst.add(flags(sources.flags()));
        strongestFirst.add(environment(sources.environment()));
        strongestFirst.add(properties(sources.properties()));
        sources.configFile().ifPresent(this::addFile);
        sources.usualFiles().stream().filter(Files::exists).findFirst().ifPresent(this::addFile);
    }

    /** What was said by others than {@code reference.conf}, strongest first. */
    List<Config> said() {
        return strongestFirst;
    }

    /** Sources that could not be read. */
    List<Failure> problems() {
        return problems;
    }

    /** All layers over {@code reference.conf}. */
    Config merged() {
        Config merged = ConfigFactory.empty();
        for (Config layer : strongestFirst) {
            merged = merged.withFallback(layer);
        }
        return merged.withFallback(reference());
    }

    static Config reference() {
        return ConfigFactory.parseResources(
                Layers.class.getClassLoader(),
                REFERENCE,
                ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF));
    }

    private static Config flags(Map<String, String> flags) {
        Config layer = ConfigFactory.empty();
        for (Map.Entry<String, String> flag : new TreeMap<>(flags).entrySet()) {
            layer = layer.withValue(flag.getKey(), value(flag.getKey(), flag.getValue(), "the command line"));
        }
        return layer;
    }

    private static Config environment(Map<String, String> environment) {
        Config layer = ConfigFactory.empty();
        for (String key : Keys.ALL.keySet()) {
            String variable = Keys.variable(key);
            String text = environment.get(variable);
            if (text != null) {
                layer = layer.withValue(key, value(key, text, "environment variable " + variable));
            }
        }
        return layer;
    }

    private Config properties(Map<String, String> properties) {
        Config layer = ConfigFactory.empty();
        for (Map.Entry<String, String> property : new TreeMap<>(properties).entrySet()) {
            String name = property.getKey();
            if (!name.startsWith(PREFIX) || Keys.isLaunchers(name.substring(PREFIX.length()))) {
                continue;
            }
            String key = name.substring(PREFIX.length());
            try {
                layer = layer.withValue(key, value(key, property.getValue(), "-D" + name));
            } catch (ConfigException e) {
                problems.add(SettingsFailures.unknown("-D" + name, key, Keys.nearest(key)));
            }
        }
        return layer;
    }

    private static ConfigValue value(String key, String text, String origin) {
        Kind kind = Keys.ALL.getOrDefault(key, Kind.TEXT);
        if (!kind.isList()) {
            return ConfigValueFactory.fromAnyRef(text, origin);
        }
        List<String> parts = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
        return ConfigValueFactory.fromIterable(parts, origin);
    }

    private void addFile(Path file) {
        Optional<String> reason = whyNotReadable(file);
        if (reason.isPresent()) {
            problems.add(SettingsFailures.unreadable(file, reason.get()));
            return;
        }
        try {
            Config parsed = ConfigFactory.parseFile(
                    file.toFile(),
                    ConfigParseOptions.defaults()
                            .setAllowMissing(false)
                            .setSyntax(ConfigSyntax.CONF)
                            .setOriginDescription(file.toString()));
            strongestFirst.add(parsed.resolve());
        } catch (ConfigException e) {
            problems.add(SettingsFailures.syntax(String.valueOf(e.getMessage())));
        }
    }

    private static Optional<String> whyNotReadable(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.of(Files.exists(file) ? "it is not a file" : "there is no such file");
            }
            if (!Files.isReadable(file)) {
                return Optional.of("permission denied");
            }
            return Files.size(file) > FILE_BYTES_MAX
                    ? Optional.of("it is larger than " + FILE_BYTES_MAX + " bytes")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
