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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedMap;

/** Plans from the component definitions: the coordinator's core asks, {@code common.component} renders. */
final class CatalogPlanner implements Planner {

    /** While a change goes on, components are planned in several clusters: the new one, the old one and what is between them. */
    private static final int RENDERERS_MAX = 6;

    private final ComponentCatalog catalog;
    private final SortedMap<HostName, String> zookeeper;
    private final SecretSource secrets;
    private final Deque<Made> renderers = new ArrayDeque<>();

    /**
     * @param zookeeper what components of each host may use of the ensemble
     * @param secrets that components may get
     */
    CatalogPlanner(ComponentCatalog catalog, SortedMap<HostName, String> zookeeper, SecretSource secrets) {
        this.catalog = catalog;
        this.zookeeper = zookeeper;
        this.secrets = secrets;
    }

    private record Made(ClusterSpec spec, Formation formation, Renderer renderer) {}

    @Override
    public Planned plan(ClusterSpec spec, HostName host, Role role, AgentFacts facts, Formation formation) {
        Rendering rendering = renderer(spec, formation).render(host, role, facts);
        if (rendering instanceof Rendering.Rendered rendered) {
            return new Ready(rendered.plan());
        }
        return new Impossible(((Rendering.Refused) rendering).failure());
    }

    /** A renderer works out the facts of the whole cluster once; they are the same for all hosts. */
    private Renderer renderer(ClusterSpec spec, Formation formation) {
        for (Made made : renderers) {
            // one object as long as it is the same: comparing two clusters costs as much as rendering one host
            if (made.spec == spec && made.formation.equals(formation)) {
                return made.renderer;
            }
        }
        ClusterFacts facts = new ClusterFacts(
                formation.cluster(), formation.seeds(), formation.formed(), formation.absent(), zookeeper);
        Made made = new Made(spec, formation, new Renderer(catalog, spec, facts, secrets));
        renderers.addFirst(made);
        if (renderers.size() > RENDERERS_MAX) {
            renderers.removeLast();
        }
        return made.renderer;
    }
}
