package dev.muster.agent.node;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.muster.agent.core.AgentCommand;
import dev.muster.agent.core.AgentCommand.CloseLeave;
import dev.muster.agent.core.AgentCommand.Disconnect;
import dev.muster.agent.core.AgentCommand.End;
import dev.muster.agent.core.AgentCommand.Ending;
import dev.muster.agent.core.AgentCommand.Install;
import dev.muster.agent.core.AgentCommand.Keep;
import dev.muster.agent.core.AgentCommand.Launch;
import dev.muster.agent.core.AgentCommand.Leave;
import dev.muster.agent.core.AgentCommand.Send;
import dev.muster.agent.core.AgentCommand.Stop;
import dev.muster.agent.core.AgentCommand.Tell;
import dev.muster.agent.core.AgentCommand.Watch;
import dev.muster.agent.core.AgentCore;
import dev.muster.agent.core.AgentDurable;
import dev.muster.agent.core.AgentEvent;
import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.agent.core.AgentIdentity;
import dev.muster.agent.core.AgentNotice;
import dev.muster.agent.install.InstallSettings;
import dev.muster.agent.install.Installer;
import dev.muster.agent.journal.DefinitionFile;
import dev.muster.agent.journal.Journal;
import dev.muster.agent.leave.Leaves;
import dev.muster.agent.link.CoordinatorLink;
import dev.muster.agent.preflight.Fixes;
import dev.muster.agent.preflight.Preflight;
import dev.muster.agent.preflight.TestListeners;
import dev.muster.agent.probe.ProbeSchedule;
import dev.muster.agent.process.OutputLimit;
import dev.muster.agent.process.ProcessRunner;
import dev.muster.common.engine.Clock;
import dev.muster.common.engine.Loop;
import dev.muster.common.engine.Parts;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Check;
import dev.muster.common.model.Failure;
import dev.muster.common.model.LaunchId;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.message.Message.Authorities;
import dev.muster.common.model.message.Message.AuthorityHeld;
import dev.muster.common.model.message.Message.CheckReply;
import dev.muster.common.model.message.Message.CheckRequest;
import dev.muster.common.model.message.Message.Hello;
import dev.muster.common.model.message.Message.ListenReply;
import dev.muster.common.model.message.Message.ListenRequest;
import dev.muster.common.model.message.Message.LogReply;
import dev.muster.common.model.message.Message.LogRequest;
import dev.muster.common.model.message.Message.ReachReply;
import dev.muster.common.model.message.Message.ReachRequest;
import dev.muster.common.net.Client;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.net.EventLoops;
import dev.muster.common.net.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One agent, running. Closing it touches no component; {@link #leave} says what is to become of them. */
public final class AgentNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentNode.class);
    private static final long TICK_MS = 100;
    private static final int MAILBOX_MAX = 1_024;

    private final AgentCore core;
    private final Clock clock;
    private final Loop<AgentEvent, AgentCommand, AgentDurable> loop;
    private final ComponentShell components;
    private final CoordinatorLink link;
    private final DefinitionFile definition;
    private final Listener listener;
    private final ExecutorService blocking;
    private final Parts parts;
    private final CompletableFuture<End> ended = new CompletableFuture<>();

    /** Told what happens; on any thread, and must not block. */
    public interface Listener {
        void notice(AgentNotice notice);

        /** A try to reach the coordinator has failed. */
        void unreachable(ConnectFailure failure);
    }

    /**
     * What an agent needs.
     *
     * @param identity who it is
     * @param directory its state, which this process holds the lock of
     * @param coordinator where its coordinator listens
     * @param limits of the connection
     * @param install where software comes from and goes to
     * @param downloads how many run at once
     * @param output limit of a component's output
     * @param certificates told whose certificates count
     */
    public record Settings(
            AgentIdentity identity,
            Path directory,
            Client.Endpoint coordinator,
            Limits limits,
            InstallSettings install,
            int downloads,
            OutputLimit output,
            Certificates certificates) {}

    /** This host's certificates, which are not the agent's business but that it hears of them. */
    public interface Certificates {
        /** Has them renewed where that is needed, and answers when they are as they should be. Must not block. */
        void authorities(Authorities now, Consumer<AuthorityHeld> answer);
    }

    /** Starts an agent: adopts what runs, then looks for its coordinator. Blocks for a few seconds at most. */
    public static AgentNode start(Settings settings, Listener listener) throws IOException {
        Parts parts = new Parts();
        try {
            return new AgentNode(settings, listener, parts);
        } catch (IOException e) {
            parts.close();
            throw e;
        }
    }

    private AgentNode(Settings settings, Listener listener, Parts parts) throws IOException {
        this.parts = parts;
        this.clock = Clock.system();
        this.listener = listener;
        this.blocking = threads("deeds", Integer.MAX_VALUE);
        parts.keep(blocking::shutdownNow);
        ExecutorService downloads = threads("download", settings.downloads());
        parts.keep(downloads::shutdownNow);
        Journal<AgentDurable> journal = parts.keep(new Journal<>(
                settings.directory(), Journal.Kind.STATE, new TypeReference<>() {}, clock, new JournalTrouble()));
        this.definition = parts.keep(new DefinitionFile(settings.directory(), clock, new JournalTrouble()));
        ProcessRunner processes = parts.keep(new ProcessRunner(
                settings.directory(), settings.output(), clock, blocking, (launch, status) -> shell().ended(
                                launch, status)));
        AgentDurable known = new Takeover(processes, clock).of(journal.load());
        // At once: the next agent must find this one's incarnation, and a whole file where there was a damaged one.
        journal.write(known, () -> LOG.debug("the journal is taken over"));
        TestListeners listeners = parts.keep(new TestListeners(blocking));
        this.components = new ComponentShell(
                settings.identity(),
                blocking,
                new Installer(settings.install(), downloads, clock),
                preflight(settings, listeners),
                listeners,
                processes,
                parts.keep(new ProbeSchedule(clock, blocking, (launch, evidence) -> shell().probed(launch, evidence))),
                parts.keep(new Leaves(processes, blocking, clock, this::post)),
                this::post);
        this.core = new AgentCore(settings.identity(), known, definition.load().orElse(null));
        this.loop = parts.keep(new Loop<>(
                "agent",
                core,
                clock,
                new AgentEvent.Tick(),
                TICK_MS,
                MAILBOX_MAX,
                this::carryOut,
                journal,
                this::broken));
        this.link = parts.keep(new CoordinatorLink(
                parts.keep(new EventLoops(1)),
                settings.coordinator(),
                settings.limits(),
                () -> ThreadLocalRandom.current().nextDouble(),
                this::post,
                new Answers(settings.certificates(), new ReachShell(settings.identity(), listeners, blocking)),
                listener::unreachable));
        loop.start();
        post(new AgentEvent.Booted(components.find(known)));
        link.start();
    }

    private static Preflight preflight(Settings settings, TestListeners listeners) {
        AgentFacts facts = settings.identity().facts();
        Path root = Path.of("/");
        List<Path> own = List.of(Path.of(facts.stateDirectory()), Path.of(facts.storeDirectory()));
        return new Preflight(root, Fixes.ofAgent(root, ProcessHandle.current().pid(), own), listeners::holds);
    }

    /** Why and how this agent ended. */
    public CompletableFuture<End> ended() {
        return ended;
    }

    /** Asks it to end. */
    public void leave(Departure departure) {
        post(new AgentEvent.LeaveRequested(departure));
    }

    /** Every component of this host, as it is now. */
    public CompletableFuture<List<Observation>> observations() {
        return loop.ask(nowMs -> core.observations());
    }

    @Override
    public void close() {
        parts.close();
    }

    private ComponentShell shell() {
        return Objects.requireNonNull(components);
    }

    private static ExecutorService threads(String name, int max) {
        AtomicInteger count = new AtomicInteger();
        java.util.concurrent.ThreadFactory factory = task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        return max == Integer.MAX_VALUE
                ? Executors.newCachedThreadPool(factory)
                : Executors.newFixedThreadPool(max, factory);
    }

    private void post(AgentEvent event) {
        loop.post(event);
    }

    private void carryOut(AgentCommand command) {
        if (command instanceof Send send) {
            link.send(timed(send));
        } else if (command instanceof Disconnect disconnect) {
            link.disconnect(disconnect);
        } else if (command instanceof Install install) {
            components.install(install);
        } else if (command instanceof Launch launch) {
            components.launch(launch);
        } else if (command instanceof Watch watch) {
            components.watch(watch);
        } else if (command instanceof Stop stop) {
            components.stop(stop);
        } else if (command instanceof Leave leave) {
            components.leave(leave);
        } else if (command instanceof CloseLeave close) {
            components.closeLeave(close);
        } else if (command instanceof Keep keep) {
            definition.keep(keep.copy());
        } else if (command instanceof Tell tell) {
            LOG.info("{}", tell.notice().message());
            listener.notice(tell.notice());
        } else if (command instanceof End end) {
            ended.complete(end);
        }
    }

    /** A Hello says what time it is here: people look for it when clocks differ. Nothing is decided by it. */
    private Send timed(Send send) {
        return send.message() instanceof Hello hello ? new Send(send.link(), hello.at(clock.wallMs())) : send;
    }

    /** Asks the core for what it knows, and answers without it. */
    private final class Answers implements CoordinatorLink.Questions {
        private final Certificates certificates;
        private final ReachShell reach;

        Answers(Certificates certificates, ReachShell reach) {
            this.certificates = certificates;
            this.reach = reach;
        }

        @Override
        public void listen(ListenRequest request, Consumer<ListenReply> reply) {
            reach.listen(request, () -> loop.ask(nowMs -> core.prospects()), reply);
        }

        @Override
        public void reach(ReachRequest request, Consumer<ReachReply> reply) {
            reach.reach(request, reply);
        }

        @Override
        public void authorities(Authorities now, Consumer<AuthorityHeld> answer) {
            certificates.authorities(now, answer);
        }

        @Override
        public void log(LogRequest request, Consumer<LogReply> reply) {
            loop.ask(nowMs -> launchOf(request.role()))
                    .thenAcceptAsync(
                            launch ->
                                    reply.accept(LogReader.answer(request, launch, launch.flatMap(components::output))),
                            blocking);
        }

        @Override
        public void check(CheckRequest request, Consumer<CheckReply> reply) {
            loop.ask(nowMs -> core.prospects())
                    .thenAcceptAsync(
                            prospects -> {
                                List<Repair> repairs = components.repair(request, prospects);
                                List<Check> checks = components.look(request, prospects);
                                reply.accept(new CheckReply(request.request(), checks, clock.wallMs(), repairs));
                            },
                            blocking);
        }
    }

    private Optional<LaunchId> launchOf(Role role) {
        return core.observations().stream()
                .filter(o -> o.role().equals(role))
                .map(AgentNode::launch)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<LaunchId> launch(Observation observation) {
        return Optional.ofNullable(observation.launch());
    }

    private void broken(Throwable cause) {
        ended.complete(new End(
                Ending.REFUSED,
                Failure.of(
                        "INTERNAL",
                        "the agent failed: " + cause + "; its components go on running",
                        "This is a bug: its log holds the last events. Start it again, it adopts what runs.")));
    }

    /** While the journal cannot be written nothing new is launched; what runs goes on. */
    private final class JournalTrouble implements Journal.Listener {
        private @Nullable Failure last;

        @Override
        public void failing(Failure failure) {
            last = failure;
            listener.notice(new AgentNotice(
                    AgentNotice.Type.DISCONNECTED,
                    null,
                    "the journal cannot be written: " + failure.message() + ". " + failure.hint()));
        }

        @Override
        public void recovered() {
            listener.notice(new AgentNotice(
                    AgentNotice.Type.DISCONNECTED,
                    null,
                    "the journal is written again, after " + (last == null ? "a failure" : last.code())));
        }
    }
}
