package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Authorities;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.KeyPrint;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.net.Session;
import dev.muster.coordinator.sessions.AgentSessions;
import dev.muster.coordinator.trust.Admission;
import dev.muster.coordinator.trust.CaRotation;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustBook;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets agents speak for their own host only, as the cluster's trust has it now. */
final class TrustGate implements AgentSessions.Gate {

    private static final Logger LOG = LoggerFactory.getLogger(TrustGate.class);

    private final Set<HostName> holders = ConcurrentHashMap.newKeySet();
    private final TrustBook book;
    private final Enrolment enrolment;

    TrustGate(TrustBook book, Enrolment enrolment) {
        this.book = book;
        this.enrolment = enrolment;
    }

    @Override
    public Optional<Failure> objectionTo(HostName host, PeerVerdict verdict) {
        if (verdict instanceof PeerVerdict.Proven proven) {
            return Admission.objectionTo(book.current(), proven.identity(), IdentityKind.AGENT, host);
        }
        if (verdict instanceof PeerVerdict.Unacceptable unacceptable) {
            return Optional.of(unacceptable.failure());
        }
        return Optional.of(Admission.noCertificate(host));
    }

    @Override
    public Optional<Message.FromCoordinator> notice() {
        return Optional.ofNullable(book.current().rotation()).map(rotation -> new Authorities(rotation.believed()));
    }

    /** Hosts that say so at the same time are kept together: in a large cluster all do at once. */
    @Override
    public void held(HostName host, KeyPrint authority) {
        CaRotation rotation = book.current().rotation();
        if (rotation == null
                || !rotation.issuing().equals(authority)
                || rotation.holders().contains(host)) {
            return;
        }
        holders.add(host);
        Set<HostName> taken = new HashSet<>();
        book.change(trust -> {
                    taken.addAll(holders);
                    Optional<Trust> more = Optional.ofNullable(trust.rotation())
                            .map(before -> trust.withRotation(before.withHolders(taken, authority)))
                            .filter(after -> !after.equals(trust));
                    return new TrustBook.Change<>(more, taken);
                })
                .whenComplete((kept, error) -> {
                    if (error != null) {
                        LOG.warn(
                                "who has a certificate of the new authority cannot be stored; it is told again: {}",
                                error.toString());
                    }
                    holders.removeAll(taken);
                });
    }

    @Override
    public boolean hasJoined(HostName host) {
        return book.current().keys().containsKey(host);
    }

    @Override
    public void enrol(Session<Message.FromCoordinator> session, Enrol enrol) {
        enrolment.answer(session, enrol);
    }
}
