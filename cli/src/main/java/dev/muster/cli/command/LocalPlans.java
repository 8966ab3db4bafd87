package dev.muster.cli.command;

import dev.muster.common.component.ClusterFacts;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.Renderer;
import dev.muster.common.component.Rendering;
import dev.muster.common.component.SecretSource;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.trust.IdentityKind;
import dev.muster.common.model.trust.Secret;
import dev.muster.common.security.IdentityFolder;
import dev.muster.common.settings.MusterSettings;
import dev.muster.coordinator.store.zookeeper.Ensemble;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a host's components would be run as, with the facts of this machine and without a coordinator. */
final class LocalPlans {

    private final ClusterSpec cluster;
    private final Renderer renderer;
    private final AgentFacts machine;

    private LocalPlans(ClusterSpec cluster, Renderer renderer, AgentFacts machine) {
        this.cluster = cluster;
        this.renderer = renderer;
        this.machine = machine;
    }

    /**
     * Reads the file and looks at the machine.
     *
     * @param kind serves every role; null for what the file says
     * @param config settings (HOCON); null for the usual ones
     */
    static LocalPlans of(Surroundings surroundings, Path clusterFile, @Nullable String kind, @Nullable Path config)
            throws CommandFailure {
        MusterSettings settings = Definitions.settings(Map.of(), Optional.ofNullable(config));
        ComponentCatalog catalog = Definitions.servedBy(Definitions.catalog(surroundings, settings), kind);
        ClusterSpec cluster =
                catalog.completed(ClusterFile.read(clusterFile, catalog.roles()).spec());
        boolean encrypted = isEncrypted(settings, cluster);
        ClusterFacts facts = ClusterFacts.unformed(new ClusterId("not-formed-yet"))
                .withZookeeper(Ensemble.forComponents(cluster, settings.store(), encrypted));
        return new LocalPlans(
                cluster,
                new Renderer(catalog, cluster, facts, new Veiled(encrypted)),
                Machines.facts(surroundings, settings));
    }

    /** Stands for secrets that this command neither has nor needs: what it shows has *** for each. */
    private record Veiled(boolean encrypted) implements SecretSource {
        @Override
        public Result given(String name) {
            return new Result.Found(new Secret("(" + name + ")"));
        }

        @Override
        public Optional<Secret> generated(String name) {
            return encrypted ? Optional.of(new Secret("(" + name + ")")) : Optional.empty();
        }
    }

    /** As a start on this machine would have it. */
    private static boolean isEncrypted(MusterSettings settings, ClusterSpec cluster) {
        return settings.security().pki().isSet()
                || new IdentityFolder(settings.dir()).has(IdentityKind.AGENT)
                || !cluster.isOnLoopback() && !settings.security().insecure();
    }

    /** A host of the file. */
    HostSpec host(String name) throws CommandFailure {
        return HostName.parse(name).flatMap(cluster::host).orElseThrow(() -> Hosts.notInFile(cluster, name));
    }

    /** That are Muster's own on this machine. */
    List<Path> folders() {
        return List.of(Path.of(machine.stateDirectory()), Path.of(machine.storeDirectory()));
    }

    Rendering render(HostSpec host, Role role) {
        return renderer.render(host.name(), role, machine);
    }

    /** A component's refusal, with its name. */
    static Failure named(HostName host, Role role, Failure failure) {
        return new Failure(
                failure.code(), host + "/" + role + ": " + failure.message(), failure.hint(), failure.detail());
    }
}
