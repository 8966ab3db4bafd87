package dev.muster.cli.app;

import dev.muster.cli.command.CommandFailure;
import dev.muster.cli.command.ExitCode;
import dev.muster.common.engine.StartException;
import dev.muster.common.model.Failure;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.net.Limits;
import dev.muster.common.settings.MusterSettings;
import dev.muster.common.spec.SpecParser;
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

    private final CoordinatorNode node;

    private CoordinatorHost(CoordinatorNode node) {
        this.node = node;
    }

    /**
     * Starts it; it listens when this returns.
     *
     * @param security of its links; null when they are not encrypted
     * @param finished called when the cluster was stopped
     * @param steppedDown called when it leads no longer
     * @param failed called when the coordinator cannot go on
     */
    static CoordinatorHost start(
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
                prepared.spec(),
                SpecParser.hash(prepared.bytes()),
                new String(prepared.bytes(), StandardCharsets.UTF_8),
                prepared.rules(),
                prepared.host().name(),
                new SessionSettings(
                        settings.agents().heartbeatMs(),
                        settings.agents().leaseMs(),
                        settings.agents().vanishShare(),
                        settings.agents().vanishPatienceMs()));
        CoordinatorNode.Settings node = new CoordinatorNode.Settings(
                core,
                new CatalogPlanner(
                        prepared.catalog(),
                        prepared.spec(),
                        Ensemble.forComponents(prepared.spec(), settings.store(), security != null),
                        ClusterSecrets.read(directory, security)),
                new InetSocketAddress(
                        prepared.host().reachableAt(), settings.agents().port()),
                Limits.DEFAULT,
                directory,
                settings.store(),
                settings.http(),
                security);
        try {
            return new CoordinatorHost(CoordinatorNode.start(node, new CoordinatorNode.Listener() {
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
            }));
        } catch (StartException e) {
            throw new CommandFailure(ExitCode.FAILED, e.failure());
        }
    }

    boolean isLeading() {
        return node.isLeading();
    }

    CompletableFuture<@Nullable ClusterView> view() {
        return node.view();
    }

    @Override
    public void close() {
        node.close();
    }
}
