package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterView;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster restart}: components are restarted, some at a time. */
@Command(
        name = "restart",
        header = "Restart components, some at a time, so that each role keeps serving where its software allows it.",
        description = {
            "",
            "One is restarted when all others of its role work and see each other, unless --strategy says otherwise.",
            "It is stored step by step: Ctrl-C ends the watching alone, and whoever leads next goes on.",
            ""
        })
final class RestartCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(arity = "0..*", paramLabel = "TARGET", description = "A role, a host, or HOST/ROLE; several together.")
    private List<String> targets = new ArrayList<>();

    @Option(names = "--all", description = "Every component of every host.")
    private boolean all;

    @Mixin
    private StrategyOption strategy;

    @Mixin
    private RollOutOptions rollOut;

    @Mixin
    private WaitingTurn turn;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    RestartCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        turn.validate();
        if (all == !targets.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOTHING_NAMED",
                    all ? "either targets or --all" : "nothing is named to be restarted",
                    "Name a role, a host or HOST/ROLE, or say --all.");
        }
        CoordinatorClient coordinator = connection.open(surroundings);
        Set<ComponentId> wanted = all ? Set.of() : wanted(StatusJson.read(coordinator.cluster()));
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String done = turn.perform(coordinator, "restart", reason.text(), err, ticket -> {
            if (!ticket.isEmpty() && !all) {
                isStillMeant(wanted, StatusJson.read(coordinator.cluster()));
            }
            return restart(coordinator, wanted, ticket);
        });
        out.println(Texts.sentence(Texts.printable(done))
                + (rollOut.isFollowed() ? "" : ". " + RollOutOptions.watchIt(surroundings)));
        out.flush();
        return rollOut.follow(coordinator, surroundings, out, err);
    }

    /** While the turn was waited for, what was named may have become other components. */
    private void isStillMeant(Set<ComponentId> wanted, ClusterView view) throws CommandFailure {
        Set<ComponentId> now = wanted(view);
        if (!now.equals(wanted)) {
            throw CommandFailure.of(
                    ExitCode.CONFLICT,
                    "TARGETS_MOVED",
                    "nothing was restarted: while the turn was waited for, " + String.join(", ", targets) + " became "
                            + now + " instead of " + wanted,
                    "Look at it, and restart what is meant: " + surroundings.program() + " status");
        }
    }

    private String restart(CoordinatorClient coordinator, Set<ComponentId> wanted, String ticket)
            throws CommandFailure {
        Set<String> hosts = wanted.stream().map(id -> id.host().value()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> roles = wanted.stream().map(id -> id.role().value()).collect(Collectors.toCollection(TreeSet::new));
        return coordinator.restart(to -> {
            JsonBody.reason(reason.text()).write(to);
            to.writeStringField("strategy", strategy.orOneByOne().toString());
            to.writeNumberField("maxFailed", rollOut.maxFailed());
            JsonBody.texts("hosts", hosts).write(to);
            JsonBody.texts("roles", roles).write(to);
            if (!ticket.isEmpty()) {
                to.writeStringField("ticket", ticket);
            }
        });
    }

    /** Those that are named. What is not all of some roles on some hosts is more than one restart. */
    private Set<ComponentId> wanted(ClusterView view) throws CommandFailure {
        Set<ComponentId> there = new TreeSet<>();
        view.hosts().forEach(host -> host.components()
                .forEach(component -> there.add(new ComponentId(host.name(), component.role()))));
        Set<ComponentId> wanted = new TreeSet<>();
        for (String target : targets) {
            Set<ComponentId> named =
                    there.stream().filter(id -> isNamed(id, target)).collect(Collectors.toCollection(TreeSet::new));
            if (named.isEmpty()) {
                throw unknown(target, there);
            }
            wanted.addAll(named);
        }
        Set<HostName> hosts = wanted.stream().map(ComponentId::host).collect(Collectors.toSet());
        Set<Role> roles = wanted.stream().map(ComponentId::role).collect(Collectors.toSet());
        boolean isWhole = there.stream()
                .filter(id -> hosts.contains(id.host()) && roles.contains(id.role()))
                .allMatch(wanted::contains);
        if (!isWhole) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "TARGETS_APART",
                    "these are not the same roles on each of their hosts",
                    "Restart them one after the other: " + surroundings.program() + " restart "
                            + Texts.printable(targets.get(0)) + ", then the others.");
        }
        return wanted;
    }

    private static boolean isNamed(ComponentId id, String target) {
        return id.role().value().equals(target)
                || HostName.parse(target).filter(id.host()::equals).isPresent()
                || id.toString().equals(target);
    }

    private static CommandFailure unknown(String target, Set<ComponentId> there) {
        Set<String> words = new TreeSet<>();
        there.forEach(id ->
                words.addAll(List.of(id.toString(), id.host().value(), id.role().value())));
        return CommandFailure.of(
                ExitCode.FAILED,
                "TARGET_UNKNOWN",
                "\"" + Texts.printable(target) + "\" names no role, no host and no component of this cluster",
                ("muster status lists what there is. " + DidYouMean.question(target, List.copyOf(words))).strip());
    }
}
