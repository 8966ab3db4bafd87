package dev.muster.common.component;

import dev.muster.common.model.ClusterId;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.Endpoint;
import java.util.List;
import java.util.TreeSet;

/** Definition + cluster -> {@link RoleRules}. */
final class RoleRulesWriter {

    private final ComponentCatalog catalog;
    private final ClusterSpec spec;
    private final ClusterScope scopes;

    RoleRulesWriter(ComponentCatalog catalog, ClusterSpec spec) {
        this.catalog = catalog;
        this.spec = spec;
        this.scopes = new ClusterScope(catalog, spec, ClusterFacts.unformed(new ClusterId("unformed")));
    }

    RoleRules rules(Role role, ComponentDefinition definition) {
        TreeSet<Role> after = new TreeSet<>(definition.start().after());
        after.retainAll(spec.roles());
        after.remove(role);
        return new RoleRules(
                role,
                definition.kind(),
                catalog.version(definition, spec, role),
                after,
                definition.start().strategy(),
                definition.start().seedsOf(spec.hostsWith(role).size()),
                definition.start().agree(),
                endpoints(definition, role));
    }

    private List<Endpoint> endpoints(ComponentDefinition definition, Role role) {
        Scope scope = scopes.ofRole(definition, role);
        return definition.endpoints().stream()
                .filter(endpoint -> endpoint.when() == null || endpoint.when().holds(scope))
                .map(endpoint -> new Endpoint(
                        endpoint.label(),
                        endpoint.text().evaluate(scope).map(Object::toString).orElse(""),
                        endpoint.variable()))
                .toList();
    }
}
