package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster audit}. */
@Command(
        name = "audit",
        header = "Show who did what, and what was refused, as the coordinator that leads has written it down.",
        synopsisSubcommandLabel = "[COMMAND]")
final class AuditCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            converter = TimeSpan.class,
            description = "How far back, for example 1h or 7d. Default: ${DEFAULT-VALUE}.")
    private Duration since;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1000",
            description = "At most so many entries, the newest. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "-o",
            paramLabel = "FORM",
            defaultValue = "text",
            description = "text or json: one document a line. Default: ${DEFAULT-VALUE}.")
    private Output output;

    private final Surroundings surroundings;

    private AuditCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new AuditCommand(surroundings))
                .addSubcommand("verify", new AuditVerifyCommand(surroundings));
    }

    @Override
    public Integer call() throws CommandFailure {
        String text =
                connection.open(surroundings).audit(since.toSeconds(), limit).text();
        PrintWriter out = spec.commandLine().getOut();
        for (String line : text.lines().toList()) {
            out.println(output == Output.JSON ? line : words(line));
        }
        out.flush();
        return ExitCode.OK.code();
    }

    private static String words(String line) {
        try {
            JsonTree entry = JsonTree.parse(line);
            List<String> words = new ArrayList<>(List.of(entry.get("at").text(), who(entry)));
            words.add(entry.get("action").text());
            add(words, "", entry.get("target").text());
            words.add(entry.get("result").text());
            add(words, "from ", entry.get("from").text());
            add(words, "times ", entry.get("times").text());
            add(words, "dropped before ", entry.get("dropped").text());
            add(words, "", entry.get("reason").text());
            return Texts.printable(String.join("  ", words));
        } catch (IOException e) {
            return Texts.printable(line);
        }
    }

    private static String who(JsonTree entry) {
        String roles = entry.get("roles").text();
        return entry.get("who").text() + (roles.isEmpty() ? "" : " (" + roles + ")");
    }

    private static void add(List<String> words, String before, String text) {
        if (!text.isEmpty()) {
            words.add(before + text);
        }
    }
}
