package dev.muster.coordinator.node;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.trust.TrustRequests;

/** Writes into the audit what the core tells and nobody asked for over HTTP: who leads, and which agents were refused. */
final class AuditedEvents {

    /** A token or host that is not there, a rotation that goes on already or cannot be finished yet. */
    static final String NOTHING_TO_CHANGE = "NOTHING_TO_CHANGE";

    private final AuditTrail audit;
    private final String self;

    AuditedEvents(AuditTrail audit, HostName self) {
        this.audit = audit;
        this.self = "coordinator " + self;
    }

    /** An order of whoever may write the authority's folder on this machine: by that an admin. */
    void asked(TrustRequests.Request request, boolean done) {
        String action =
                switch (request.kind()) {
                    case ADD_TOKEN -> "token.create";
                    case REMOVE_TOKEN -> "token.revoke";
                    case REMOVE_HOST -> "cert.revoke";
                    case ROTATE_AUTHORITY -> "cert.rotate-ca";
                    case FINISH_ROTATION -> "cert.rotate-ca.finish";
                };
        String reason = request.reason() == null ? "" : request.reason();
        audit.done(new Deed(
                "local", "admin", "", action, request.subject(), "", done ? Deed.DONE : NOTHING_TO_CHANGE, reason, 1));
    }

    void told(ClusterEvent event) {
        HostName host = event.host();
        String agent = "agent " + (host == null ? "" : host.value());
        switch (event.type()) {
            case LEADING -> audit.done(noticed(self, "lead.take", event, Deed.DONE));
            case STEPPED_DOWN -> audit.done(noticed(self, "lead.lose", event, Deed.DONE));
            case DEFINITION_CHANGED -> audit.done(noticed(self, "definition.change", event, Deed.DONE));
            case CLUSTER_STOPPED -> audit.done(noticed(self, "cluster.stopped", event, Deed.DONE));
            case HOST_REFUSED -> audit.refused(noticed(agent, "agent.register", event, code(event)));
            case HOST_DIFFERS -> audit.refused(noticed(agent, "agent.register", event, "FILE_DIFFERS"));
            default -> {
                // what happens to hosts and components is nobody's deed: the events tell it
            }
        }
    }

    /** Of the refusal, as {@code explain} knows it. */
    private static String code(ClusterEvent event) {
        Failure cause = event.cause();
        return cause == null ? "REFUSED" : cause.code();
    }

    private static Deed noticed(String who, String action, ClusterEvent event, String result) {
        HostName host = event.host();
        return Deed.noticed(
                who,
                action,
                host == null ? "" : host.value(),
                result,
                event.message().replaceFirst("^CLUSTER: ", ""));
    }
}
