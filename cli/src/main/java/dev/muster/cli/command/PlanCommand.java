package dev.muster.cli.command;

import dev.muster.cli.console.Guidance;
import dev.muster.cli.console.Line;
import dev.muster.cli.console.PlanText;
import dev.muster.cli.console.Terminal;
import dev.muster.common.model.change.ChangePlan;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster plan}: what a file would do to the running cluster. */
@Command(
        name = "plan",
        header = "Show what a cluster.json would do to the running cluster; nothing is changed.",
        description = {
            "",
            "What would join, leave and be restarted, in which order, what users would notice, and what stands against it.",
            "muster apply performs it. With -o json it is written so that muster apply PLAN.json performs exactly it.",
            ""
        })
final class PlanCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "cluster.json",
            description = "The cluster.json. Default: ${DEFAULT-VALUE}.")
    private Path file;

    @Mixin
    private StrategyOption strategy;

    @Mixin
    private OutputOption output;

    @Option(names = "--detailed-exitcode", description = "Exit code 10 when there are changes.")
    private boolean detailed;

    private final Surroundings surroundings;

    PlanCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        String text = ClusterFile.argument(file);
        CoordinatorClient.Answer answer =
                connection.open(surroundings).plan(text, strategy.orOneByOne().toString());
        PlanJson.Read read = PlanJson.read(answer);
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(answer.text().strip());
        } else {
            surroundings.terminal().print(lines(read), out);
        }
        return detailed && read.plan().isChange() ? ExitCode.CHANGES.code() : ExitCode.OK.code();
    }

    private List<Line> lines(PlanJson.Read read) {
        Terminal terminal = surroundings.terminal();
        PlanText text = new PlanText(terminal.glyphs(), terminal.textColumns());
        ChangePlan plan = read.plan();
        List<Line> lines = new ArrayList<>(text.lines(file.toString(), read.base(), plan));
        lines.add(Line.EMPTY);
        lines.add(plan.isChange() ? text.summary(plan).plus(" Nothing was changed.") : text.summary(plan));
        if (plan.isChange() && plan.obstacles().isEmpty()) {
            boolean isDefault = file.toString().equals("cluster.json");
            lines.add(Line.of("Apply exactly this:  " + surroundings.program() + " apply"
                    + (isDefault ? "" : " " + Guidance.quoted(file.toString())) + " --if-revision " + plan.from()
                    + (strategy.given() == null ? "" : " --strategy " + strategy.given())));
        }
        return lines;
    }
}
