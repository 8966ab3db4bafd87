package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.cli.command.RebuildFile;
import dev.muster.cli.command.StartOptions;
import dev.muster.common.component.ComponentMetrics;
import dev.muster.common.component.ComponentPorts;
import dev.muster.common.engine.StartException;
import dev.muster.common.model.Failure;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.net.Limits;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.SpecParser;
import dev.muster.coordinator.board.Remedy;
import dev.muster.coordinator.core.CoordinatorSettings;
import dev.muster.coordinator.core.SessionSettings;
import dev.muster.coordinator.node.CoordinatorNode;
import dev.muster.coordinator.node.LinkSecurity;
import dev.muster.coordinator.store.zookeeper.Ensemble;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The coordinator of a start, with its HTTP API. */
final class CoordinatorHost implements AutoCloseable {

    private final CoordinatorNode.Settings settings;
    private final CoordinatorNode.Listener listener;
    private volatile @Nullable CoordinatorNode node;

    private CoordinatorHost(CoordinatorNode.Settings settings, CoordinatorNode.Listener listener) {
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * Makes it; {@link #start} starts it.
     *
     * @param options what this start was asked for
     * @param security of its links; null when they are not encrypted
     * @param finished called when the cluster was stopped
     * @param steppedDown called when it leads no longer
     * @param failed called when the coordinator cannot go on
     */
    static CoordinatorHost of(
            StartOptions options,
            Preparation prepared,
            @Nullable LinkSecurity security,
            HostScreen screen,
            Runnable finished,
            Runnable steppedDown,
            Consumer<Failure> failed)
            throws CommandFailure {
        MusterSettings settings = prepared.settings();
        Path directory = settings.dir().resolve("coordinator");
        CoordinatorSettings core = new CoordinatorSettings(
                prepared.definition(),
                SpecParser.hash(prepared.bytes()),
                new String(prepared.bytes(), StandardCharsets.UTF_8),
                prepared.host().name(),
                new SessionSettings(
                        settings.agents().heartbeatMs(),
                        settings.agents().leaseMs(),
                        settings.agents().vanishShare(),
                        settings.agents().vanishPatienceMs()),
                settings.start().quorumGraceMs(),
                options.rebuild() == null ? null : RebuildFile.read(options.rebuild()));
        CoordinatorNode.Settings node = new CoordinatorNode.Settings(
                core,
                new CatalogDefiner(prepared.catalog()),
                new CatalogPlanner(
                        prepared.catalog(),
                        Ensemble.forComponents(prepared.spec(), settings.store(), security != null),
                        ClusterSecrets.read(directory, security)),
                new InetSocketAddress(
                        prepared.host().reachableAt(), settings.agents().port()),
                Limits.DEFAULT,
                directory,
                settings.store(),
                settings.http(),
                security,
                spec -> ComponentMetrics.of(prepared.catalog(), spec),
                spec -> new ComponentPorts(prepared.catalog(), spec)::numbers,
                remedy(options, security),
                settings.waiting().look());
        return new CoordinatorHost(node, new CoordinatorNode.Listener() {
            @Override
            public void event(ClusterEvent event) {
                screen.event(event);
            }

            @Override
            public void finished(String reason) {
                finished.run();
            }

            @Override
            public void steppedDown() {
                steppedDown.run();
            }

            @Override
            public void failed(Failure failure) {
                failed.accept(failure);
            }
        });
    }

    /** How the other hosts are started: as this one was. */
    private static Remedy remedy(StartOptions options, @Nullable LinkSecurity security) {
        return new Remedy(
                options.surroundings().program(),
                options.guidance().clusterArgument(),
                options.flagsOfAllHosts(),
                security != null && security.issuing() != null);
    }

    /** Starts it; it listens when this returns. */
    void start() throws CommandFailure {
        try {
            node = CoordinatorNode.start(settings, listener);
        } catch (StartException e) {
            throw new CommandFailure(ExitCode.FAILED, e.failure());
        }
    }

    boolean isLeading() {
        CoordinatorNode started = node;
        return started != null && started.isLeading();
    }

    /** The cluster as it is known now; null while this coordinator does not lead. */
    CompletableFuture<@Nullable ClusterView> view() {
        CoordinatorNode started = node;
        return started == null ? CompletableFuture.completedFuture(null) : started.view();
    }

    @Override
    public void close() {
        CoordinatorNode started = node;
        if (started != null) {
            started.close();
        }
    }
}
