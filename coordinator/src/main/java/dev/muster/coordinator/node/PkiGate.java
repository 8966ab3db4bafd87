package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.message.Message;
import dev.muster.common.model.message.Message.Enrol;
import dev.muster.common.model.message.Message.Refused;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.PeerVerdict;
import dev.muster.common.net.CloseReason;
import dev.muster.common.net.Session;
import dev.muster.coordinator.sessions.AgentSessions;
import dev.muster.coordinator.trust.Admission;
import dev.muster.coordinator.trust.Trust;
import java.util.Optional;

/** Lets agents speak for their own host only, by the certificates of an existing PKI: what it has issued counts, by its dates. */
final class PkiGate implements AgentSessions.Gate {

    private static final String SEE = "docs/security.md, \"A PKI of your own\", says what a certificate must contain.";

    @Override
    public Optional<Failure> objectionTo(HostName host, PeerVerdict verdict) {
        if (verdict instanceof PeerVerdict.Proven proven) {
            return Admission.objectionTo(Trust.NOBODY, proven.identity(), IdentityKind.AGENT, host)
                    .map(failure -> Failure.of(failure.code(), failure.message(), SEE));
        }
        if (verdict instanceof PeerVerdict.Unacceptable unacceptable) {
            Failure failure = unacceptable.failure();
            return Optional.of(Failure.of(failure.code(), failure.message(), SEE));
        }
        return Optional.of(Failure.of(
                "NO_CERTIFICATE",
                "the agent of " + host + " has shown no certificate",
                "Set security.pki on that host. " + SEE));
    }

    @Override
    public void enrol(Session<Message.FromCoordinator> session, Enrol enrol) {
        session.send(new Refused(
                Failure.of(
                        "PKI_ISSUES",
                        "the certificates of this cluster come from an existing PKI: its coordinators issue none",
                        "Start " + enrol.host() + " without a token, with security.pki set. " + SEE),
                true));
        session.close(CloseReason.ENDED_HERE);
    }
}
