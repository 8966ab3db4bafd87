package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.net.Session;
import dev.muster.coordinator.sessions.AgentSessions;
import dev.muster.coordinator.trust.Admission;
import dev.muster.coordinator.trust.TrustBook;
import java.util.Optional;

/** Lets agents speak for their own host only, as the cluster's trust has it now. */
final class TrustGate implements AgentSessions.Gate {

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
    public void enrol(Session<Message.FromCoordinator> session, Enrol enrol) {
        enrolment.answer(session, enrol);
    }
}
