package dev.muster.cli.command;

import dev.muster.cli.console.PlanText;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangePlan;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import dev.muster.common.model.change.Strategy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A plan, schema {@code muster/plan/1}, read back into what it was made from. */
final class PlanJson {

    private static final String SCHEMA = "muster/plan/1";

    private PlanJson() {}

    /**
     * What was read.
     *
     * @param base the revision that it was made from
     * @param file the text that it is about
     */
    record Read(ChangePlan plan, PlanText.Base base, String file) {}

    static Read read(CoordinatorClient.Answer answer) throws CommandFailure {
        return read(answer.text(), answer.atMs()).orElseThrow(answer::foreign);
    }

    /** The plan that a text is; empty when it is none. */
    static Optional<Read> read(String text, long nowMs) {
        try {
            JsonTree json = JsonTree.parse(text);
            return json.get("schema").text().equals(SCHEMA) ? Optional.of(read(json, nowMs)) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Read read(JsonTree json, long nowMs) {
        JsonTree base = json.get("base");
        long revision = base.get("revision").number();
        ChangePlan plan = new ChangePlan(
                new Generation(revision),
                new Generation(json.get("to").number()),
                new SpecHash(json.get("hash").text()),
                json.get("token").text(),
                Strategy.parse(json.get("strategy").text()).orElse(Strategy.ONE_BY_ONE),
                texts(json.get("differences")),
                hosts(json.get("newHosts")),
                hosts(json.get("goneHosts")),
                json.get("steps").list().stream().map(PlanJson::step).toList(),
                texts(json.get("interruptions")),
                failures(json.get("warnings")),
                preconditions(json),
                json.get("severe").isTrue(),
                (int) json.get("unchanged").number());
        PlanText.Base about = new PlanText.Base(
                json.get("cluster").text(),
                base.get("author").text(),
                Math.max(0, nowMs - ChangeJson.timeMs(base.get("at"), nowMs)));
        return new Read(plan, about, json.get("file").text());
    }

    private static List<Precondition> preconditions(JsonTree json) {
        return json.get("preconditions").exists()
                ? PreconditionJson.list(json.get("preconditions"))
                : failures(json.get("obstacles")).stream()
                        .map(why -> PreconditionJson.unmet(Effect.REFUSES, why))
                        .toList();
    }

    private static ChangePlan.Step step(JsonTree json) {
        return new ChangePlan.Step(
                (int) json.get("batch").number(),
                Action.valueOf(json.get("action").text()),
                ChangeJson.component(json),
                json.get("kind").text(),
                json.get("version").text(),
                texts(json.get("why")));
    }

    private static List<String> texts(JsonTree json) {
        return json.list().stream().map(JsonTree::text).toList();
    }

    private static List<HostName> hosts(JsonTree json) {
        return json.list().stream().map(each -> HostName.of(each.text())).toList();
    }

    private static List<Failure> failures(JsonTree json) {
        return json.list().stream()
                .map(each -> StatusJson.failure(each, "code"))
                .toList();
    }
}
