package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster retry HOST[/ROLE]}. */
@Command(
        name = "retry",
        header = "Try again at once what has failed, when its cause is repaired.",
        description = {
            "",
            "A component that failed too often, or in a way that no other try cures, is given up until somebody says so. What",
            "waits for its next try is tried at once. Nothing that runs is touched.",
            ""
        })
final class RetryCommand implements Callable<Integer> {

    private static final String NOTHING = "NOTHING_TO_RETRY";

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..1",
            paramLabel = "HOST[/ROLE]",
            description = "For example 192.168.1.41, or 192.168.1.41/backend.")
    private @Nullable String target;

    @Option(names = "--all", description = "Whatever has failed, on every host.")
    private boolean all;

    @Mixin
    private ReasonOption reason;

    private final Surroundings surroundings;

    RetryCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        String named = target;
        if (all == (named != null)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "NOTHING_NAMED",
                    all ? "either " + named + " or --all" : "nothing is named to be tried again",
                    "Name a host or HOST/ROLE, or say --all for whatever has failed.");
        }
        boolean ofOne = named != null && named.indexOf('/') >= 0;
        HostName host = named == null || ofOne ? null : Hosts.parse(named);
        ComponentId component = named != null && ofOne ? Hosts.component(named) : null;
        CoordinatorClient coordinator = connection.open(surroundings);
        if (named != null) {
            // Names of hosts have one form: 2001:DB8::7 is 2001:db8::7.
            mustBe(StatusJson.read(coordinator.cluster()), named, String.valueOf(component == null ? host : component));
        }
        String done = retry(coordinator, host, component);
        spec.commandLine()
                .getOut()
                .println(Texts.printable(done.substring(0, 1).toUpperCase(Locale.ROOT) + done.substring(1))
                        + ". Watch it: " + surroundings.program() + " "
                        + (named == null ? "status" : "why " + Texts.printable(named)));
        return ExitCode.OK.code();
    }

    private String retry(CoordinatorClient coordinator, @Nullable HostName host, @Nullable ComponentId component)
            throws CommandFailure {
        try {
            if (component != null) {
                return coordinator.retry(component, reason.text());
            }
            return host == null ? coordinator.retryAll(reason.text()) : coordinator.retry(host, reason.text());
        } catch (CommandFailure failure) {
            // It is not somebody else who is in the way.
            throw failure.failure().code().equals(NOTHING)
                    ? new CommandFailure(ExitCode.FAILED, failure.failure())
                    : failure;
        }
    }

    private static void mustBe(ClusterView view, String target, String normal) throws CommandFailure {
        List<String> words = new ArrayList<>();
        for (HostView host : view.hosts()) {
            words.add(host.name().value());
            host.components().forEach(component -> words.add(host.name() + "/" + component.role()));
        }
        if (!words.contains(normal)) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "TARGET_UNKNOWN",
                    "\"" + Texts.printable(target) + "\" names no host and no component of this cluster",
                    ("Name a host or HOST/ROLE. " + DidYouMean.question(target, words)).strip());
        }
    }
}
