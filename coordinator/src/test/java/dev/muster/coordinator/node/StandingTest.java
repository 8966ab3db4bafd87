package dev.muster.coordinator.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.http.ClusterControl.Duty;
import dev.muster.coordinator.leader.LeadershipEvent;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StandingTest {

    private static final HostName SELF = HostName.of("10.0.0.1");
    private static final byte[] FILE = """
            {"10.0.0.1": {"master": true}, "10.0.0.2": {"compute": true, "standby": true},
             "10.0.0.3": {"compute": true, "standby": true}}
            """.getBytes(UTF_8);

    private final Hands clock = new Hands();
    private final Standing standing = new Standing(SELF, spec(), "https", clock);

    @Test
    void whoHasJustBegunServesNobody() {
        assertThat(standing.duty().storeConnected()).isFalse();
        assertThat(trouble().code()).isEqualTo("STORE_AWAY");
        standing.found();
        assertThat(standing.duty().storeConnected()).isTrue();
        assertThat(trouble().code()).isEqualTo("NO_LEADER");
    }

    @Test
    void whoLeadsServes() {
        standing.leads();
        assertThat(standing.duty()).isEqualTo(new Duty(true, "10.0.0.1", true, null));
        standing.leadsNoLonger();
        assertThat(standing.duty().leading()).isFalse();
        assertThat(standing.duty().trouble()).isNotNull();
        assertThat(standing.notLeading().message()).isEqualTo("this coordinator does not lead now");
    }

    @Test
    void whoFollowsServesFromWhenItKnowsWhom() {
        standing.now(new LeadershipEvent.StandsBy(""));
        assertThat(trouble().code()).isEqualTo("NO_LEADER");
        standing.now(new LeadershipEvent.StandsBy("10.0.0.2"));
        assertThat(standing.duty()).isEqualTo(new Duty(false, "10.0.0.2", true, null));
        assertThat(standing.notLeading().hint()).isEqualTo("Ask https://10.0.0.2 at the same port.");
    }

    @Test
    void aStoreThatIsAwayIsToldWithSinceWhen() {
        standing.now(new LeadershipEvent.StandsBy("10.0.0.2"));
        standing.now(new LeadershipEvent.StoreAway());
        clock.nowMs = 42_000;
        assertThat(standing.duty().storeConnected()).isFalse();
        assertThat(standing.duty().leader()).isEmpty();
        assertThat(trouble().message())
                .isEqualTo("the store does not answer: it needs 2 of the 3 coordinator hosts"
                        + " (10.0.0.1, 10.0.0.2, 10.0.0.3); so for 42 s");
        standing.now(new LeadershipEvent.StandsBy("10.0.0.3"));
        assertThat(standing.duty().trouble()).isNull();
    }

    private Failure trouble() {
        Failure trouble = standing.duty().trouble();
        assertThat(trouble).isNotNull();
        return trouble;
    }

    private static ClusterSpec spec() {
        return ((SpecResult.Valid) SpecParser.parse("cluster.json", FILE, Set.of(Role.MASTER, Role.COMPUTE))).spec();
    }

    private static final class Hands implements Clock {
        private long nowMs;

        @Override
        public long nowMs() {
            return nowMs;
        }

        @Override
        public long wallMs() {
            return nowMs;
        }
    }
}
