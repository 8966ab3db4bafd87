package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerIdentity;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.secret.SecretFile;
import dev.muster.common.security.Certificates;
import dev.muster.common.security.CredentialFiles;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.IdentityFolder;
import dev.muster.common.security.Keys;
import dev.muster.common.security.PeerJudge;
import dev.muster.common.security.SafeFile;
import dev.muster.common.settings.MusterSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Certificates that somebody else issues and renews: PEM files of {@code security.pki}.
 *
 * <ol>
 *   <li>What is wrong with a file is said at the start, before anything listens or connects.
 *   <li>A changed file is used from the next connection on. One that cannot be used, or is another host's, is not: the last good one is.
 *   <li>Nothing is issued here, and nothing renewed: who does that is warned before the end.
 * </ol>
 */
final class ExistingPki implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExistingPki.class);
    private static final String CODE = "PKI_INVALID";
    private static final String SEE =
            "docs/security.md, \"A PKI of your own\", says what is wanted, with an example for openssl.";
    private static final Duration WARNED_BEFORE = Duration.ofDays(14);
    private static final long LOOK_S = 60;
    private static final long LOOKS_BETWEEN_WARNINGS = 60;

    private final Preparation prepared;
    private final MusterSettings.Security.Pki settings;
    private final IdentityFolder folder;
    private final CredentialFiles agent;
    private final @Nullable CredentialFiles coordinator;
    private final @Nullable Secret secret;
    private @Nullable ScheduledExecutorService thread;
    private long looks;

    private ExistingPki(Preparation prepared) throws CommandFailure {
        this.prepared = prepared;
        this.settings = prepared.settings().security().pki();
        this.folder = new IdentityFolder(prepared.settings().dir());
        if (folder.has(IdentityKind.AGENT)) {
            throw invalid(
                    "this host has certificates of the cluster's own authority in " + folder.path()
                            + ", and security.pki is set too",
                    "Move that folder away, or take security.pki out of the settings.");
        }
        this.agent = open(settings.certificateFile(), settings.keyFile(), IdentityKind.AGENT);
        this.coordinator = prepared.coordinates() ? ofCoordinator() : null;
        this.secret = prepared.coordinates() ? readSecret() : null;
    }

    /** Reads and checks the files; exit code 7 when one of them is not as it must be. */
    static ExistingPki open(Preparation prepared) throws CommandFailure {
        ExistingPki pki = new ExistingPki(prepared);
        pki.shareAuthority();
        return pki;
    }

    private CredentialFiles ofCoordinator() throws CommandFailure {
        if (settings.coordinatorCertificateFile().isEmpty()) {
            throw invalid(
                    prepared.host().name()
                            + " is a coordinator's host, and security.pki.coordinator-certificate-file is not set",
                    SEE);
        }
        return open(settings.coordinatorCertificateFile(), settings.coordinatorKeyFile(), IdentityKind.COORDINATOR);
    }

    private CredentialFiles open(String certificate, String key, IdentityKind kind) throws CommandFailure {
        CredentialFiles.Opened opened = CredentialFiles.open(
                new CredentialFiles.Place(Path.of(certificate), Path.of(key), Path.of(settings.authorityFile())),
                credentials -> objection(credentials, kind).map(why -> certificate + ": " + why));
        if (opened instanceof CredentialFiles.Opened.Bad bad) {
            throw invalid(bad.failure().message(), SEE);
        }
        return ((CredentialFiles.Opened.Good) opened).files();
    }

    /** What is wrong with them; pure but for the clock. */
    private Optional<String> objection(Credentials credentials, IdentityKind kind) {
        PeerJudge judge = new PeerJudge(
                credentials.authorities(), Optional.of(prepared.spec().name()));
        PeerVerdict verdict = judge.ofClient(credentials.chain(), Instant.now());
        if (kind == IdentityKind.COORDINATOR && verdict instanceof PeerVerdict.Proven) {
            verdict = judge.ofServer(credentials.chain(), Instant.now());
        }
        String name = Certificates.name(
                        prepared.spec().name(), kind, prepared.host().name())
                .toString();
        String usage = kind == IdentityKind.AGENT ? "clientAuth" : "serverAuth and clientAuth";
        String wanted = "; wanted is one with the only URI name " + name + " and the extended key usage " + usage;
        if (verdict instanceof PeerVerdict.Unacceptable unacceptable) {
            return Optional.of(unacceptable.failure().message() + wanted);
        }
        PeerIdentity who = ((PeerVerdict.Proven) verdict).identity();
        if (who.kind() != kind || !who.host().equals(prepared.host().name())) {
            return Optional.of("it is the certificate of " + who.kind().words() + " of " + who.host() + wanted);
        }
        HostName address = HostName.parse(prepared.host().reachableAt())
                .orElse(prepared.host().name());
        return kind == IdentityKind.AGENT || Certificates.isFor(credentials.certificate(), address)
                ? Optional.empty()
                : Optional.of("it is not for the address " + address + " (DNS or IP among its alternative names)");
    }

    /** What all coordinators know and nobody else. */
    private Secret readSecret() throws CommandFailure {
        Path file = settings.secretFile().isEmpty()
                ? prepared.settings().dir().resolve("coordinator").resolve("pki.secret")
                : Path.of(settings.secretFile());
        if (settings.secretFile().isEmpty() && !Files.exists(file)) {
            if (prepared.spec().coordinators().size() > 1) {
                throw invalid(
                        "the cluster has several coordinators, and security.pki.secret-file is not set",
                        "Make one secret, and copy it to all coordinator hosts: (umask 077; openssl rand -base64 32 > FILE)");
            }
            make(file);
        }
        SecretFile.Read read = SecretFile.read(file);
        if (read instanceof SecretFile.Read.Found found) {
            return new Secret(found.secret());
        }
        Failure failure = ((SecretFile.Read.Refused) read).failure();
        throw new CommandFailure(ExitCode.NOT_ALLOWED, failure);
    }

    private static void make(Path file) throws CommandFailure {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder"));
            SecretFile.write(file, Keys.random(new SecureRandom()).reveal());
        } catch (IOException e) {
            throw invalid(
                    "the coordinator's secret cannot be kept in " + file + ": " + e, "Check that the disk has room.");
        }
    }

    /** The secret for a purpose. */
    Secret derived(String purpose) {
        if (secret == null) {
            throw new IllegalStateException("only coordinators have one");
        }
        return Keys.derived(secret.reveal().getBytes(StandardCharsets.UTF_8), purpose);
    }

    CredentialFiles agent() {
        return agent;
    }

    CredentialFiles coordinator() {
        if (coordinator == null) {
            throw new IllegalStateException("this is no coordinator's host");
        }
        return coordinator;
    }

    /** Where commands, and people, look for it. */
    private void shareAuthority() {
        try {
            SafeFile.privateFolder(folder.path());
            folder.believe(agent.get().authorities());
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("commands on this machine do not find the authority in {}: {}", folder.authority(), e.toString());
        }
    }

    /** Looks after the files from now on. */
    void begin() {
        ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("muster-pki"));
        made.scheduleWithFixedDelay(this::look, 0, LOOK_S, TimeUnit.SECONDS);
        thread = made;
    }

    private void look() {
        shareAuthority();
        if (looks++ % LOOKS_BETWEEN_WARNINGS == 0) {
            warn(settings.certificateFile(), agent.get());
            if (coordinator != null) {
                warn(settings.coordinatorCertificateFile(), coordinator.get());
            }
        }
    }

    private static void warn(String file, Credentials credentials) {
        Instant end = credentials.certificate().getNotAfter().toInstant();
        if (Instant.now().plus(WARNED_BEFORE).isAfter(end)) {
            LOG.warn(
                    "the certificate in {} ends on {}: put a renewed one in its place; no restart is needed",
                    file,
                    end);
        }
    }

    private static CommandFailure invalid(String message, String hint) {
        return new CommandFailure(ExitCode.NOT_ALLOWED, Failure.of(CODE, message, hint));
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
