package dev.muster.agent.leave;

import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.process.OutputFile;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.Evidence;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.Leave;
import dev.muster.common.model.plan.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try to leave: the steps, and meanwhile and afterwards the question whether it has left. */
final class LeaveTry {

    private static final Logger LOG = LoggerFactory.getLogger(LeaveTry.class);
    private static final long LOOK_MS = 1_000;

    private final AgentCommand.Leave command;
    private final Leave leave;
    private final Executor blocking;
    private final Clock clock;
    private final Consumer<AgentEvent> events;
    private final Deeds deeds;
    private String told = "";
    private volatile boolean givenUp;

    LeaveTry(
            AgentCommand.Leave command,
            ProcessRunner processes,
            Executor blocking,
            Clock clock,
            Consumer<AgentEvent> events) {
        this.command = command;
        this.leave = Objects.requireNonNull(command.plan().leave());
        this.blocking = blocking;
        this.clock = clock;
        this.events = events;
        OutputFile output = processes.output(command.launch()).orElseGet(() -> new OutputFile(Path.of("/dev/null")));
        this.deeds = new Deeds(command.plan(), running(processes), output, clock);
    }

    private Deeds.Target running(ProcessRunner processes) {
        return new Deeds.Target() {
            @Override
            public long pid() throws IOException {
                return processes
                        .pid(command.launch())
                        .orElseThrow(() -> new IOException("launch " + command.launch() + " does not run"));
            }

            @Override
            public boolean signal(String name) {
                return processes.signal(command.launch(), name);
            }
        };
    }

    /** Goes on until it has left, has failed, or is given up. */
    void run() {
        try (deeds) {
            // an operation of the component may take hours; what it says meanwhile is told
            CompletableFuture<Optional<Failure>> steps =
                    CompletableFuture.supplyAsync(() -> deeds.all(leave.steps()), blocking);
            long endMs = clock.nowMs() + leave.timeoutMs();
            while (!givenUp && !isOver(steps, endMs)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MS));
            }
        } catch (RuntimeException e) {
            fail(e.toString());
        }
    }

    private boolean isOver(CompletableFuture<Optional<Failure>> steps, long endMs) {
        Optional<Failure> failure = steps.getNow(Optional.empty());
        if (failure.isPresent()) {
            tell(new AgentEvent.LeaveFailed(command.role(), command.launch(), failure.get()));
            return true;
        }
        boolean areDone = steps.isDone();
        Optional<Evidence> unmet = unmet();
        if (areDone && unmet.isEmpty()) {
            tell(new AgentEvent.Left(command.role(), command.launch()));
            return true;
        }
        String seen = unmet.map(each -> each.probe() + ": " + each.detail()).orElse("");
        if (clock.nowMs() >= endMs) {
            if (areDone && leave.overdue() == Leave.Overdue.STOP) {
                LOG.warn(
                        "{} launch {} is stopped after {} s: {}",
                        command.role(),
                        command.launch(),
                        leave.timeoutMs() / 1000,
                        seen);
                tell(new AgentEvent.Left(command.role(), command.launch()));
                return true;
            }
            fail("it took longer than " + leave.timeoutMs() / 1000 + " s; " + seen);
            return true;
        }
        String progress = seen.isEmpty() ? "leaving" : "leaving: " + seen;
        if (!progress.equals(told)) {
            told = progress;
            tell(new AgentEvent.LeaveProgressed(command.role(), command.launch(), progress));
        }
        return false;
    }

    private Optional<Evidence> unmet() {
        for (Probe probe : leave.done()) {
            Evidence seen = deeds.probe(probe);
            if (!seen.passed()) {
                return Optional.of(seen);
            }
        }
        return Optional.empty();
    }

    private void fail(String why) {
        tell(new AgentEvent.LeaveFailed(command.role(), command.launch(), Deeds.failure(command.role(), why)));
    }

    private void tell(AgentEvent event) {
        if (!givenUp) {
            events.accept(event);
        }
    }

    /** Ends it, and says nothing more of it. */
    void giveUp() {
        givenUp = true;
        deeds.close();
    }
}
