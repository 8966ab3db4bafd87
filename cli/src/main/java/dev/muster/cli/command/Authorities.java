package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.security.CoordinatorTrust;
import dev.muster.common.security.IdentityFolder;
import dev.muster.common.security.Keys;
import dev.muster.common.security.PeerRefusedException;
import dev.muster.common.security.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which authority vouches for a coordinator: that of {@code --authority}, else of MUSTER_AUTHORITY, else that of a host of its
 * cluster which this user runs on this machine.
 *
 * <ol>
 *   <li>Nothing is believed but the cluster's own authority: not the system's, and no certificate because it was seen before.
 *   <li>The certificate must be a coordinator's of that cluster, by the cluster's own naming; DNS has no say in it.
 *   <li>It is judged in the handshake: nothing is said before, above all no token.
 * </ol>
 */
final class Authorities {

    /** For URLs of coordinators that speak plain HTTP. */
    static final Authorities NONE = new Authorities(null, Map.of());

    private static final long BYTES_MAX = 64 << 10;

    private final @Nullable Path everywhere;
    private final Map<String, Path> byCoordinator;

    private Authorities(@Nullable Path everywhere, Map<String, Path> byCoordinator) {
        this.everywhere = everywhere;
        this.byCoordinator = byCoordinator;
    }

    static Authorities find(@Nullable Path file, Surroundings surroundings) {
        String variable = surroundings.environment().getOrDefault("MUSTER_AUTHORITY", "");
        Path named = file == null && !variable.isEmpty() ? Path.of(variable) : file;
        if (named != null) {
            return new Authorities(named, Map.of());
        }
        try {
            return ofRuns(new RunRecords(surroundings).alive());
        } catch (IOException e) {
            return NONE; // which runs there are is told elsewhere
        }
    }

    /** Those that stand in the folders of these. */
    static Authorities ofRuns(List<RunRecord> runs) {
        Map<String, Path> found = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            Path file = new IdentityFolder(run.directory()).authority();
            run.apis().stream()
                    .filter(api -> "https".equals(api.getScheme()))
                    .forEach(api -> found.putIfAbsent(api.getAuthority(), file));
        }
        return new Authorities(null, found);
    }

    /** Whether the coordinator at {@code host:port} can be known. */
    boolean know(String hostAndPort) {
        return file(hostAndPort).isPresent();
    }

    private Optional<Path> file(String hostAndPort) {
        return Optional.ofNullable(everywhere).or(() -> Optional.ofNullable(byCoordinator.get(hostAndPort)));
    }

    /** Connections to the coordinator at {@code base}, and to nothing else that answers there. */
    SSLSocketFactory socketsTo(URI base) throws CommandFailure {
        Path file =
                file(base.getAuthority()).orElseThrow(() -> new CommandFailure(ExitCode.NOT_ALLOWED, unknown(base)));
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new IOException("it is longer than any certificate");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            Set<KeyPrint> believed = Pem.certificates(text).stream()
                    .map(each -> Keys.print(each.getPublicKey()))
                    .collect(Collectors.toUnmodifiableSet());
            CoordinatorTrust trust = new CoordinatorTrust(() -> believed, Instant::now);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw CommandFailure.of(
                    ExitCode.NOT_ALLOWED,
                    "AUTHORITY_UNREADABLE",
                    "the cluster's authority cannot be read from " + file + ": " + reason(e),
                    "It must be a copy of DIR/identity/authority.pem of a host of the cluster.");
        }
    }

    private static String reason(Exception e) {
        return e instanceof java.nio.file.NoSuchFileException
                ? "there is no such file"
                : String.valueOf(e.getMessage());
    }

    /** What to say where {@code base} speaks https, and nothing tells whether it is the right one. */
    static Failure unknown(URI base) {
        return Failure.of(
                "AUTHORITY_UNKNOWN",
                "the coordinator at " + base.getAuthority()
                        + " speaks https, and the authority of its cluster is not known here",
                "Copy it from any host of the cluster, DIR being that host's --dir, and name it:\n"
                        + "scp " + base.getHost() + ":DIR/identity/authority.pem .\n"
                        + "then --authority authority.pem, or MUSTER_AUTHORITY=authority.pem");
    }

    /** What to say when the handshake with {@code base} failed. */
    static Failure refused(URI base, SSLException error) {
        PeerRefusedException refused = PeerRefusedException.in(error);
        if (refused == null) {
            return Failure.of(
                    "NO_TLS",
                    "what answers at " + base.getAuthority() + " does not speak https as a coordinator does: "
                            + error.getMessage(),
                    "A cluster without certificates (on loopback addresses, or started with --insecure) is reached with"
                            + " -C http://" + base.getAuthority() + "/");
        }
        Failure failure = refused.failure();
        return Failure.of(
                failure.code(),
                base.getAuthority() + ": " + failure.message() + "; nothing was said to it",
                hint(failure.code()));
    }

    private static String hint(String code) {
        return switch (code) {
            case "CERTIFICATE_EXPIRED", "CERTIFICATE_NOT_YET_VALID" ->
                "Check the clock of this machine (date -u). If it is right, the log of that coordinator says why its certificate"
                        + " was not renewed.";
            case "NOT_A_COORDINATOR", "CERTIFICATE_OF_OTHER_USE" ->
                "Something else listens where a coordinator should: look with ss -ltnp on that machine.";
            default ->
                "Check the address. If the cluster was made anew, its authority exchanged (muster cert rotate-ca), or this is"
                        + " another one, copy its authority again: DIR/identity/authority.pem of one of its hosts, then"
                        + " --authority FILE";
        };
    }
}
