package dev.muster.common.component;

import dev.muster.common.model.AgentFacts;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.PlanHash;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.Install;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.CauseRule;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Definition + cluster + host -> {@link LaunchPlan}. Made for one spec and one set of cluster facts, and used for all of their
 * hosts; the same input gives the same plan, to the byte. Safe for use by several threads.
 */
public final class Renderer {

    private static final int SECRET_FILE_MODE = 0600;
    private static final PlanHash UNHASHED = new PlanHash("unhashed");

    private final ComponentCatalog catalog;
    private final ClusterSpec spec;
    private final ClusterScope scopes;
    private final SecretScopes secrets;

    /** Of a cluster that needs no secrets. */
    public Renderer(ComponentCatalog catalog, ClusterSpec spec, ClusterFacts facts) {
        this(catalog, spec, facts, SecretSource.NONE);
    }

    public Renderer(ComponentCatalog catalog, ClusterSpec spec, ClusterFacts facts, SecretSource secrets) {
        this.catalog = catalog;
        this.secrets = new SecretScopes(secrets);
        this.spec = spec;
        this.scopes = new ClusterScope(catalog, spec, facts);
    }

    /**
     * The plan of one component.
     *
     * @throws IllegalArgumentException when the spec gives {@code hostName} no such role
     */
    public Rendering render(HostName hostName, Role role, AgentFacts machine) {
        HostSpec host = spec.host(hostName)
                .filter(h -> h.has(role))
                .orElseThrow(() -> new IllegalArgumentException(hostName + " does not have the role " + role));
        Optional<ComponentDefinition> definition = catalog.serving(spec, role);
        if (definition.isEmpty()) {
            return new Rendering.Refused(catalog.unserved(spec, role));
        }
        ResolvedSettings settings = scopes.resolved(role, hostName);
        if (settings == null || !settings.failures().isEmpty()) {
            return new Rendering.Refused(together(settings == null ? List.of() : settings.failures()));
        }
        try {
            return render(definition.get(), host, role, settings, machine);
        } catch (CannotRender e) {
            return new Rendering.Refused(e.failure());
        }
    }

    /** One failure that tells them all. */
    private static Failure together(List<Failure> failures) {
        Failure first = failures.get(0);
        List<String> others = failures.stream()
                .skip(1)
                .map(failure -> failure + "; " + failure.hint())
                .toList();
        return new Failure(first.code(), first.message(), first.hint(), others);
    }

    private Rendering render(
            ComponentDefinition definition, HostSpec host, Role role, ResolvedSettings settings, AgentFacts machine) {
        String wanted = catalog.version(definition, spec, role);
        Software software = Software.choose(catalog, definition, wanted, settings, machine);
        String instance = instance(settings, host, role, machine);
        Map<String, Object> names = scopes.ofHost(definition, role, host, machine);
        names.put("version", software.version());
        names.put("home", software.install().home());
        names.put("install", Map.of("existing", software.install() instanceof Install.ExistingHome));
        names.put("instance", instance);
        if (software.java() != null) {
            names.put("java", Map.of("home", software.java().path(), "feature", (long)
                    software.java().feature()));
        }
        AtomicBoolean secret = new AtomicBoolean();
        LaunchPlan shown =
                plan(definition, role, software, instance, secrets.shown(names, () -> secret.set(true)), machine);
        // Most components have none, and a cluster has thousands of components.
        LaunchPlan real =
                secret.get() ? plan(definition, role, software, instance, secrets.real(names), machine) : shown;
        if (!real.withFiles(List.of()).equals(shown.withFiles(List.of()))) {
            throw CannotRender.at(
                    definition.identity().origin(),
                    "a secret stands outside of files: commands, environments, probes and conditions are seen by others");
        }
        List<ValueOrigin> origins = new ArrayList<>(software.origins());
        origins.add(new ValueOrigin("instance", instance, instanceOrigin(settings)));
        settings.origins().stream()
                .filter(origin -> !StandardSettings.ALL.containsKey(origin.name()))
                .forEach(origins::add);
        LaunchPlan plan = real.withFiles(closed(real.files(), shown.files()));
        PlanHash hash = PlanHasher.hash(plan);
        return new Rendering.Rendered(
                plan.withHash(hash),
                shown.withFiles(closed(shown.files(), real.files())).withHash(hash),
                origins);
    }

    /** On loopback addresses all hosts are one machine: a directory that the file names once must not be shared by them. */
    private String instance(ResolvedSettings settings, HostSpec host, Role role, AgentFacts machine) {
        Optional<String> moved = settings.text(StandardSettings.DIR);
        if (moved.isEmpty()) {
            return machine.stateDirectory() + "/instances/" + role;
        }
        return scopes.isLoopback() ? moved.get() + "/" + host.name() : moved.get();
    }

    private static String instanceOrigin(ResolvedSettings settings) {
        return settings.text(StandardSettings.DIR).isPresent() ? "setting \"dir\"" : "the agent's --dir";
    }

    private static LaunchPlan plan(
            ComponentDefinition definition,
            Role role,
            Software software,
            String instance,
            Scope scope,
            AgentFacts machine) {
        LaunchTemplate launch = definition.launch();
        String address = scope.lookup("host.address").orElseThrow().toString();
        PlanParts parts =
                new PlanParts(scope, instance, address, definition.identity().origin());
        List<CauseRule> causes = new ArrayList<>(launch.causes());
        causes.addAll(GeneralCauses.ALL);
        return new LaunchPlan(
                role,
                definition.kind(),
                software.version(),
                software.install(),
                instance,
                parts.directories(launch.directories()),
                parts.files(launch.files()),
                parts.argv(launch.argv()),
                parts.environment(launch.environment()),
                launch.asAgentsUser() ? null : machine.runAs(),
                parts.ports(launch.ports()),
                parts.needs(launch.needs()),
                parts.probes(launch.probes()),
                launch.startTimeoutMs(),
                launch.stop(),
                launch.restart(),
                causes,
                launch.leave() == null ? null : parts.leave(launch.leave()),
                UNHASHED);
    }

    /** Files with a secret in them, whose two forms differ, are for their user alone. */
    private static List<RenderedFile> closed(List<RenderedFile> files, List<RenderedFile> otherForm) {
        return files.stream()
                .map(file -> otherForm.contains(file)
                        ? file
                        : new RenderedFile(file.path(), file.content(), SECRET_FILE_MODE))
                .toList();
    }
}
