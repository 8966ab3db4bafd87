package dev.muster.cli.app;

import dev.muster.common.component.ClusterFacts;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.Renderer;
import dev.muster.common.component.Rendering;
import dev.muster.common.component.SecretSource;
import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.coordinator.core.Planner;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Plans from the component definitions: the coordinator's core asks, {@code common.component} renders. */
final class CatalogPlanner implements Planner {

    private final ComponentCatalog catalog;
    private final ClusterSpec spec;
    private final SortedMap<HostName, String> zookeeper;
    private final SecretSource secrets;
    private @Nullable Formation lastFormation;
    private @Nullable Renderer renderer;

    /**
     * @param zookeeper what components of each host may use of the ensemble
     * @param secrets that components may get
     */
    CatalogPlanner(
            ComponentCatalog catalog, ClusterSpec spec, SortedMap<HostName, String> zookeeper, SecretSource secrets) {
        this.catalog = catalog;
        this.spec = spec;
        this.zookeeper = zookeeper;
        this.secrets = secrets;
    }

    @Override
    public Planned plan(HostName host, Role role, AgentFacts facts, Formation formation) {
        Rendering rendering = rendererFor(formation).render(host, role, facts);
        if (rendering instanceof Rendering.Rendered rendered) {
            return new Ready(rendered.plan());
        }
        return new Impossible(((Rendering.Refused) rendering).failure());
    }

    /** A renderer works out the facts of the whole cluster once; they are the same for all hosts. */
    private Renderer rendererFor(Formation formation) {
        Renderer current = renderer;
        if (current == null || !formation.equals(lastFormation)) {
            current = new Renderer(
                    catalog,
                    spec,
                    new ClusterFacts(
                            formation.cluster(), formation.seeds(), formation.formed(), formation.absent(), zookeeper),
                    secrets);
            renderer = current;
            lastFormation = formation;
        }
        return current;
    }
}
