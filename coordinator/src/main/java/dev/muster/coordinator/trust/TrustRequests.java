package dev.muster.coordinator.trust;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.security.SafeFile;
import dev.muster.common.wire.ModelJson;
import dev.muster.coordinator.trust.Trust.Token;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator on a coordinator's machine wants changed in the cluster's trust, handed over in files that only the owner of the
 * authority's folder can write: who may do that could take the authority's key as well, so nothing more has to be proven. The
 * coordinator of the machine carries the requests out, one after another, and takes the files away; it leaves beside them what the
 * trust is now.
 */
public final class TrustRequests {

    private static final ObjectMapper JSON = ModelJson.json();
    private static final String SUFFIX = ".json";
    private static final int NAME_MAX = 200;

    private final Path authority;
    private final Path folder;
    private final Path known;

    /** @param authority folder of the authority */
    public TrustRequests(Path authority) {
        this.authority = authority;
        this.folder = authority.resolve("requests");
        this.known = authority.resolve("trust.json");
    }

    /** What is wanted. */
    public enum Kind {
        ADD_TOKEN,
        REMOVE_TOKEN,
        REMOVE_HOST,
        ROTATE_AUTHORITY,
        FINISH_ROTATION
    }

    /**
     * One change.
     *
     * @param subject id of the token; the host; or what the kind says
     * @param token the one to add, else null
     * @param rotation to begin, else null
     * @param reason in the operator's words, for the audit; null when there is none
     */
    public record Request(
            Kind kind,
            String subject,
            @Nullable Token token,
            @Nullable Exchange rotation,
            @Nullable String reason) {

        /** Which authority is to take whose place. */
        public record Exchange(KeyPrint previous, KeyPrint next) {}

        public Request(Kind kind, String subject, @Nullable Token token) {
            this(kind, subject, token, null, null);
        }

        /** Has {@code next} take the place of {@code previous}. */
        public static Request rotate(KeyPrint previous, KeyPrint next, @Nullable String reason) {
            return new Request(Kind.ROTATE_AUTHORITY, next.value(), null, new Exchange(previous, next), reason);
        }

        /** Ends the exchange. */
        public static Request finish(Collection<HostName> leftBehind, @Nullable String reason) {
            String hosts = leftBehind.stream().map(HostName::value).collect(Collectors.joining(","));
            return new Request(Kind.FINISH_ROTATION, hosts, null, null, reason);
        }

        /** The trust with this change; the same when it may not be made. */
        Trust applied(Trust trust, long wallMs) {
            CaRotation before = trust.rotation();
            return switch (kind) {
                case ADD_TOKEN -> token == null ? trust : trust.withToken(subject, token);
                case REMOVE_TOKEN -> trust.withoutToken(subject);
                case REMOVE_HOST ->
                    HostName.parse(subject).map(trust::withoutHost).orElse(trust);
                case ROTATE_AUTHORITY ->
                    rotation == null
                            ? trust
                            : CaRotation.begin(before, rotation.previous(), rotation.next(), wallMs)
                                    .map(trust::withRotation)
                                    .orElse(trust);
                case FINISH_ROTATION ->
                    Optional.ofNullable(before)
                            .flatMap(each -> each.finish(trust.keys().keySet(), hosts()))
                            .map(trust::withFinished)
                            .orElse(trust);
            };
        }

        private Set<HostName> hosts() {
            return Arrays.stream(subject.split(","))
                    .flatMap(each -> HostName.parse(each).stream())
                    .collect(Collectors.toSet());
        }
    }

    /** Hands a request over; the file that goes when it is carried out. */
    public Path add(Request request) throws IOException {
        SafeFile.privateFolder(folder);
        String subject = request.subject().replaceAll("[^A-Za-z0-9.-]", "_");
        Path file = folder.resolve(
                request.kind() + "-" + subject.substring(0, Math.min(NAME_MAX, subject.length())) + SUFFIX);
        SafeFile.writePrivate(file, JSON.writeValueAsString(request));
        return file;
    }

    /** The trust as the coordinator of this machine last knew it; empty when there is none. */
    public Optional<Trust> lastKnown() throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(known), Trust.class));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Keeps what the trust is now, for people on this machine. */
    void know(Trust trust) throws IOException {
        SafeFile.privateFolder(authority);
        SafeFile.writePrivate(known, JSON.writeValueAsString(trust));
    }

    /** The files of requests that wait. */
    List<Path> waiting() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(SUFFIX))
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    Request read(Path file) throws IOException {
        return JSON.readValue(Files.readAllBytes(file), Request.class);
    }
}
