package dev.muster.common.security;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Credentials in three PEM files. Renewed files are picked up at the next connection; while they cannot be read, the last good
 * ones go on being used, and the log says so. Thread-safe.
 */
public final class CredentialFiles implements Supplier<Credentials> {

    private static final Logger LOG = LoggerFactory.getLogger(CredentialFiles.class);
    private static final long BYTES_MAX = 256 << 10;
    private static final Set<PosixFilePermission> OWNERS_ONLY =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Place place;
    private final Check check;
    private Loaded loaded;
    private @Nullable List<FileTime> refused;

    private CredentialFiles(Place place, Check check, Loaded loaded) {
        this.place = place;
        this.check = check;
        this.loaded = loaded;
    }

    /**
     * Where they are.
     *
     * @param certificate with those between it and the authority's
     * @param key for its owner only: 0600
     * @param authority one certificate; two while the authority is exchanged, the one in force first
     */
    public record Place(Path certificate, Path key, Path authority) {

        private List<Path> all() {
            return List.of(certificate, key, authority);
        }
    }

    /** What came of opening. */
    public sealed interface Opened {
        /** They are good. */
        record Good(CredentialFiles files) implements Opened {}

        /** They are not; what is wrong with which. */
        record Bad(Failure failure) implements Opened {}
    }

    private record Loaded(Credentials credentials, List<FileTime> times) {}

    /** What else must be right with them. */
    public interface Check {
        /** What is wrong; empty when nothing is. */
        Optional<String> objectionTo(Credentials credentials);
    }

    /** Reads and checks them. */
    public static Opened open(Place place) {
        return open(place, credentials -> Optional.empty());
    }

    /**
     * Reads and checks them.
     *
     * @param check asked of renewed ones too
     */
    public static Opened open(Place place, Check check) {
        try {
            return new Opened.Good(new CredentialFiles(place, check, load(place, check)));
        } catch (IOException | GeneralSecurityException e) {
            return new Opened.Bad(Failure.of(
                    "CREDENTIALS_UNREADABLE",
                    "this host's certificate cannot be used: " + e.getMessage(),
                    "Repair the file, or move its folder away and join again with a token: muster token create"));
        }
    }

    @Override
    public synchronized Credentials get() {
        try {
            List<FileTime> times = times(place);
            if (!times.equals(loaded.times()) && !times.equals(refused)) {
                reload(times);
            }
        } catch (IOException e) {
            LOG.debug("the certificate's files are away", e);
        }
        return loaded.credentials();
    }

    private void reload(List<FileTime> times) {
        try {
            loaded = load(place, check);
            refused = null;
            LOG.info("{} is used from now on", loaded.credentials());
        } catch (IOException | GeneralSecurityException e) {
            refused = times;
            LOG.warn("the renewed certificate cannot be used, the last one is: {}", e.getMessage());
        }
    }

    private static Loaded load(Place place, Check check) throws IOException, GeneralSecurityException {
        List<FileTime> times = times(place);
        checkMode(place.key());
        List<X509Certificate> chain = Pem.certificates(read(place.certificate()));
        PrivateKey key = Pem.privateKey(read(place.key()));
        List<X509Certificate> authorities = Pem.certificates(read(place.authority()));
        byte[] probe = {1};
        if (!Keys.isSigned(chain.get(0).getPublicKey(), probe, Keys.sign(key, probe))) {
            throw new GeneralSecurityException(
                    place.key() + " is not the key of the certificate in " + place.certificate());
        }
        Credentials credentials = new Credentials(key, chain, authorities);
        Optional<String> objection = check.objectionTo(credentials);
        if (objection.isPresent()) {
            throw new GeneralSecurityException(objection.get());
        }
        return new Loaded(credentials, times);
    }

    private static void checkMode(Path key) throws IOException {
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(key);
        if (!OWNERS_ONLY.containsAll(mode)) {
            throw new IOException(key + " may be read by others than its owner: chmod 600 " + key);
        }
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException(file + " is longer than any certificate");
        }
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    private static List<FileTime> times(Place place) throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : place.all()) {
            try {
                times.add(Files.getLastModifiedTime(file));
            } catch (NoSuchFileException e) {
                throw new IOException(file + " is missing", e);
            }
        }
        return times;
    }
}
