package dev.muster.cli.app;

import dev.muster.agent.core.AgentCommand.End;
import dev.muster.agent.core.AgentCommand.Ending;
import dev.muster.agent.core.AgentEvent.Departure;
import dev.muster.agent.core.AgentIdentity;
import dev.muster.agent.install.InstallSettings;
import dev.muster.agent.journal.StateDirectoryLock;
import dev.muster.agent.node.AgentNode;
import dev.muster.agent.process.OutputLimit;
import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.Interrupts;
import dev.muster.cli.command.RunRecord;
import dev.muster.cli.command.RunRecords;
import dev.muster.cli.command.StartOptions;
import dev.muster.cli.command.StartRunner;
import dev.muster.common.engine.StartException;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Failure;
import dev.muster.common.net.Backoff;
import dev.muster.common.net.Client;
import dev.muster.common.net.ClientTls;
import dev.muster.common.net.Limits;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.SpecParser;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs one host: an agent, and on the master's host the coordinator beside it, until somebody or something ends it.
 *
 * <p>Ctrl-C stops this host's components and then ends; SIGTERM ends and leaves them to the next agent.
 */
public final class StartNode implements StartRunner {

    private static final int SPEC_TEXT_SENT_MAX = 64 * 1024;

    /**
     * How long the JVM may remember what a name resolves to, in seconds. Left alone, it keeps answers for 30 s and failures for
     * 10 s, so that a coordinator that moved to another address would be looked for at its old one in every try until then.
     */
    static final String NAMES_REMEMBERED_S = "0";

    /** What ends a host. */
    private sealed interface Happening {}

    private record AgentEnded(End end) implements Happening {}

    private record CoordinatorFinished() implements Happening {}

    private record CoordinatorSteppedDown() implements Happening {}

    private record CoordinatorFailed(Failure failure) implements Happening {}

    private record Asked(Interrupts.Kind kind) implements Happening {}

    private record OwnerGone() implements Happening {}

    private record WaitedLongEnough() implements Happening {}

    private final BlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();

    @Override
    public int run(StartOptions options) throws CommandFailure {
        rememberNoNames();
        MusterSettings settings = options.settings();
        System.setProperty("muster.log", settings.dir().resolve("muster.log").toString());
        Preparation prepared = Preparation.of(options, settings);
        StateDirectoryLock.Result locked = StateDirectoryLock.acquire(settings.dir());
        if (locked instanceof StateDirectoryLock.Result.Refused refused) {
            throw new CommandFailure(ExitCode.INVALID, refused.failure());
        }
        try (StateDirectoryLock lock = ((StateDirectoryLock.Result.Held) locked).lock()) {
            return run(options, prepared);
        } catch (StartException e) {
            throw new CommandFailure(ExitCode.FAILED, e.failure());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    Failure.of(
                            "START_FAILED",
                            "this host cannot be started: " + e,
                            "See " + System.getProperty("muster.log")));
        }
    }

    /** The JVM reads this once, at its first look-up: so it comes first. */
    private static void rememberNoNames() {
        Security.setProperty("networkaddress.cache.ttl", NAMES_REMEMBERED_S);
        Security.setProperty("networkaddress.cache.negative.ttl", NAMES_REMEMBERED_S);
    }

    private int run(StartOptions options, Preparation prepared) throws CommandFailure, IOException {
        AgentFacts facts = prepared.facts(options);
        HostLinks links = HostLinks.of(options, prepared);
        RunRecords records = new RunRecords(options.surroundings());
        try (Interrupts interrupts = Interrupts.listen(kind -> happenings.add(new Asked(kind)));
                HostScreen screen = HostScreen.open(options, prepared, links.scheme());
                CoordinatorHost coordinator = coordinator(options, prepared, links, screen);
                AgentNode agent = startBoth(coordinator, agentSettings(options, prepared, facts, links), screen);
                HostLinks renewing = links.renewing()) {
            agent.ended().thenAccept(end -> happenings.add(new AgentEnded(end)));
            screen.follow(agent, coordinator);
            RunRecord record = records.add(
                    prepared.spec().name().value(),
                    prepared.host().name().value(),
                    apis(prepared, links.scheme()),
                    options.clusterFile(),
                    prepared.settings().dir());
            if (options.owned()) {
                OwnerWatch.begin(() -> happenings.add(new OwnerGone()));
            }
            screen.onWaitedTooLong(
                    prepared.settings().waiting().timeoutMs(), () -> happenings.add(new WaitedLongEnough()));
            try {
                ExitCode exit = await(agent, coordinator);
                screen.lastLook(coordinator);
                return exit.code();
            } finally {
                records.remove(record);
            }
        }
    }

    /**
     * Starts the agent, and the coordinator where there is one. Where others stand by, the agent comes first: one of them leads
     * already when this host comes back, and what runs here is adopted before a coordinator has been brought up. The only
     * coordinator comes first, so that its own agent's first try meets it.
     */
    private static AgentNode startBoth(
            @Nullable CoordinatorHost coordinator, AgentNode.Settings settings, HostScreen screen)
            throws CommandFailure, IOException {
        boolean agentFirst = settings.coordinator().places().size() > 1;
        if (coordinator != null && !agentFirst) {
            coordinator.start();
        }
        AgentNode agent = AgentNode.start(settings, screen);
        if (coordinator != null && agentFirst) {
            try {
                coordinator.start();
            } catch (CommandFailure e) {
                agent.close();
                throw e;
            }
        }
        return agent;
    }

    private @Nullable CoordinatorHost coordinator(
            StartOptions options, Preparation prepared, HostLinks links, HostScreen screen) throws CommandFailure {
        return prepared.coordinates()
                ? CoordinatorHost.of(
                        options,
                        prepared,
                        links.ofCoordinator(),
                        screen,
                        () -> happenings.add(new CoordinatorFinished()),
                        () -> happenings.add(new CoordinatorSteppedDown()),
                        failure -> happenings.add(new CoordinatorFailed(failure)))
                : null;
    }

    private static AgentNode.Settings agentSettings(
            StartOptions options, Preparation prepared, AgentFacts facts, HostLinks links) throws CommandFailure {
        MusterSettings settings = prepared.settings();
        String text = prepared.bytes().length > SPEC_TEXT_SENT_MAX
                ? ""
                : new String(prepared.bytes(), StandardCharsets.UTF_8);
        String mirror = settings.maven().mirror();
        ClientTls tls = links.ofAgent();
        return new AgentNode.Settings(
                new AgentIdentity(
                        prepared.spec().name(), prepared.host().name(), facts, SpecParser.hash(prepared.bytes()), text),
                settings.dir(),
                new Client.Endpoint(
                        prepared.spec().coordinators().stream()
                                .map(host -> new Client.Place(
                                        host.reachableAt(), settings.agents().port()))
                                .toList(),
                        Backoff.forCluster(prepared.spec().hosts().size()),
                        tls),
                Limits.DEFAULT,
                new InstallSettings(
                        settings.install().store(),
                        mirror.isEmpty() ? null : mirror,
                        null,
                        options.surroundings().userHome(),
                        options.surroundings().environment(),
                        InstallSettings.Timing.stallingAtMost(settings.install().timeoutMs())),
                settings.install().downloads(),
                new OutputLimit(settings.logs().bytesMax(), settings.logs().filesMax()),
                links.certificates());
    }

    private static List<URI> apis(Preparation prepared, String scheme) {
        return prepared.spec().coordinators().stream()
                .map(host -> URI.create(scheme + "://" + urlHost(host.reachableAt()) + ":"
                        + prepared.settings().http().port() + "/"))
                .toList();
    }

    private static String urlHost(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /**
     * Waits until this host has ended, and says how. A coordinator that leads stays after its agent: it has the others to stop.
     * One that stands by does not.
     */
    private ExitCode await(AgentNode agent, @Nullable CoordinatorHost coordinator) throws CommandFailure {
        ExitCode exit = ExitCode.OK;
        boolean asked = false;
        boolean finished = coordinator == null;
        boolean agentEnded = false;
        while (!agentEnded || exit == ExitCode.OK && !finished && !asked) {
            Happening happening = next();
            if (happening instanceof AgentEnded over) {
                agentEnded = true;
                finished |= coordinator != null && !coordinator.isLeading();
                Failure failure = over.end().failure();
                if (failure != null) {
                    throw new CommandFailure(
                            over.end().ending() == Ending.REFUSED ? ExitCode.INVALID : ExitCode.FAILED, failure);
                }
            } else if (happening instanceof CoordinatorFinished) {
                finished = true;
            } else if (happening instanceof CoordinatorSteppedDown) {
                finished |= agentEnded;
            } else if (happening instanceof CoordinatorFailed failed) {
                agent.leave(Departure.LEAVE_RUNNING);
                throw new CommandFailure(ExitCode.FAILED, failed.failure());
            } else if (happening instanceof WaitedLongEnough) {
                exit = ExitCode.TIMED_OUT;
                agent.leave(Departure.STOP_COMPONENTS);
            } else if (happening instanceof OwnerGone) {
                asked = true;
                agent.leave(Departure.STOP_COMPONENTS);
            } else if (happening instanceof Asked signal) {
                if (asked) {
                    return signal.kind().exit();
                }
                asked = true;
                exit = signal.kind().exit();
                agent.leave(
                        signal.kind() == Interrupts.Kind.INTERRUPT
                                ? Departure.STOP_COMPONENTS
                                : Departure.LEAVE_RUNNING);
            }
        }
        return exit;
    }

    private Happening next() {
        try {
            return happenings.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Asked(Interrupts.Kind.TERMINATE);
        }
    }
}
