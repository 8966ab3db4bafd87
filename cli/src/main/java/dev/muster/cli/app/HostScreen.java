package dev.muster.cli.app;

import dev.muster.agent.core.AgentNotice;
import dev.muster.agent.node.AgentNode;
import dev.muster.cli.command.Listeners;
import dev.muster.cli.command.StartOptions;
import dev.muster.cli.console.ConsoleScreen;
import dev.muster.cli.console.Heading;
import dev.muster.cli.console.HostEvent;
import dev.muster.cli.console.PortTable;
import dev.muster.common.engine.Clock;
import dev.muster.common.engine.DaemonThreads;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.net.ConnectFailure;
import dev.muster.common.spec.SpecParser;
import dev.muster.coordinator.store.ClusterIdFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The screen of one start. Where the coordinator leads it shows the cluster as the coordinator sees it, elsewhere this host as
 * its agent sees it.
 */
final class HostScreen implements AgentNode.Listener, AutoCloseable {

    private static final long LOOK_MS = 200;
    private static final long LAST_LOOK_MS = 2_000;

    private final ConsoleScreen screen;
    private final Clock clock = Clock.system();
    private final boolean leadsAlone;
    private volatile boolean showsCluster;
    private final HostName master;
    private final Unreached unreached;
    private final ScheduledExecutorService looking;
    private volatile boolean proceeded;
    private volatile long unreachableSinceMs = -1;

    /** @param scheme of the coordinators' URLs */
    static HostScreen open(StartOptions options, Preparation prepared, String scheme) {
        ConsoleScreen screen = ConsoleScreen.open(
                options.progress(), options.surroundings().terminal(), options.guidance(), System.out, Clock.system());
        HostName master = prepared.spec().master().name();
        String agents = prepared.spec().master().reachableAt() + ":"
                + prepared.settings().agents().port();
        String api = prepared.coordinates()
                ? scheme + "://" + prepared.host().name().inUrl() + ":"
                        + prepared.settings().http().port() + "/"
                : "";
        screen.heading(new Heading(
                options.surroundings().version(),
                prepared.spec().name(),
                prepared.spec().hosts().size(),
                prepared.fileName(),
                SpecParser.hash(prepared.bytes()).value(),
                "",
                prepared.host().name(),
                List.copyOf(prepared.host().roles().keySet()),
                api,
                agents,
                prepared.settings().dir().toString(),
                prepared.coordinates()
                        ? Listeners.of(prepared.spec(), prepared.catalog(), prepared.settings(), scheme)
                        : PortTable.EMPTY));
        boolean showsCluster =
                prepared.coordinates() && prepared.spec().coordinators().size() == 1;
        Unreached unreached = new Unreached(
                prepared.spec(),
                options.guidance(),
                prepared.settings().agents().port());
        HostScreen opened = new HostScreen(screen, showsCluster, master, unreached);
        if (!showsCluster) {
            screen.host(new HostEvent.Connecting(master));
        } else if (isNew(prepared)) {
            screen.view(PendingView.of(
                    prepared.spec(),
                    prepared.definition().rules(),
                    prepared.host().name()));
        }
        return opened;
    }

    /** Of a cluster that has been led from here before nobody knows how it is until it is led again. */
    private static boolean isNew(Preparation prepared) {
        return !Files.exists(
                prepared.settings().dir().resolve("coordinator").resolve(ClusterIdFile.NAME),
                LinkOption.NOFOLLOW_LINKS);
    }

    private HostScreen(ConsoleScreen screen, boolean showsCluster, HostName master, Unreached unreached) {
        this.unreached = unreached;
        this.screen = screen;
        this.leadsAlone = showsCluster;
        this.showsCluster = showsCluster;
        this.master = master;
        this.looking = Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("looking"));
    }

    /** Shows what changes from now on; {@code coordinator} is null where none runs. */
    void follow(AgentNode agent, @Nullable CoordinatorHost coordinator) {
        looking.scheduleWithFixedDelay(
                () -> {
                    if (coordinator != null && coordinator.isLeading()) {
                        showsCluster = true;
                        coordinator.view().thenAccept(view -> {
                            if (view != null) {
                                screen.view(view);
                            }
                        });
                    } else if (!leadsAlone) {
                        showsCluster = false;
                        agent.observations().thenAccept(all -> screen.host(new HostEvent.Components(all)));
                    }
                },
                0,
                LOOK_MS,
                TimeUnit.MILLISECONDS);
    }

    /** Shows how things stand at the very end: between two looks the last components may have stopped, and nobody looks again. */
    void lastLook(@Nullable CoordinatorHost coordinator) {
        if (coordinator == null || !coordinator.isLeading()) {
            return;
        }
        looking.shutdownNow(); // an older view must not come after this one
        try {
            ClusterView view = coordinator.view().get(LAST_LOOK_MS, TimeUnit.MILLISECONDS);
            if (view != null) {
                screen.view(view);
            }
        } catch (ExecutionException | TimeoutException noView) {
            // the screen stays as it is: ending matters more
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Calls {@code tooLong} when the others have not come within {@code limitMs}; 0 waits for ever. */
    void onWaitedTooLong(long limitMs, Runnable tooLong) {
        if (limitMs > 0) {
            looking.schedule(
                    () -> {
                        if (!proceeded) {
                            tooLong.run();
                        }
                    },
                    limitMs,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** Something happened in the cluster. */
    void event(ClusterEvent event) {
        screen.event(event);
    }

    @Override
    public void notice(AgentNotice notice) {
        unreachableSinceMs = -1;
        if (notice.type() == AgentNotice.Type.PROCEED) {
            proceeded = true;
        }
        if (!showsCluster) {
            screen.host(new HostEvent.Told(notice));
        }
    }

    @Override
    public void unreachable(ConnectFailure failure) {
        // Read once: a notice on another thread may reset it meanwhile.
        long sinceMs = unreachableSinceMs;
        if (sinceMs < 0) {
            sinceMs = clock.nowMs();
            unreachableSinceMs = sinceMs;
        }
        if (!showsCluster) {
            screen.host(new HostEvent.Connecting(master));
            screen.host(new HostEvent.NoAnswer(unreached.explained(failure), clock.nowMs() - sinceMs));
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
        screen.close();
    }
}
