package dev.muster.cli.command;

import dev.muster.cli.console.ExplainText;
import dev.muster.cli.console.Explanation;
import dev.muster.cli.console.Explanations;
import dev.muster.cli.console.Line;
import dev.muster.cli.console.Terminal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster explain [CODE]}: from the tables of the documentation, which are in the jar. */
@Command(name = "explain", header = "Say what a code means, and what to do; without one, list all codes.")
final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Parameters(arity = "0..1", paramLabel = "CODE", description = "For example PORT_IN_USE, or E020.")
    private @Nullable String code;

    private final Surroundings surroundings;

    ExplainCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        Terminal terminal = surroundings.terminal();
        ExplainText text = new ExplainText(terminal.glyphs(), terminal.textColumns());
        List<Explanation> all = Explanations.documented();
        String asked = code;
        List<Line> lines = asked == null ? text.list(all) : text.of(known(asked, all));
        terminal.print(lines, spec.commandLine().getOut());
        return ExitCode.OK.code();
    }

    private List<Explanation> known(String asked, List<Explanation> all) throws CommandFailure {
        String wanted = asked.toUpperCase(Locale.ROOT).replaceAll("[\\[\\]]", "");
        List<Explanation> known =
                all.stream().filter(each -> each.code().equals(wanted)).toList();
        if (known.isEmpty()) {
            List<String> codes = all.stream().map(Explanation::code).toList();
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "CODE_UNKNOWN",
                    "there is no code \"" + asked + "\"",
                    (DidYouMean.question(wanted, codes) + "\n" + surroundings.program() + " explain lists all codes.")
                            .strip());
        }
        return known;
    }
}
