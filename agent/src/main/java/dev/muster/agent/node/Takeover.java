package dev.muster.agent.node;

import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentDurable.LaunchRecord;
import dev.muster.agent.journal.Loaded;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.agent.process.Survivor;
import dev.muster.common.engine.Clock;
import dev.muster.common.engine.StartException;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a new agent goes on from: the journal of the last one, under an incarnation that is newer than any before.
 *
 * <p>A journal that is missing, unreadable or a generation old is not an empty one. What runs is then found by its launch
 * records and adopted; the goals come again from the coordinator. When something runs of which nothing can be told, nothing is
 * touched and the start is refused: a second copy of a component may ruin its data.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final ProcessRunner processes;
    private final Clock clock;

    Takeover(ProcessRunner processes, Clock clock) {
        this.processes = processes;
        this.clock = clock;
    }

    AgentDurable of(Loaded<AgentDurable> loaded) throws IOException {
        if (loaded instanceof Loaded.Found<AgentDurable> found) {
            if (found.notice().isEmpty()) {
                return found.state().takenOverBy(newerThan(found.state().incarnation()));
            }
            LOG.warn("{}", found.notice().get());
            return withSurvivors(found.state());
        }
        if (loaded instanceof Loaded.Lost<AgentDurable> lost) {
            LOG.warn("{}", lost.failure());
        }
        return withSurvivors(AgentDurable.fresh(new Incarnation(0)));
    }

    private AgentDurable withSurvivors(AgentDurable known) throws IOException {
        SortedMap<Role, LaunchRecord> launches = new TreeMap<>(known.launches());
        Incarnation newest = known.incarnation();
        List<Survivor> survivors = processes.survivors().stream()
                .sorted(Comparator.comparing(Survivor::launch))
                .toList();
        for (Survivor survivor : survivors) {
            LaunchPlan plan = survivor.plan();
            if (plan == null) {
                throw new StartException(Failure.of(
                        "SURVIVOR_UNKNOWN",
                        "the agent's journal is lost, and nobody knows what pid "
                                + survivor.process().pid() + " of launch " + survivor.launch() + " is",
                        "nothing was touched. End it (kill "
                                + survivor.process().pid() + "), then start again"));
            }
            LOG.warn(
                    "{} launch {} pid {} is taken over by its own records",
                    plan.role(),
                    survivor.launch(),
                    survivor.process().pid());
            launches.put(plan.role(), new LaunchRecord(survivor.launch(), plan));
            Incarnation of = survivor.launch().incarnation();
            newest = of.compareTo(newest) > 0 ? of : newest;
        }
        return new AgentDurable(
                newerThan(newest), known.highestEpoch(), known.cluster(), known.goals(), launches, null);
    }

    private Incarnation newerThan(Incarnation last) {
        return new Incarnation(Math.max(clock.wallMs(), last.value() + 1));
    }
}
