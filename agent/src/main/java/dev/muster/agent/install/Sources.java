package dev.muster.agent.install;

import dev.muster.agent.install.MavenSettings.Mirror;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the source of an item into the places where it can be had, the best one first. */
final class Sources {

    static final URI CENTRAL = URI.create("https://repo.maven.apache.org/maven2/");

    private final Path localRepository;
    private final Origin.Remote repository;

    private Sources(Path localRepository, Origin.Remote repository) {
        this.localRepository = localRepository;
        this.repository = repository;
    }

    /** Reads {@code settings.xml}, each time: who repairs it need not start the agent again. */
    static Sources of(InstallSettings settings) throws Refusal {
        MavenSettings maven = MavenSettings.read(settings.mavenSettings(), settings.userHome(), settings.environment());
        @Nullable Path local = settings.localRepository();
        if (local == null) {
            local = maven.localRepository();
        }
        if (local == null) {
            local = settings.userHome().resolve(".m2").resolve("repository");
        }
        @Nullable String mirror = settings.mirror();
        return new Sources(local, mirror != null ? remote(folder(uri(mirror))) : ofMaven(maven));
    }

    private static Origin.Remote ofMaven(MavenSettings maven) throws Refusal {
        Optional<Mirror> mirror = maven.mirrorOfCentral();
        if (mirror.isEmpty()) {
            return new Origin.Remote(CENTRAL, null);
        }
        Origin.Remote remote = remote(folder(uri(mirror.get().url())));
        return maven.server(mirror.get().id())
                .map(server -> new Origin.Remote(remote.uri(), basic(server.username() + ":" + server.password())))
                .orElse(remote);
    }

    /** The places of a source, which is {@code maven:...}, or an http(s) or file URL. */
    List<Origin> originsOf(String source) throws Refusal {
        if (source.startsWith("maven:")) {
            String path = coordinates(source).path();
            return List.of(
                    new Origin.LocalFile(localRepository.resolve(path)),
                    new Origin.Remote(repository.uri().resolve(path), repository.authorization()));
        }
        URI uri = uri(source);
        if ("file".equals(uri.getScheme())) {
            return List.of(new Origin.LocalFile(file(uri)));
        }
        return List.of(remote(uri));
    }

    private static MavenCoordinates coordinates(String source) throws Refusal {
        try {
            return MavenCoordinates.parse(source.substring("maven:".length()));
        } catch (IllegalArgumentException e) {
            throw invalid(source, String.valueOf(e.getMessage()));
        }
    }

    private static Path file(URI uri) throws Refusal {
        try {
            return Path.of(uri);
        } catch (IllegalArgumentException e) {
            throw invalid(uri.toString(), String.valueOf(e.getMessage()));
        }
    }

    private static URI uri(String text) throws Refusal {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw invalid(text.replaceFirst("//[^/]*@", "//"), e.getReason()); // no password into messages
        }
    }

    private static URI folder(URI uri) throws Refusal {
        return uri.getPath() != null && uri.getPath().endsWith("/") ? uri : uri(uri + "/");
    }

    private static Origin.Remote remote(URI uri) throws Refusal {
        @Nullable String scheme = uri.getScheme();
        if (scheme == null
                || uri.getHost() == null
                || !scheme.toLowerCase(Locale.ROOT).matches("https?")) {
            throw invalid(withoutUser(uri), "neither maven:, nor an http, https or file URL");
        }
        @Nullable String user = uri.getUserInfo();
        return user == null ? new Origin.Remote(uri, null) : new Origin.Remote(uri(withoutUser(uri)), basic(user));
    }

    private static String withoutUser(URI uri) {
        @Nullable String user = uri.getRawUserInfo();
        return user == null ? uri.toString() : uri.toString().replace(user + "@", "");
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    private static Refusal invalid(String source, String why) {
        return new Refusal(
                "SOURCE_INVALID",
                "cannot fetch from " + source + ": " + why,
                "correct the source in the component's definition, or the mirror in the settings");
    }
}
