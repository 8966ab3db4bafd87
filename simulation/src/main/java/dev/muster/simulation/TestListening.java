package dev.muster.simulation;

import dev.muster.common.model.ComponentState;
import dev.muster.common.model.Firewall;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Place;
import dev.muster.common.model.Unreached;
import dev.muster.common.model.Unreached.Cause;
import dev.muster.common.model.message.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The part of an agent's shell that listens, and tries others, in the preflight. */
final class TestListening {

    private final SimAgent agent;
    private final World world;
    private List<Place> listening = List.of();
    private long untilMs;
    private long releases;

    TestListening(SimAgent agent) {
        this.agent = agent;
        this.world = agent.world;
    }

    /** As the product does: what is launched takes all back, and what was asked before is not begun after. */
    void release() {
        releases++;
        listening = List.of();
    }

    private boolean listensAt(Place place) {
        return agent.isAlive() && world.time.nowMs() < untilMs && listening.contains(place);
    }

    void listen(Message.ListenRequest request, Connection asked) {
        if (request.places().isEmpty()) {
            release();
            return;
        }
        long seen = releases;
        later(asked, () -> {
            boolean late = seen != releases;
            listening = late
                    ? List.of()
                    : request.places().stream()
                            .filter(place -> !observed(agent, place).isAlive())
                            .toList();
            untilMs = world.time.nowMs() + request.leaseMs();
            return new Message.ListenReply(request.request(), listening, Firewall.UNKNOWN);
        });
    }

    void reach(Message.ReachRequest request, Connection asked) {
        later(asked, () -> {
            List<Unreached> unreached = new ArrayList<>();
            request.components().forEach(place -> tried(place, true, unreached));
            request.agents().forEach(place -> tried(place, false, unreached));
            return new Message.ReachReply(request.request(), unreached);
        });
    }

    private void tried(Place place, boolean component, List<Unreached> unreached) {
        Machine there = world.machine(place.component().host());
        boolean cut = world.ailments.isWalled(there.name)
                || world.network.isBlocked(agent.machine.name, there.name)
                || world.network.isBlocked(there.name, agent.machine.name);
        SimAgent other = there.agent;
        boolean answers = component || other != null && other.testListening().listensAt(place);
        if (cut || !there.isUp()) {
            unreached.add(new Unreached(place, Cause.TIMED_OUT, "no answer"));
        } else if (!answers) {
            unreached.add(new Unreached(place, Cause.REFUSED, "connection refused"));
        }
    }

    private static ComponentState observed(SimAgent agent, Place place) {
        return agent.observations().stream()
                .filter(o -> o.role().equals(place.component().role()))
                .map(Observation::state)
                .findFirst()
                .orElse(ComponentState.ABSENT);
    }

    /** It takes a while; now and then nothing comes of it. */
    private void later(Connection asked, java.util.function.Supplier<Message.FromAgent> answer) {
        boolean stormy = world.faults.isStormy();
        if (stormy && world.chance.oneIn(40)) {
            return;
        }
        agent.post(world.chance.between(1, stormy && world.chance.oneIn(8) ? 3_000 : 100), () -> {
            @Nullable Connection now = agent.connection();
            if (asked == now) {
                Objects.requireNonNull(now).toCoordinator(answer.get());
            }
        });
    }
}
