package dev.muster.agent.install;

import dev.muster.agent.install.InstallSettings.Timing;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.Install.Assembled;
import dev.muster.common.model.plan.Install.Item;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A machine in a temporary directory: a user's home and a store. */
final class Machine implements AutoCloseable {

    static final Timing IMPATIENT = new Timing(2_000, 400, 2, 1);

    final Path directory;
    final Path store;
    private final ExecutorService downloads = Executors.newFixedThreadPool(4);

    Machine(Path directory) {
        this.directory = directory;
        this.store = directory.resolve("store");
    }

    Installer installer(@Nullable URI mirror) {
        return installer(mirror, Map.of());
    }

    Installer installer(@Nullable URI mirror, Map<String, String> environment) {
        return new Installer(
                new InstallSettings(
                        store, mirror == null ? null : mirror.toString(), null, directory, environment, IMPATIENT),
                downloads,
                Clock.system());
    }

    /** Puts a file into the local Maven repository. */
    void inLocalRepository(String path, byte[] content) throws IOException {
        Path file = directory.resolve(".m2/repository").resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    Path file(String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }

    Assembled plan(String name, Item... items) {
        return new Assembled(store.resolve("homes").resolve(name).toString(), List.of(items));
    }

    static Item item(String source, byte[] content, String target) {
        return new Item(source, sha512(content), content.length, target, -1);
    }

    static String sha512(byte[] content) {
        return HexFormat.of().formatHex(Digests.sha512().digest(content));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Path home(InstallResult result) {
        if (result instanceof InstallResult.Installed installed) {
            return installed.home();
        }
        throw new AssertionError(result);
    }

    static Failure failure(InstallResult result) {
        if (result instanceof InstallResult.Failed failed) {
            return failed.failure();
        }
        throw new AssertionError(result);
    }

    static Failure failureOf(Installer installer, Install plan) {
        return failure(installer.install(plan, progress -> {}));
    }

    /** Every path below {@code root} with its kind, mode and content: equal when nothing changed. */
    static SortedMap<String, String> tree(Path root) throws IOException {
        SortedMap<String, String> tree = new TreeMap<>();
        if (!Files.exists(root)) {
            return tree;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String mode = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)
                        .toString();
                String content = Files.isSymbolicLink(path)
                        ? "-> " + Files.readSymbolicLink(path)
                        : Files.isRegularFile(path) ? sha512(Files.readAllBytes(path)) : "directory";
                tree.put(root.relativize(path).toString(), mode + " " + content);
            }
        }
        return tree;
    }

    @Override
    public void close() {
        downloads.shutdownNow();
    }
}
