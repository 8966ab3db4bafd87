package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import dev.muster.common.model.change.Precondition;
import dev.muster.common.model.change.Precondition.Effect;
import java.util.List;

/** What must be so before something of a change is begun, read back into what it was made from. */
final class PreconditionJson {

    private PreconditionJson() {}

    static List<Precondition> list(JsonTree json) {
        return json.list().stream().map(PreconditionJson::one).toList();
    }

    private static Precondition one(JsonTree json) {
        String code = json.get("code").text();
        Failure unmet = json.get("met").isTrue()
                ? null
                : Failure.of(code, json.get("reason").text(), json.get("fix").text());
        return new Precondition(
                code,
                json.get("wanted").text(),
                Effect.valueOf(json.get("effect").text()),
                unmet);
    }

    /** One that is not met, of a coordinator of an older version that says no more of it. */
    static Precondition unmet(Effect effect, Failure why) {
        return new Precondition(why.code(), "", effect, why);
    }
}
