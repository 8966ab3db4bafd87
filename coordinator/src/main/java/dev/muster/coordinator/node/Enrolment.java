package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.message.Message.Enrolled;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.Session;
import dev.muster.common.security.JoinToken;
import dev.muster.common.security.Keys;
import dev.muster.common.security.Pem;
import dev.muster.common.security.SigningRequest;
import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.trust.Admission;
import dev.muster.coordinator.trust.CaRotation;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustBook;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers hosts that ask for certificates: {@link Admission} decides, {@link TrustBook} keeps it, {@link Authority} signs. */
final class Enrolment {

    private static final Logger LOG = LoggerFactory.getLogger(Enrolment.class);

    private final Supplier<ClusterSpec> spec;
    private final LinkSecurity.Issuing issuing;
    private final TrustBook book;
    private final Supplier<Instant> clock;

    Enrolment(Supplier<ClusterSpec> spec, LinkSecurity.Issuing issuing, TrustBook book, Supplier<Instant> clock) {
        this.spec = spec;
        this.issuing = issuing;
        this.book = book;
        this.clock = clock;
    }

    /** Answers, then ends the connection: a host that has its certificates comes back with them. */
    void answer(Session<Message.FromCoordinator> session, Enrol enrol) {
        Optional<PublicKey> key =
                new SigningRequest(enrol.publicKey(), enrol.proof()).proven(enrol.cluster(), enrol.host());
        if (!enrol.cluster().equals(spec.get().name()) || key.isEmpty() || !isPrivate(session.verdict())) {
            refuse(
                    session,
                    enrol,
                    Failure.of(
                            "ENROL_INVALID",
                            "the request of " + enrol.host() + " for a certificate is not one of this cluster",
                            "Start the agent with this cluster's file, and the same Muster version."));
            return;
        }
        Authority authority = issuing.authority().get();
        CaRotation rotation = book.current().rotation();
        if (rotation != null
                && !rotation.mayIssue(authority.print(), authority.previous().orElse(null))) {
            LOG.info("{} asks for a certificate, and the new authority is not here yet", enrol.host());
            session.send(new Refused(notHereYet(), false));
            session.close(CloseReason.ENDED_HERE);
            return;
        }
        Admission.Request request = new Admission.Request(
                enrol.host(),
                spec.get().host(enrol.host()).isPresent(),
                Keys.print(key.get()),
                enrol.token(),
                JoinToken.hash(enrol.secret()),
                session.verdict());
        book.change(trust -> change(Admission.decide(trust, request, clock.get().toEpochMilli())))
                .whenComplete((decision, error) -> {
                    if (decision instanceof Admission.Decision.Admitted) {
                        issue(session, enrol, key.get(), authority);
                    } else if (decision instanceof Admission.Decision.Refused refused) {
                        refuse(session, enrol, refused.failure());
                    } else {
                        LOG.warn("the admission of {} could not be stored", enrol.host(), error);
                        session.send(new Refused(storeAway(), false));
                        session.close(CloseReason.ENDED_HERE);
                    }
                });
    }

    /** Whoever has no certificate may ask for one; who shows a bad one is told about that one when it says Hello. */
    private static boolean isPrivate(PeerVerdict verdict) {
        return !(verdict instanceof PeerVerdict.Open);
    }

    private static TrustBook.Change<Admission.Decision> change(Admission.Decision decision) {
        Optional<Trust> trust = decision instanceof Admission.Decision.Admitted admitted
                ? Optional.of(admitted.trust())
                : Optional.empty();
        return new TrustBook.Change<>(trust, decision);
    }

    private static Failure storeAway() {
        return Failure.of(
                "STORE_AWAY",
                "the coordinator cannot store the admission now",
                "It is tried again. muster status on a coordinator host tells what the store waits for.");
    }

    private static Failure notHereYet() {
        return Failure.of(
                "AUTHORITY_NOT_HERE",
                "the cluster's authority is being exchanged, and this coordinator has not got the new one yet",
                "Another coordinator issues meanwhile. muster cert rotate-ca --status shows who waits for what.");
    }

    private void issue(Session<Message.FromCoordinator> session, Enrol enrol, PublicKey key, Authority authority) {
        HostSpec host = spec.get().host(enrol.host()).orElseThrow();
        boolean coordinates = spec.get().coordinators().contains(host);
        try {
            session.send(new Enrolled(
                    Pem.of(authority.believed()),
                    certificate(authority, host, IdentityKind.AGENT, key),
                    coordinates ? certificate(authority, host, IdentityKind.COORDINATOR, key) : null,
                    coordinates ? new Secret(authority.keyText()) : null));
            LOG.info("{} has joined with the key {}", enrol.host(), Keys.print(key));
        } catch (GeneralSecurityException | IOException e) {
            LOG.error("no certificate could be issued for {}", enrol.host(), e);
            session.send(
                    new Refused(Failure.of("AUTHORITY_BROKEN", "the authority cannot sign", "See its log."), false));
        }
        session.close(CloseReason.ENDED_HERE);
    }

    private String certificate(Authority authority, HostSpec host, IdentityKind kind, PublicKey key)
            throws GeneralSecurityException, IOException {
        X509Certificate issued = authority.issue(
                Authority.Subject.of(spec.get().name(), kind, host), key, clock.get(), issuing.certificateLife());
        return Pem.of(authority.chain(issued));
    }

    private void refuse(Session<Message.FromCoordinator> session, Enrol enrol, Failure failure) {
        LOG.warn("no certificate for {} at {}: {}", enrol.host(), session.peer(), failure);
        session.send(new Refused(failure, true));
        session.close(CloseReason.ENDED_HERE);
    }
}
