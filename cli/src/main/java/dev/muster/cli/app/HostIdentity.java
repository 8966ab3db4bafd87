package dev.muster.cli.app;

import dev.muster.agent.link.EnrolmentCall;
import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.message.Message.Enrolled;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.net.Client.Place;
import dev.muster.common.security.Certificates;
import dev.muster.common.security.CredentialFiles;
import dev.muster.common.security.Credentials;
import dev.muster.common.security.IdentityFolder;
import dev.muster.common.security.JoinToken;
import dev.muster.common.security.Keys;
import dev.muster.common.security.Pem;
import dev.muster.coordinator.authority.Authority;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * This host's certificates: asked for when it joins, and again before they end.
 *
 * <p>Of the life of a certificate two thirds must pass before it is renewed, so that a coordinator may be away for the last third.
 */
final class HostIdentity {

    private static final long AGAIN_MS = 2_000;

    private final Preparation prepared;
    private final IdentityFolder folder;

    HostIdentity(Preparation prepared) {
        this.prepared = prepared;
        this.folder = new IdentityFolder(prepared.settings().dir());
    }

    /** This host's certificates. */
    IdentityFolder folder() {
        return folder;
    }

    /** Where the authority of a coordinator host is. */
    Path authorityFolder() {
        return prepared.settings().dir().resolve("coordinator").resolve("authority");
    }

    /** Whether this host has all that it needs. */
    boolean isComplete() {
        return folder.has(IdentityKind.AGENT)
                && (!prepared.coordinates()
                        || folder.has(IdentityKind.COORDINATOR) && Authority.isIn(authorityFolder()));
    }

    /** The credentials of that kind; exit code 7 when they cannot be used. */
    CredentialFiles credentials(IdentityKind kind) throws CommandFailure {
        CredentialFiles.Opened opened = CredentialFiles.open(folder.place(kind));
        if (opened instanceof CredentialFiles.Opened.Bad bad) {
            throw new CommandFailure(ExitCode.NOT_ALLOWED, bad.failure());
        }
        return ((CredentialFiles.Opened.Good) opened).files();
    }

    /** Keeps certificates that this machine's own authority issues: those of the host that founds the cluster. */
    void issue(Authority authority, Duration life) throws IOException, GeneralSecurityException {
        KeyPair keys = folder.keys();
        for (IdentityKind kind : IdentityKind.values()) {
            X509Certificate issued = authority.issue(
                    Authority.Subject.of(prepared.spec().name(), kind, prepared.host()),
                    keys.getPublic(),
                    Instant.now(),
                    life);
            folder.keep(kind, authority.chain(issued), authority.believed());
        }
    }

    /**
     * Issues this coordinator's certificate anew when cluster.json has another address of this host than it: the coordinator's own
     * store compares them, and nobody could be asked for another one while that is not reached.
     */
    void correctAddress(Authority authority, Duration life) throws IOException, GeneralSecurityException {
        X509Certificate own = folder.certificate(IdentityKind.COORDINATOR).orElse(null);
        HostName address = HostName.parse(prepared.host().reachableAt())
                .orElse(prepared.host().name());
        if (own != null && !Certificates.isFor(own, address)) {
            issue(authority, life);
        }
    }

    /** The print of this host's key. */
    KeyPrint print() throws IOException, GeneralSecurityException {
        return Keys.print(folder.keys().getPublic());
    }

    /** Asks the coordinators in turn until one has answered; {@code told} hears of each try that came to nothing. */
    void join(JoinToken token, Consumer<EnrolmentCall.Result.Later> told) throws CommandFailure, InterruptedException {
        while (true) {
            for (Place place : places()) {
                Set<KeyPrint> expected = Set.of(token.authority());
                EnrolmentCall.Result result = call(expected).join(place, token.id(), token.secret());
                if (result instanceof EnrolmentCall.Result.Done done) {
                    keep(done.certificates(), expected);
                    return;
                }
                if (result instanceof EnrolmentCall.Result.No no) {
                    throw new CommandFailure(ExitCode.NOT_ALLOWED, no.failure());
                }
                told.accept((EnrolmentCall.Result.Later) result);
            }
            Thread.sleep(AGAIN_MS);
        }
    }

    /** Whether most of the life of the certificates has passed. */
    static boolean isDue(Credentials current, Instant now) {
        Instant from = current.certificate().getNotBefore().toInstant();
        Duration life =
                Duration.between(from, current.certificate().getNotAfter().toInstant());
        return !now.isBefore(from.plus(life.multipliedBy(2).dividedBy(3)));
    }

    /** Whether the certificates are of the first of these authorities, and these and no others are believed. */
    static boolean isOf(Credentials current, List<KeyPrint> believed) {
        if (!List.copyOf(current.believed()).equals(believed)) {
            return false;
        }
        try {
            current.certificate().verify(current.authority().getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Renews the certificates; says what came of it. */
    String renew(Credentials current) throws CommandFailure {
        Set<KeyPrint> authority = current.believed();
        String why = "";
        for (Place place : places()) {
            EnrolmentCall.Result result = call(authority).renew(place, current);
            if (result instanceof EnrolmentCall.Result.Done done) {
                keep(done.certificates(), authority);
                return "renewed by " + place.host();
            }
            why = result instanceof EnrolmentCall.Result.No no
                    ? no.failure().toString()
                    : ((EnrolmentCall.Result.Later) result).failure().toString();
        }
        return "not renewed yet: " + why;
    }

    private EnrolmentCall call(Set<KeyPrint> authorities) throws CommandFailure {
        try {
            return new EnrolmentCall(prepared.spec().name(), prepared.host().name(), folder.keys(), authorities);
        } catch (IOException | GeneralSecurityException e) {
            throw broken(e);
        }
    }

    private List<Place> places() {
        int port = prepared.settings().agents().port();
        return prepared.spec().coordinators().stream()
                .map(HostSpec::reachableAt)
                .map(address -> new Place(address, port))
                .toList();
    }

    private void keep(Enrolled enrolled, Set<KeyPrint> expected) throws CommandFailure {
        try {
            List<X509Certificate> authority = Pem.certificates(enrolled.authority());
            if (authority.stream().noneMatch(each -> expected.contains(Keys.print(each.getPublicKey())))) {
                throw new GeneralSecurityException(
                        "the certificates are of another authority than the one that was asked");
            }
            if (enrolled.coordinator() != null && enrolled.authorityKey() != null) {
                Authority.of(enrolled.authority(), enrolled.authorityKey().reveal())
                        .store(authorityFolder());
                folder.keep(IdentityKind.COORDINATOR, Pem.certificates(enrolled.coordinator()), authority);
            }
            folder.keep(IdentityKind.AGENT, Pem.certificates(enrolled.agent()), authority);
        } catch (IOException | GeneralSecurityException e) {
            throw broken(e);
        }
    }

    private CommandFailure broken(Exception e) {
        return new CommandFailure(
                ExitCode.FAILED,
                Failure.of(
                        "IDENTITY_BROKEN",
                        "this host's certificates in " + folder.path() + " cannot be kept: " + e.getMessage(),
                        "Check that the disk has room and the folder belongs to you."));
    }
}
