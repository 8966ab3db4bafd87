package dev.muster.coordinator.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.audit.AuditTrail;
import dev.muster.coordinator.audit.Deed;
import dev.muster.coordinator.trust.TrustRequests.Kind;
import dev.muster.coordinator.trust.TrustRequests.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class AuditedEventsTest {

    private final List<String> written = new ArrayList<>();
    private final AuditedEvents events = new AuditedEvents(new Written(), HostName.of("a"));

    private final class Written implements AuditTrail {
        @Override
        public void done(Deed deed) {
            written.add(deed.action() + " " + deed.target() + " " + deed.result());
        }

        @Override
        public void refused(Deed deed) {
            written.add("refused " + deed.action() + " " + deed.target() + " " + deed.result());
        }

        @Override
        public CompletableFuture<List<String>> recent(long ageMs, int max) {
            return CompletableFuture.completedFuture(List.of());
        }
    }

    @Test
    void anAgentThatWasRefusedStandsThereWithTheCodeOfItsFailure() {
        ClusterEvent refused =
                ClusterEvent.host(Type.HOST_REFUSED, HostName.of("x"), "CLUSTER: refused x: two of a name");
        events.told(refused.because(Failure.of("HOST_TAKEN", "two agents use the same -h", "")));
        assertThat(written).containsExactly("refused agent.register x HOST_TAKEN");
    }

    @Test
    void whatHappensToComponentsIsNobodysDeed() {
        events.told(ClusterEvent.host(Type.HOST_LOST, HostName.of("x"), "CLUSTER: x is lost"));
        assertThat(written).isEmpty();
    }

    @Test
    void anOrderThatChangedNothingStandsThereWithItsCode() {
        Request request = new Request(Kind.REMOVE_TOKEN, "t1", null, null, "old");
        events.asked(request, true);
        events.asked(request, false);
        assertThat(written).containsExactly("token.revoke t1 DONE", "token.revoke t1 NOTHING_TO_CHANGE");
    }
}
