package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.JavaHome;
import dev.muster.common.model.AgentFacts.RunAs;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the machine's Java installations without starting one: each says its version in its file {@code release}. */
final class JavaHomes {

    private static final Logger log = LoggerFactory.getLogger(JavaHomes.class);
    private static final int HOMES_MAX = 64;
    private static final Pattern VERSION = Pattern.compile(
            "^JAVA_VERSION=\"?((?:1\\.)?(\\d{1,4})(?!\\d)[0-9A-Za-z._+-]{0,60})\"?\\s*$", Pattern.MULTILINE);

    private final SystemFiles system;
    private final Map<String, String> environment;
    private final Path userHome;

    JavaHomes(SystemFiles system, Map<String, String> environment, Path userHome) {
        this.system = system;
        this.environment = environment;
        this.userHome = userHome;
    }

    /**
     * All of them, the ones that somebody named on purpose first.
     *
     * @param named by the settings
     * @param user that must be able to use them; null for the agent's own
     */
    List<JavaHome> find(List<String> named, @Nullable RunAs user) {
        Set<Path> candidates = new LinkedHashSet<>();
        named.forEach(home -> add(candidates, home));
        add(candidates, environment.get("JAVA_HOME"));
        add(candidates, environment.get("MUSTER_JAVA_HOME"));
        onPath().ifPresent(candidates::add);
        add(candidates, System.getProperty("java.home"));
        candidates.addAll(SystemFiles.entries(system.at("/usr/lib/jvm")));
        candidates.addAll(SystemFiles.entries(userHome.resolve(".sdkman/candidates/java")));
        candidates.addAll(SystemFiles.entries(system.at("/opt")));
        return read(candidates, user);
    }

    private static void add(Set<Path> candidates, @Nullable String home) {
        if (home == null || home.isBlank()) {
            return;
        }
        try {
            candidates.add(Path.of(home));
        } catch (InvalidPathException e) {
            log.warn("not a path to a Java: {}", e.getMessage());
        }
    }

    /** The home of the {@code java} that a shell would start: what PATH holds is mostly a link. */
    private Optional<Path> onPath() {
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            Path java = Path.of(folder).resolve("java");
            if (!folder.isEmpty() && Files.isExecutable(java)) {
                Path bin = real(java).map(Path::getParent).orElse(null);
                return Optional.ofNullable(bin == null ? null : bin.getParent());
            }
        }
        return Optional.empty();
    }

    private static List<JavaHome> read(Set<Path> candidates, @Nullable RunAs user) {
        Set<Path> seen = new LinkedHashSet<>();
        List<JavaHome> homes = new ArrayList<>();
        for (Path candidate : candidates) {
            @Nullable Path home = real(candidate).orElse(null);
            if (home == null || !seen.add(home) || !Files.isExecutable(home.resolve("bin/java"))) {
                continue;
            }
            if (user != null && Reach.obstacle(home.resolve("bin"), user).isPresent()) {
                log.info("{} is not used: user {} cannot reach it", home, user.uid());
                continue;
            }
            version(home).ifPresent(homes::add);
            if (homes.size() >= HOMES_MAX) {
                break;
            }
        }
        return homes;
    }

    private static Optional<JavaHome> version(Path home) {
        Matcher matcher =
                VERSION.matcher(SystemFiles.text(home.resolve("release")).orElse(""));
        if (!matcher.find()) {
            log.info("{} is not used: its file release does not say its version", home);
            return Optional.empty();
        }
        return Optional.of(new JavaHome(home.toString(), Integer.parseInt(matcher.group(2)), matcher.group(1)));
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // a name that leads nowhere
        }
    }
}
