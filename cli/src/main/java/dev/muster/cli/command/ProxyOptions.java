package dev.muster.cli.command;

import dev.muster.cli.proxy.Pool;
import dev.muster.cli.proxy.Pools;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.ComponentPorts;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What commands are told that write the configuration of a load balancer. */
final class ProxyOptions {

    private static final Path USUAL = Path.of("cluster.json");

    @Mixin
    private Connection connection;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "A role to send users to; may be repeated. Default: those that the file's balancer has.")
    private @Nullable List<String> roles;

    @Option(
            names = "--port",
            paramLabel = "NAME",
            description = "The port that users come to, by its name in the component's definition (muster ports).")
    private @Nullable String port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "*",
            description = "The address that the balancer listens on. Default: every one.")
    private String bind;

    @Option(names = "--offline", description = "Ask no coordinator who is ready: all hosts of the file.")
    private boolean offline;

    @Option(names = "--components", paramLabel = "KIND", description = "Serve every role by this kind of component.")
    private @Nullable String components;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings (HOCON).")
    private @Nullable Path config;

    /**
     * What is to be written.
     *
     * @param cluster the definition
     * @param head comments for its beginning
     */
    record Work(ClusterSpec cluster, List<Pool> pools, String bind, List<String> head) {}

    Work work(Surroundings surroundings, PrintWriter err) throws CommandFailure {
        Path file = connection.clusterFile() == null ? USUAL : connection.clusterFile();
        ComponentCatalog catalog = Definitions.servedBy(
                Definitions.catalog(surroundings, Definitions.settings(Map.of(), Optional.ofNullable(config))),
                components);
        ClusterSpec cluster =
                catalog.completed(ClusterFile.read(file, catalog.roles()).spec());
        List<Failure> problems = catalog.problems(cluster);
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.INVALID, problems.get(0));
        }
        Optional<ClusterView> view = offline ? Optional.empty() : view(surroundings, cluster, err);
        Pools pools = new Pools(cluster, new ComponentPorts(catalog, cluster), port, view.orElse(null));
        List<Pool> all = new ArrayList<>();
        for (Role role : roles(cluster)) {
            Pools.Result result = pools.of(role);
            if (result instanceof Pools.Result.Refused refused) {
                throw new CommandFailure(ExitCode.INVALID, refused.failure());
            }
            all.addAll(((Pools.Result.Found) result).pools());
        }
        List<String> head = List.of(
                "Written by muster " + surroundings.version() + " for the cluster " + cluster.name()
                        + (view.isPresent()
                                ? ", with what its coordinator knew of who is ready"
                                : ": all hosts of its file"),
                "Write it anew when cluster.json has changed.");
        return new Work(cluster, all, checkedBind(), head);
    }

    private String checkedBind() throws CommandFailure {
        if (bind.equals("*") || HostName.parse(bind).isPresent()) {
            return bind.equals("*") ? bind : ClusterFile.urlHost(bind);
        }
        throw CommandFailure.of(
                ExitCode.USAGE, "BAD_ADDRESS", "\"" + bind + "\" is no address", "for example --bind 10.0.0.5");
    }

    private SortedSet<Role> roles(ClusterSpec cluster) throws CommandFailure {
        SortedSet<Role> wanted = new TreeSet<>(cluster.balancer().roles());
        if (roles != null) {
            wanted.clear();
            for (String name : roles) {
                if (!Role.isValid(name) || !cluster.roles().contains(new Role(name))) {
                    throw new CommandFailure(ExitCode.INVALID, unknown(name, cluster));
                }
                wanted.add(new Role(name));
            }
        }
        if (wanted.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "ROLE_NEEDED",
                    "the file has no balancer, so say which role users are sent to",
                    "--role " + cluster.roles().get(0) + ", or a \"balancer\" in the file: docs/changing-a-cluster.md");
        }
        return wanted;
    }

    private static Failure unknown(String name, ClusterSpec cluster) {
        return Failure.of(
                "ROLE_UNKNOWN",
                "no host has the role \"" + name + "\"",
                "Roles are: "
                        + String.join(
                                ", ", cluster.roles().stream().map(Role::value).toList()));
    }

    /** Empty when no coordinator of this cluster can be asked; the reason is told, unless simply none runs. */
    private Optional<ClusterView> view(Surroundings surroundings, ClusterSpec cluster, PrintWriter err) {
        try {
            ClusterView view =
                    StatusJson.read(connection.open(surroundings, cluster).cluster());
            if (view.name().equals(cluster.name())) {
                return Optional.of(view);
            }
            err.println("warn: the coordinator that answers is of the cluster " + view.name()
                    + ", so all hosts of the file" + " count as ready");
        } catch (CommandFailure e) {
            if (!e.failure().code().equals("NO_CLUSTER")) {
                err.println("warn: all hosts of the file count as ready: "
                        + e.failure().message());
            }
        }
        return Optional.empty();
    }
}
