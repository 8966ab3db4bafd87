package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.component.ComponentCatalog;
import dev.muster.common.component.ComponentPorts;
import dev.muster.common.engine.Clock;
import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.coordinator.balancer.Definition;
import dev.muster.coordinator.balancer.HookBalancer;
import dev.muster.coordinator.balancer.Outcome;
import dev.muster.coordinator.balancer.Task;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster balancer disable HOST[/ROLE]} and its siblings. */
@Command
final class BalancerActionCommand implements Callable<Integer> {

    /** In the program's environment, where a change has its name. */
    private static final String BY_HAND = "by-hand";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST[/ROLE]",
            description = "A member; without a role, each role of the host that the file says something about.")
    private @Nullable String target;

    @Option(names = "--whole", description = "The whole cluster at once, as \"cluster\" of the balancer says.")
    private boolean whole;

    @Option(names = "--dry-run", description = "Only tell what would be done.")
    private boolean dryRun;

    @Mixin
    private DefinitionOptions options;

    private final Surroundings surroundings;
    private final BalancerAction action;

    BalancerActionCommand(Surroundings surroundings, BalancerAction action) {
        this.surroundings = surroundings;
        this.action = action;
    }

    @Override
    public Integer call() throws CommandFailure {
        String named = target;
        if (whole == (named != null)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOTHING_NAMED",
                    whole ? "either " + named + " or --whole" : "no member is named",
                    "Name a host or HOST/ROLE, or say --whole for the whole cluster.");
        }
        Definition definition = definition();
        List<Task> tasks = named == null
                ? List.of(Task.ofCluster(BY_HAND, action))
                : members(definition.spec(), named).stream()
                        .map(member -> Task.of(BY_HAND, member.host(), member.role(), action))
                        .toList();
        boolean done = true;
        try (HookBalancer balancer = new HookBalancer(
                        () -> definition, surroundings.stateDirectory().resolve("hooks"), Clock.system());
                Interrupts ignored = Interrupts.listen(kind -> {
                    // What runs is ended with everything that it started.
                    balancer.close();
                    Runtime.getRuntime().halt(kind.exit().code());
                })) {
            for (Task task : tasks) {
                CompletableFuture<Outcome> ended = new CompletableFuture<>();
                balancer.begin(dryRun ? task.asDryRun() : task, ended::complete);
                done &= told(ended.join());
            }
        }
        return done ? ExitCode.OK.code() : ExitCode.FAILED.code();
    }

    private Definition definition() throws CommandFailure {
        ComponentCatalog catalog = Definitions.servedBy(
                Definitions.catalog(
                        surroundings, Definitions.settings(Map.of(), Optional.ofNullable(options.config()))),
                options.components());
        ClusterSpec cluster = catalog.completed(
                ClusterFile.read(options.clusterFile(), catalog.roles()).spec());
        List<Failure> problems = catalog.problems(cluster);
        if (!problems.isEmpty()) {
            throw new CommandFailure(ExitCode.INVALID, problems.get(0));
        }
        return new Definition(cluster, new ComponentPorts(catalog, cluster)::numbers);
    }

    private List<ComponentId> members(ClusterSpec cluster, String named) throws CommandFailure {
        if (named.indexOf('/') >= 0) {
            return List.of(Hosts.component(named));
        }
        HostName name = Hosts.parse(named);
        HostSpec host = cluster.host(name).orElseThrow(() -> Hosts.notInFile(cluster, named));
        List<ComponentId> members = host.roles().keySet().stream()
                .filter(role -> isMeant(cluster, role))
                .map(role -> new ComponentId(name, role))
                .toList();
        if (members.isEmpty()) {
            String what =
                    switch (action) {
                        case CHECK -> "that the balancer section has a check for";
                        case WARM -> "with a pair that has a warm-up";
                        case DISABLE, DRAIN, ENABLE -> "behind the balancer";
                    };
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "NOT_BEHIND_BALANCER",
                    name + " has no role " + what,
                    "cluster.json says which are: docs/changing-a-cluster.md");
        }
        return members;
    }

    private boolean isMeant(ClusterSpec cluster, Role role) {
        return switch (action) {
            case CHECK -> cluster.balancer().checks().containsKey(role);
            case WARM -> cluster.warmUp(role).isPresent();
            case DISABLE, DRAIN, ENABLE -> cluster.balancer().isInFrontOf(role);
        };
    }

    private boolean told(Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        out.println((dryRun ? "would " : "") + outcome.task() + ":");
        outcome.deeds().forEach(line -> out.println("   " + Texts.printable(line)));
        out.flush();
        Failure failure = outcome.failure();
        if (failure != null) {
            Mistakes.print(failure, spec.commandLine().getErr());
            return false;
        }
        outcome.said().forEach(line -> out.println("   > " + Texts.printable(line)));
        if (!dryRun) {
            out.println("   done in " + outcome.tookMs() + " ms");
        }
        return true;
    }
}
