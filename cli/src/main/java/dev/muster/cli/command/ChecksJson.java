package dev.muster.cli.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Fix;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The document {@code muster/checks/1}, read leniently and written. */
final class ChecksJson {

    private ChecksJson() {}

    static List<Check> read(CoordinatorClient.Answer answer) throws CommandFailure {
        try {
            List<Check> checks = new ArrayList<>();
            for (JsonTree each : JsonTree.parse(answer.text()).get("checks").list()) {
                checks.add(check(each));
            }
            return checks;
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "ANSWER_UNREADABLE",
                    answer.from() + " answered with something that is no list of checks: " + e.getMessage(),
                    "Is that a Muster coordinator of this version? muster version");
        }
    }

    private static Check check(JsonTree json) {
        String role = json.get("role").text();
        return new Check(
                json.get("check").text(),
                Role.isValid(role) ? new Role(role) : null,
                result(json.get("result").text()),
                json.get("detail").text(),
                failure(json.get("failure")),
                fix(json.get("fix")));
    }

    /** A result that a newer coordinator knows and we do not is one to look at. */
    private static Result result(String text) {
        for (Result each : Result.values()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        return Result.WARNING;
    }

    private static @Nullable Fix fix(JsonTree json) {
        return json.exists()
                ? new Fix(json.get("what").text(), json.get("command").text())
                : null;
    }

    private static @Nullable Failure failure(JsonTree json) {
        return json.exists() ? StatusJson.failure(json, "code") : null;
    }

    /** One host's document on one line. */
    static String write(String host, List<Check> checks) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("schema", "muster/checks/1");
            json.writeStringField("host", host);
            json.writeArrayFieldStart("checks");
            for (Check check : checks) {
                write(json, check);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Check check) throws IOException {
        json.writeStartObject();
        json.writeStringField("check", check.name());
        if (check.role() != null) {
            json.writeStringField("role", check.role().value());
        }
        json.writeStringField("result", check.result().name());
        if (!check.detail().isEmpty()) {
            json.writeStringField("detail", check.detail());
        }
        Failure failure = check.failure();
        if (failure != null) {
            json.writeObjectFieldStart("failure");
            json.writeStringField("code", failure.code());
            json.writeStringField("message", failure.message());
            json.writeStringField("hint", failure.hint());
            json.writeArrayFieldStart("detail");
            for (String line : failure.detail()) {
                json.writeString(line);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        Fix fix = check.fix();
        if (fix != null) {
            json.writeObjectFieldStart("fix");
            json.writeStringField("what", fix.what());
            json.writeStringField("command", fix.command());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
