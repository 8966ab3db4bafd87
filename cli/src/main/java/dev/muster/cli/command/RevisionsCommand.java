package dev.muster.cli.command;

import dev.muster.cli.console.Line;
import dev.muster.cli.console.RevisionsText;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.Revision;
import dev.muster.common.model.message.DefinitionCopy;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster revisions}: every accepted cluster.json that is kept. */
@Command(
        name = "revisions",
        header = "List the accepted cluster.json files: who, when, and why; the newest first.",
        description = {
            "",
            "When no coordinator answers, those that the agent of this machine keeps, which is said on standard error.",
            ""
        })
final class RevisionsCommand implements Callable<Integer> {

    private static final int HASH_SHOWN = 12;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Mixin
    private OutputOption output;

    @Mixin
    private LocalCopy local;

    private final Surroundings surroundings;

    RevisionsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            out.println(answer(CoordinatorClient.Answer::text, RevisionsCommand::json)
                    .strip());
        } else {
            print(answer(RevisionJson::all, RevisionsCommand::kept), out);
        }
        return ExitCode.OK.code();
    }

    /** What a coordinator's answer is read as. */
    private interface Reading<T> {
        T of(CoordinatorClient.Answer answer) throws CommandFailure;
    }

    /** Of a coordinator, or from the copy of this machine's agent. */
    private <T> T answer(Reading<T> reading, Function<DefinitionCopy, T> fromCopy) throws CommandFailure {
        PrintWriter err = spec.commandLine().getErr();
        if (local.isAskedFor()) {
            return fromCopy.apply(local.get(surroundings, err));
        }
        try {
            return reading.of(connection.open(surroundings).revisions());
        } catch (CommandFailure failure) {
            return fromCopy.apply(local.insteadOf(failure, connection, surroundings, err));
        }
    }

    /** As a coordinator says it, and whose copy it is. */
    private static String json(DefinitionCopy copy) {
        List<Revision> oldestFirst = new ArrayList<>(copy.revisions());
        Collections.reverse(oldestFirst);
        return JsonBody.of(to -> {
            to.writeStringField("schema", "muster/revisions/1");
            to.writeNumberField("current", copy.current().number().value());
            to.writeStringField("copyOf", copy.host().value());
            to.writeArrayFieldStart("revisions");
            for (Revision each : oldestFirst) {
                to.writeStartObject();
                to.writeNumberField("revision", each.number().value());
                to.writeStringField("hash", each.hash().value());
                to.writeStringField("author", each.author());
                to.writeStringField("at", Instant.ofEpochMilli(each.atMs()).toString());
                to.writeStringField("reason", each.reason());
                to.writeEndObject();
            }
            to.writeEndArray();
        });
    }

    private static List<RevisionJson> kept(DefinitionCopy copy) {
        long nowMs = System.currentTimeMillis();
        List<RevisionJson> kept = new ArrayList<>();
        copy.revisions()
                .forEach(each -> kept.add(
                        0,
                        new RevisionJson(
                                each.number().value(),
                                each.hash().value(),
                                each.author(),
                                Math.max(0, nowMs - each.atMs()),
                                each.reason(),
                                "")));
        return kept;
    }

    private void print(List<RevisionJson> all, PrintWriter out) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            RevisionJson each = all.get(i);
            rows.add(List.of(
                    each.number() + (i == all.size() - 1 ? " (in force)" : ""),
                    Texts.wholeDuration(each.ageMs()) + " ago",
                    each.author(),
                    each.hash().substring(0, Math.min(HASH_SHOWN, each.hash().length())),
                    each.reason()));
        }
        Terminal terminal = surroundings.terminal();
        List<Line> lines = RevisionsText.lines(rows, terminal.glyphs(), terminal.textColumns());
        terminal.print(lines, out);
    }
}
