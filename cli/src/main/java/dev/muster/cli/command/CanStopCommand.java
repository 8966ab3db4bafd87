package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.HostName;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster can-stop}. */
@Command(
        name = "can-stop",
        header = "Say whether hosts can be stopped together without the cluster losing something.",
        description = {"", "Stops nothing. Yes is exit code 0, no is 4 with what speaks against it.", ""})
final class CanStopCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(arity = "1..*", paramLabel = "HOST", description = "Which ones, as cluster.json names them.")
    private List<String> hosts;

    @Mixin
    private OutputOption output;

    private final Surroundings surroundings;

    CanStopCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        List<HostName> names = new ArrayList<>();
        for (String host : hosts) {
            names.add(Hosts.parse(host));
        }
        CoordinatorClient.Answer answer = connection.open(surroundings).canStop(names);
        JsonTree said = answer.json();
        PrintWriter out = spec.commandLine().getOut();
        boolean can = said.get("canStop").isTrue();
        if (output.isJson()) {
            out.println(answer.text().strip());
        } else {
            String all = names.stream().map(HostName::value).collect(Collectors.joining(", "));
            out.println(can ? "yes: " + all + " can be stopped" : "no: " + all + " cannot be stopped without a loss");
            lines(said).forEach(out::println);
        }
        out.flush();
        return (can ? ExitCode.OK : ExitCode.UNHEALTHY).code();
    }

    /** What speaks against it, and what to do. */
    static List<String> lines(JsonTree said) {
        List<String> lines = new ArrayList<>();
        for (JsonTree why : said.get("reasons").list()) {
            lines.add("  " + Texts.printable(why.get("message").text()) + "   ["
                    + Texts.printable(why.get("code").text()) + "]");
            why.get("hint").text().lines().map(Texts::printable).forEach(hint -> lines.add("      " + hint));
        }
        return lines;
    }
}
