package dev.muster.common.secret;

import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.security.SafeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The secrets that operators give to components, one file each, on a coordinator's machine and for the owner alone. Names are checked
 * by whoever takes them from people.
 */
public final class SecretFolder {

    private static final String DRAFT = ".new";

    private final Path path;

    /** @param coordinator directory of the coordinator */
    public SecretFolder(Path coordinator) {
        this.path = coordinator.resolve("secrets");
    }

    /** What came of reading all. */
    public sealed interface Read {
        /** By name; none when there is no folder. */
        record All(SortedMap<String, Secret> secrets) implements Read {}

        /** One of them is not to be used. */
        record Refused(Failure failure) implements Read {}
    }

    /** The names that there are, sorted. */
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(DRAFT))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** All of them. */
    public Read read() throws IOException {
        SortedMap<String, Secret> secrets = new TreeMap<>();
        for (String name : names()) {
            SecretFile.Read read = SecretFile.read(path.resolve(name));
            if (read instanceof SecretFile.Read.Refused refused) {
                return new Read.Refused(refused.failure());
            }
            if (read instanceof SecretFile.Read.Found found) {
                secrets.put(name, new Secret(found.secret()));
            }
        }
        return new Read.All(secrets);
    }

    /** Keeps one; on the disk when this returns. */
    public void keep(String name, Secret secret) throws IOException {
        SafeFile.privateFolder(path);
        SecretFile.write(path.resolve(name), secret.reveal());
    }

    /** Takes one away; whether it was there. */
    public boolean remove(String name) throws IOException {
        return Files.deleteIfExists(path.resolve(name));
    }
}
