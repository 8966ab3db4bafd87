package dev.muster.common.component;

import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All kinds of components there are, and the lock lists of their software. Immutable. */
public final class ComponentCatalog {

    private final SortedMap<String, ComponentDefinition> kinds;
    private final SortedMap<String, LockList> locks;
    private final @Nullable String standIn;

    ComponentCatalog(Map<String, ComponentDefinition> kinds, Map<String, LockList> locks) {
        this(kinds, locks, null);
    }

    private ComponentCatalog(
            Map<String, ComponentDefinition> kinds, Map<String, LockList> locks, @Nullable String standIn) {
        this.kinds = Collections.unmodifiableSortedMap(new TreeMap<>(kinds));
        this.locks = Collections.unmodifiableSortedMap(new TreeMap<>(locks));
        this.standIn = standIn;
    }

    /** Reads the definitions of each folder, and the lock lists of its folder {@code locks}; later folders win. Missing folders are empty. */
    public static CatalogLoad load(List<Path> folders) {
        return new CatalogLoader().load(folders);
    }

    /**
     * The same catalog with every role served by one kind, whatever cluster.json says: for trying a cluster without its real
     * software. Settings that the kind does not have are left out.
     *
     * @throws IllegalArgumentException when there is no such kind
     */
    public ComponentCatalog withEveryRoleServedBy(String kind) {
        if (!kinds.containsKey(kind)) {
            throw new IllegalArgumentException("there is no component \"" + kind + "\"");
        }
        return new ComponentCatalog(kinds, locks, kind);
    }

    /** By kind. */
    public SortedMap<String, ComponentDefinition> kinds() {
        return kinds;
    }

    /** The roles that a definition serves by default, besides which cluster.json may use any role whose kind it names. */
    public SortedSet<Role> roles() {
        TreeSet<Role> roles = new TreeSet<>();
        kinds.values().forEach(definition -> {
            if (definition.identity().role() != null) {
                roles.add(definition.identity().role());
            }
        });
        return Collections.unmodifiableSortedSet(roles);
    }

    /** Those of them whose hosts form a cluster of their own, from seeds. */
    public SortedSet<Role> rolesWithSeeds() {
        TreeSet<Role> roles = new TreeSet<>(roles());
        roles.removeIf(
                role -> byDefault(role).filter(d -> d.start().seedsOf(1) > 0).isEmpty());
        return Collections.unmodifiableSortedSet(roles);
    }

    /** The definition that serves {@code role} in this cluster; empty when there is none, which {@link #problems} explains. */
    public Optional<ComponentDefinition> serving(ClusterSpec spec, Role role) {
        String kind = standIn != null ? standIn : kindIn(spec, role);
        return kind != null ? Optional.ofNullable(kinds.get(kind)) : byDefault(role);
    }

    private static @Nullable String kindIn(ClusterSpec spec, Role role) {
        ComponentSpec component = spec.components().get(role);
        return component == null ? null : component.kind();
    }

    private Optional<ComponentDefinition> byDefault(Role role) {
        return kinds.values().stream()
                .filter(definition -> role.equals(definition.identity().role()))
                .findFirst();
    }

    /** The cluster as it is run: what is served on a standby host as well stands there too. */
    public ClusterSpec completed(ClusterSpec spec) {
        boolean onStandby =
                serving(spec, Role.MASTER).filter(d -> d.start().onStandby()).isPresent();
        return onStandby ? spec.withMasterOnStandby() : spec;
    }

    /** Everything in {@code spec} that no host could start with: roles without a component, unknown kinds and settings, wrong values, ports of hooks. */
    public List<Failure> problems(ClusterSpec spec) {
        List<Failure> found = new ArrayList<>();
        for (Role role : spec.roles()) {
            Optional<ComponentDefinition> definition = serving(spec, role);
            if (definition.isEmpty()) {
                found.add(unserved(spec, role));
            }
            definition.ifPresent(d -> spec.hostsWith(role).stream()
                    .map(host -> settings(d, spec, host, role))
                    .flatMap(settings -> settings.failures().stream())
                    .distinct()
                    .forEach(found::add));
        }
        if (found.isEmpty()) {
            found.addAll(HookPorts.problems(this, spec));
        }
        return List.copyOf(found);
    }

    Failure unserved(ClusterSpec spec, Role role) {
        String kind = kindIn(spec, role);
        if (kind != null) {
            return Failure.of(
                    "KIND_UNKNOWN",
                    "the role \"" + role + "\" is of the kind \"" + kind + "\", which has no definition",
                    Nearest.hint(kind, kinds.keySet()));
        }
        Collection<String> served = roles().stream().map(Role::value).toList();
        return Failure.of(
                "ROLE_UNSERVED",
                "no component definition serves the role \"" + role + "\"",
                Nearest.to(role.value(), served)
                        .map(near -> "did you mean \"" + near + "\"?")
                        .orElse("name its kind in \"components\", or add a definition: docs/adding-a-component.md"));
    }

    ResolvedSettings settings(ComponentDefinition definition, ClusterSpec spec, HostSpec host, Role role) {
        return ResolvedSettings.of(
                definition,
                spec.settings(host, role),
                standIn == null ? ResolvedSettings.Strictness.STRICT : ResolvedSettings.Strictness.STAND_IN);
    }

    /** The version that is wanted where the host's settings say nothing; the file's versions mean nothing to a stand-in. */
    String version(ComponentDefinition definition, ClusterSpec spec, Role role) {
        return Optional.ofNullable(spec.components().get(role))
                .filter(component -> standIn == null)
                .flatMap(component -> Optional.ofNullable(component.version()))
                .orElse(definition.identity().version());
    }

    Optional<LockList> lock(String name, String version) {
        return Optional.ofNullable(locks.get(name + "-" + version));
    }

    /** Versions of {@code name} that there are lock lists of. */
    List<String> lockedVersions(String name) {
        return locks.keySet().stream()
                .filter(key -> key.startsWith(name + "-") && key.length() > name.length() + 1)
                .map(key -> key.substring(name.length() + 1))
                .filter(version -> Character.isDigit(version.charAt(0)))
                .toList();
    }

    /** What the coordinator must know of each role in use, in the order of the roles' names; roles that nothing serves are left out. */
    public List<RoleRules> rules(ClusterSpec spec) {
        RoleRulesWriter writer = new RoleRulesWriter(this, spec);
        return spec.roles().stream()
                .flatMap(role -> serving(spec, role).map(d -> writer.rules(role, d)).stream())
                .toList();
    }
}
