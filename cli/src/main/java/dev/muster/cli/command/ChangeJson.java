package dev.muster.cli.command;

import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Action;
import dev.muster.common.model.change.ChangeView;
import dev.muster.common.model.change.Phase;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import dev.muster.common.model.change.Status;
import dev.muster.common.model.change.Strategy;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** How far a change is, schema {@code muster/change/1}, read back into what it was made from. */
final class ChangeJson {

    private ChangeJson() {}

    static ChangeView read(CoordinatorClient.Answer answer) throws CommandFailure {
        try {
            return read(JsonTree.parse(answer.text()), answer.atMs());
        } catch (IOException | IllegalArgumentException e) {
            throw answer.foreign();
        }
    }

    /** @param answeredMs when it was said, by the coordinator's clock */
    static ChangeView read(JsonTree json, long answeredMs) {
        return new ChangeView(
                json.get("number").number(),
                new Generation(json.get("from").number()),
                new Generation(json.get("to").number()),
                json.get("who").text(),
                json.get("reason").text(),
                timeMs(json.get("begunAt"), answeredMs),
                Strategy.parse(json.get("strategy").text()).orElse(Strategy.ONE_BY_ONE),
                Status.valueOf(json.get("status").text()),
                preconditions(json),
                json.get("steps").list().stream()
                        .map(step -> step(step, answeredMs))
                        .toList());
    }

    private static List<Precondition> preconditions(JsonTree json) {
        String waitsFor = json.get("waitsFor").text();
        return json.get("preconditions").exists() || waitsFor.isEmpty()
                ? PreconditionJson.list(json.get("preconditions"))
                : List.of(PreconditionJson.unmet(Effect.HOLDS, Failure.of("", waitsFor, "")));
    }

    private static ChangeView.Step step(JsonTree json, long answeredMs) {
        return new ChangeView.Step(
                (int) json.get("batch").number(),
                Action.valueOf(json.get("action").text()),
                component(json),
                Phase.valueOf(json.get("phase").text()),
                Math.max(0, answeredMs - timeMs(json.get("since"), answeredMs)),
                json.get("failure").exists() ? StatusJson.failure(json.get("failure"), "code") : null);
    }

    static ComponentId component(JsonTree json) {
        return new ComponentId(
                HostName.of(json.get("host").text()), new Role(json.get("role").text()));
    }

    static long timeMs(JsonTree time, long otherwise) {
        try {
            return Instant.parse(time.text()).toEpochMilli();
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }
}
