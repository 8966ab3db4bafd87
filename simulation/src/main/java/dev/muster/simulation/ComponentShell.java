package dev.muster.simulation;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.common.model.Check;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Installs, starts, adopts, watches and stops one agent's components, with all that can go wrong. */
final class ComponentShell {

    /** Unchanged evidence is repeated this seldom. */
    private static final int REPEAT_EVERY = 8;

    private final SimAgent agent;
    private final World world;
    private final Machine machine;
    private final TreeMap<LaunchId, Starting> starting = new TreeMap<>();

    /** The last word about how to look at each launch. */
    private final TreeMap<LaunchId, AgentCommand.Watch> watched = new TreeMap<>();

    /** The last try of each role to leave. */
    private final TreeMap<Role, AgentCommand.Leave> leaving = new TreeMap<>();

    ComponentShell(SimAgent agent) {
        this.agent = agent;
        this.world = agent.world;
        this.machine = agent.machine;
    }

    /** What became of the launches that the journal knows. */
    List<AgentEvent.Found> find(AgentDurable journal) {
        List<AgentEvent.Found> found = new ArrayList<>();
        journal.launches().forEach((role, known) -> {
            SimProcess process = machine.process(known.launch());
            long pid = process == null ? 0 : process.pid;
            long lastPid = world.lastPids.getOrDefault(id(role), 0L);
            if (process == null && world.variation.adoptsByPidAlone() && machine.isAnybody(lastPid)) {
                pid = lastPid;
            }
            Failure gone = pid == 0 ? Failure.of("GONE", role + " does not run any more", "") : null;
            found.add(new AgentEvent.Found(role, known.launch(), pid, gone));
        });
        return found;
    }

    void carryOut(AgentCommand command) {
        if (command instanceof AgentCommand.Install install) {
            install(install);
        } else if (command instanceof AgentCommand.Launch launch) {
            launch(launch);
        } else if (command instanceof AgentCommand.Watch watch) {
            if (watched.put(watch.launch(), watch) == null) {
                agent.post(world.timing.probeMs(), () -> probe(watch, List.of(), 0));
            }
        } else if (command instanceof AgentCommand.Stop stop) {
            leaving.remove(stop.role());
            stop(stop);
        } else if (command instanceof AgentCommand.Leave leave) {
            leave(leave);
        } else if (command instanceof AgentCommand.CloseLeave close) {
            leaving.remove(close.role());
            close(close);
        }
    }

    private ComponentId id(Role role) {
        return new ComponentId(machine.name, role);
    }

    private void install(AgentCommand.Install install) {
        boolean fails = world.faults.strikes(id(install.role()), 8);
        agent.post(world.chance.between(20, Timing.STEP_MAX_MS), () -> {
            Role role = install.role();
            agent.accept(
                    fails
                            ? new AgentEvent.InstallFailed(
                                    role, install.plan().hash(), Failure.of("DOWNLOAD", "no answer", ""))
                            : new AgentEvent.Installed(role, install.plan().hash()));
        });
    }

    // --- starting

    private void launch(AgentCommand.Launch launch) {
        long takesMs = world.chance.between(5, 200);
        ComponentId id = id(launch.role());
        boolean fails = world.faults.strikes(id, 10);
        starting.put(
                launch.launch(),
                new Starting(id, launch.launch(), world.time.nowMs() + takesMs, fails, launch.ignoredChecks()));
        agent.post(takesMs, () -> {
            Starting now = starting.remove(launch.launch());
            if (now == null) {
                return;
            }
            if (fails) {
                agent.accept(new AgentEvent.LaunchFailed(
                        launch.role(), launch.launch(), Failure.of("PORT_IN_USE", "the port is in use", "")));
                return;
            }
            Failure found = found(now);
            if (found != null) {
                world.transcript.line(agent.who(), () -> launch.launch() + " is not launched: " + found.message());
                agent.accept(new AgentEvent.LaunchFailed(launch.role(), launch.launch(), found));
                return;
            }
            SimProcess process = start(now);
            agent.accept(new AgentEvent.Launched(launch.role(), launch.launch(), process.pid));
        });
    }

    /** The agent's own check of its machine right before a launch: the first finding that nobody ignores. */
    private @Nullable Failure found(Starting what) {
        return world.ailments.look(machine.name).stream()
                .filter(check -> !what.ignoredChecks.contains(check.name()))
                .map(Check::failure)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private SimProcess start(Starting what) {
        boolean slow = world.faults.strikes(what.id, 15);
        boolean exits = world.faults.strikes(what.id, 8);
        long startMs = slow ? world.timing.startTimeoutMs() * 2 : world.chance.between(50, Timing.STEP_MAX_MS);
        long aloneMs = world.faults.isStormy() && world.chance.oneIn(6) ? world.chance.between(3_000, 12_000) : 0;
        boolean ignoresTerm = world.chance.oneIn(12);
        long copyMs = what.id.role().equals(Role.INDEX) ? world.chance.between(0, world.timing.copyMaxMs()) : 0;
        SimProcess process =
                machine.start(new SimProcess.Kind(what.id, what.launch, startMs, aloneMs, copyMs, ignoresTerm));
        world.lastPids.put(what.id, process.pid);
        if (exits) {
            int code = world.chance.oneIn(3) ? SimPlanner.FATAL_EXIT : 1;
            world.time.after(world.chance.between(0, 4_000), () -> {
                if (world.faults.isStormy()) {
                    process.exit(code);
                }
            });
        }
        return process;
    }

    /** The agent is killed: what it was just starting came to be, or did not. */
    void settleLaunches() {
        starting.values().stream()
                .filter(s -> !s.fails && found(s) == null && world.chance.oneIn(2))
                .forEach(this::start);
        starting.clear();
    }

    // --- watching

    void exited(Role role, LaunchId launch, int code) {
        agent.post(
                world.chance.between(1, 50),
                () -> agent.accept(
                        new AgentEvent.Exited(role, launch, code, Failure.of("EXITED", "exit code " + code, ""))));
    }

    private void probe(AgentCommand.Watch watch, List<Evidence> last, int unchanged) {
        SimProcess process = machine.process(watch.launch());
        if (process == null) {
            return;
        }
        List<Evidence> seen =
                process.probe(watched.getOrDefault(watch.launch(), watch).plan());
        boolean quiet = seen.equals(last) && unchanged < REPEAT_EVERY;
        // an answer takes its time, and may come when the process is gone; the next question waits for it
        long takesMs = !quiet && world.faults.isStormy() ? world.chance.between(0, 4 * world.timing.probeMs()) : 0;
        agent.post(takesMs, () -> {
            if (!quiet) {
                agent.accept(new AgentEvent.Probed(watch.role(), watch.launch(), seen));
            }
            agent.post(world.timing.probeMs(), () -> probe(watch, seen, quiet ? unchanged + 1 : 0));
        });
    }

    // --- leaving

    private void leave(AgentCommand.Leave leave) {
        leaving.put(leave.role(), leave);
        boolean fails = world.faults.strikes(id(leave.role()), 3);
        agent.post(world.chance.between(5, 500), () -> {
            SimProcess process = machine.process(leave.launch());
            if (leaving.get(leave.role()) != leave) {
                return;
            }
            if (fails || process == null) {
                leaveFailed(leave, process == null ? "it does not run" : "not enough live nodes");
            } else {
                process.leave();
                watch(leave, process);
            }
        });
    }

    private void watch(AgentCommand.Leave leave, SimProcess process) {
        agent.post(world.timing.probeMs(), () -> {
            if (leaving.get(leave.role()) != leave || !process.isAlive()) {
                return;
            }
            if (process.saysThatItHasLeft()) {
                agent.accept(new AgentEvent.Left(leave.role(), leave.launch()));
            } else if (world.faults.strikes(id(leave.role()), 12)) {
                leaveFailed(leave, "it took too long");
            } else {
                agent.accept(new AgentEvent.LeaveProgressed(leave.role(), leave.launch(), "leaving"));
                watch(leave, process);
            }
        });
    }

    private void leaveFailed(AgentCommand.Leave leave, String why) {
        agent.accept(new AgentEvent.LeaveFailed(leave.role(), leave.launch(), Failure.of("LEAVE_FAILED", why, "")));
    }

    private void close(AgentCommand.CloseLeave close) {
        boolean fails = world.faults.strikes(id(close.role()), 6);
        agent.post(world.chance.between(5, 500), () -> {
            if (!fails) {
                world.components.process(id(close.role())).ifPresent(SimProcess::stay);
            }
            Failure why = fails ? Failure.of("LEAVE_FAILED", "no answer", "") : null;
            agent.accept(new AgentEvent.LeaveClosed(close.role(), why));
        });
    }

    // --- stopping

    private void stop(AgentCommand.Stop stop) {
        Starting pending = starting.get(stop.launch());
        if (pending != null) {
            // one launch is worked on by one thread at a time
            agent.post(pending.doneAtMs - world.time.nowMs() + 1, () -> stop(stop));
            return;
        }
        SimProcess process = toEnd(stop);
        if (process == null) {
            agent.post(5, () -> agent.accept(new AgentEvent.StopDone(stop.role(), stop.launch())));
            return;
        }
        if (!process.kind.ignoresTerm()) {
            world.time.after(world.chance.between(5, 900), () -> process.exit(143));
        }
        agent.post(stop.policy().graceMs(), () -> kill(stop, process));
    }

    private @Nullable SimProcess toEnd(AgentCommand.Stop stop) {
        SimProcess own = machine.process(stop.launch());
        long lastPid = world.lastPids.getOrDefault(id(stop.role()), 0L);
        if (own == null && world.variation.adoptsByPidAlone() && machine.isAnybody(lastPid)) {
            throw new Violation(
                    Invariant.ONLY_OWN_PROCESSES, "the stop of " + stop.launch() + " ends a stranger, pid " + lastPid);
        }
        return own;
    }

    private void kill(AgentCommand.Stop stop, SimProcess process) {
        if (process.isAlive() && world.faults.isStormy() && world.chance.oneIn(10)) {
            agent.accept(new AgentEvent.StopFailed(
                    stop.role(), stop.launch(), Failure.of("STOP_FAILED", "a process waits for a disk", "")));
            return;
        }
        process.exit(137);
        agent.accept(new AgentEvent.StopDone(stop.role(), stop.launch()));
    }

    private record Starting(ComponentId id, LaunchId launch, long doneAtMs, boolean fails, Set<String> ignoredChecks) {}
}
