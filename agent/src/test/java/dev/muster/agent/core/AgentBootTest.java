package dev.muster.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.common.engine.Decision;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterName;
import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.GoalState;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import dev.muster.common.model.SpecHash;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a restarted agent does before it knows what became of the launches in its journal (rule: nothing). */
class AgentBootTest {

    private static final LaunchId LAUNCH = new LaunchId(new Incarnation(1), 1);

    private final AgentCore core = new AgentCore(
            new AgentIdentity(
                    new ClusterName("c"),
                    HostName.of("a"),
                    new AgentFacts("1", "machine", 1, "/state", "/store", List.of(), List.of(), null, 1, 1, 1, 1),
                    new SpecHash("hash"),
                    ""),
            journal(),
            null);

    private static AgentDurable journal() {
        TreeMap<Role, LaunchRecord> launches = new TreeMap<>();
        launches.put(AgentTalk.ROLE, new LaunchRecord(LAUNCH, AgentTalk.plan("plan")));
        return new AgentDurable(new Incarnation(2), Epoch.NONE, null, List.of(), launches, null);
    }

    @Test
    void aTickBeforeTheBootDoesNotForgetTheLaunchesInTheJournal() {
        assertThat(core.step(0, new AgentEvent.Tick())).isEqualTo(Decision.nothing());
        assertThat(core.step(1, new AgentEvent.LinkUp(1))).isEqualTo(Decision.nothing());
        Decision<AgentCommand, AgentDurable> booted =
                core.step(2, new AgentEvent.Booted(List.of(new AgentEvent.Found(AgentTalk.ROLE, LAUNCH, 42, null))));
        assertThat(booted.commands()).contains(new AgentCommand.Watch(AgentTalk.ROLE, LAUNCH, AgentTalk.plan("plan")));
        assertThat(core.observations()).singleElement().satisfies(o -> {
            assertThat(o.launch()).isEqualTo(LAUNCH);
            assertThat(o.pid()).isEqualTo(42);
        });
    }

    /** ABSENT says that it has left: a coordinator that wants it LEFT would go on as if its data were elsewhere. */
    @Test
    void whatHasNotLeftIsNotAbsentBeforeAnybodyHasAskedForIt() {
        AgentTalk stopped = new AgentTalk()
                .linked(1, 1)
                .goals(1, 1, GoalState.RUNNING, "plan-a")
                .installed("plan-a")
                .launched(1)
                .probed(1, true)
                .goals(1, 2, GoalState.STOPPED, "plan-a")
                .stopped(1);
        assertThat(stopped.killedAndAlone().observations()).singleElement().satisfies(o -> assertThat(o.state())
                .isEqualTo(ComponentState.STOPPED));
        assertThat(new AgentTalk().killedAndAlone().observations()).isEmpty();
    }
}
