package dev.muster.agent.leave;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Leave;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The components of this host that are leaving their clusters: one try at a time for each role. */
public final class Leaves implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Leaves.class);

    private final ProcessRunner processes;
    private final Executor blocking;
    private final Clock clock;
    private final Consumer<AgentEvent> events;
    private final Map<Role, LeaveTry> tries = new ConcurrentHashMap<>();

    public Leaves(ProcessRunner processes, Executor blocking, Clock clock, Consumer<AgentEvent> events) {
        this.processes = processes;
        this.blocking = blocking;
        this.clock = clock;
        this.events = events;
    }

    /** Begins to leave. */
    public void begin(AgentCommand.Leave command) {
        LOG.info("{} launch {} leaves its cluster", command.role(), command.launch());
        LeaveTry next = new LeaveTry(command, processes, blocking, clock, events);
        LeaveTry last = tries.put(command.role(), next);
        if (last != null) {
            last.giveUp();
        }
        blocking.execute(next::run);
    }

    /** Ends a try, if there is one. What it has asked of the component may go on. */
    public void giveUp(Role role) {
        LeaveTry last = tries.remove(role);
        if (last != null) {
            last.giveUp();
        }
    }

    /** Does what is to be done afterwards. Blocks. */
    public void close(AgentCommand.CloseLeave command) {
        Leave leave = command.plan().leave();
        Optional<Failure> failure = Optional.empty();
        if (leave != null) {
            try (Deeds deeds = new Deeds(command.plan(), Deeds.Target.NONE, clock)) {
                failure = deeds.all(leave.afterwards());
            }
        }
        failure.ifPresent(why -> LOG.warn("{}: {}", command.role(), why.message()));
        events.accept(new AgentEvent.LeaveClosed(command.role(), failure.orElse(null)));
    }

    @Override
    public void close() {
        tries.keySet().forEach(this::giveUp);
    }
}
