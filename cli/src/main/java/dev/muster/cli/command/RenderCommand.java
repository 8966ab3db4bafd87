package dev.muster.cli.command;

import dev.muster.agent.preflight.MachineFacts;
import dev.muster.agent.preflight.MachineSettings;
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
import dev.muster.common.spec.SpecFile;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import dev.muster.coordinator.store.zookeeper.Ensemble;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster render}: what a host would run, without running it. Machine facts are those of this machine. */
@Command(
        name = "render",
        header =
                "Print the files, the command and the environment of a host's components, and where each value comes from.")
final class RenderCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(index = "0", paramLabel = "HOST", description = "A host of the file.")
    private String host;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ROLE", description = "One of its roles. Default: all.")
    private @Nullable String role;

    @Option(
            names = "--cluster",
            paramLabel = "FILE",
            defaultValue = "cluster.json",
            description = "The cluster. Default: ${DEFAULT-VALUE}.")
    private Path clusterFile;

    @Option(names = "--components", paramLabel = "KIND", description = "Serve every role by this kind of component.")
    private @Nullable String components;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON).")
    private @Nullable Path config;

    private final Surroundings surroundings;

    RenderCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        MusterSettings settings = Definitions.settings(Map.of(), Optional.ofNullable(config));
        ComponentCatalog catalog = Definitions.servedBy(Definitions.catalog(surroundings, settings), components);
        ClusterSpec cluster = catalog.completed(cluster(catalog));
        HostSpec entry = HostName.parse(host).flatMap(cluster::host).orElseThrow(() -> Hosts.notInFile(cluster, host));
        boolean encrypted = isEncrypted(settings, cluster);
        ClusterFacts facts = ClusterFacts.unformed(new ClusterId("not-formed-yet"))
                .withZookeeper(Ensemble.forComponents(cluster, settings.store(), encrypted));
        Renderer renderer = new Renderer(catalog, cluster, facts, new Veiled(encrypted));
        AgentFacts machine = machine(settings);
        PrintWriter out = spec.commandLine().getOut();
        RenderText text = new RenderText(surroundings.terminal().colour());
        boolean complete = true;
        for (Role wanted : roles(entry)) {
            Rendering rendering = renderer.render(entry.name(), wanted, machine);
            if (rendering instanceof Rendering.Rendered rendered) {
                text.lines(entry.name(), rendered).forEach(out::println);
            } else if (rendering instanceof Rendering.Refused refused) {
                Mistakes.print(
                        named(entry.name(), wanted, refused.failure()),
                        spec.commandLine().getErr());
                complete = false;
            }
        }
        return complete ? ExitCode.OK.code() : ExitCode.INVALID.code();
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
        boolean isLoopback = cluster.hosts().values().stream().allMatch(each -> HostName.parse(each.reachableAt())
                .map(HostName::isLoopback)
                .orElse(false));
        return new IdentityFolder(settings.dir()).has(IdentityKind.AGENT)
                || !isLoopback && !settings.security().insecure();
    }

    private ClusterSpec cluster(ComponentCatalog catalog) throws CommandFailure {
        SpecFile.Content content = ClusterFile.content(clusterFile);
        SpecResult result = SpecParser.parse(content.fileName(), content.bytes(), catalog.roles());
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        throw CommandFailure.text(ExitCode.INVALID, "INVALID_FILE", result.text());
    }

    private List<Role> roles(HostSpec entry) throws CommandFailure {
        String named = role;
        if (named == null) {
            return List.copyOf(entry.roles().keySet());
        }
        if (Role.isValid(named) && entry.has(new Role(named))) {
            return List.of(new Role(named));
        }
        throw CommandFailure.of(
                ExitCode.INVALID,
                "ROLE_UNKNOWN",
                entry.name() + " does not have the role \"" + named + "\"",
                "It has: "
                        + String.join(
                                ", ",
                                entry.roles().keySet().stream().map(Role::value).toList()));
    }

    private AgentFacts machine(MusterSettings settings) throws CommandFailure {
        MachineFacts.Result result = new MachineFacts(Path.of("/"), surroundings.environment(), surroundings.userHome())
                .collect(new MachineSettings(
                        surroundings.version(),
                        settings.dir(),
                        settings.install().store(),
                        settings.java().homes().stream().map(Path::toString).toList(),
                        settings.runAs().isEmpty() ? null : settings.runAs()));
        if (result instanceof MachineFacts.Result.Failed failed) {
            throw new CommandFailure(ExitCode.INVALID, failed.failure());
        }
        return ((MachineFacts.Result.Collected) result).facts();
    }

    private static Failure named(HostName host, Role role, Failure failure) {
        return new Failure(
                failure.code(), host + "/" + role + ": " + failure.message(), failure.hint(), failure.detail());
    }
}
