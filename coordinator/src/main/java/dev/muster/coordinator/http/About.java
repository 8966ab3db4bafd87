package dev.muster.coordinator.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a route is for, what its query may have, and what it answers: {@link Query} holds requests to it, and {@link OpenApi}
 * tells it to everybody. Schemas are named; {@code openapi.json} beside this class has them.
 *
 * @param summary one line for people
 * @param parameters of the query
 * @param body name of the schema of the body; empty when there is none
 * @param answers when nothing is wrong; what is wrong is always a problem document
 */
record About(String summary, List<Parameter> parameters, String body, List<Answer> answers) {

    /** For what is no route: whatever the query has, there is nothing here. */
    static final About NOTHING = new About("", List.of(), "", List.of());

    About {
        parameters = List.copyOf(parameters);
        answers = List.copyOf(answers);
    }

    /**
     * A parameter of the query.
     *
     * @param text for people
     * @param min least value of a whole number; null for text
     * @param max greatest value
     */
    record Parameter(
            String name,
            String text,
            @Nullable Long min,
            @Nullable Long max) {}

    /**
     * An answer.
     *
     * @param type of its media, as the header says it
     * @param schema name of the schema of the document, or of each line or event of many; empty for text without one
     * @param text for people
     * @param headers what they mean, by name
     */
    record Answer(int status, String type, String schema, String text, Map<String, String> headers) {

        static Answer json(int status, String schema, String text) {
            return new Answer(status, "application/json; charset=utf-8", schema, text, Map.of());
        }

        static Answer lines(String schema, String text) {
            return new Answer(200, Routes.NDJSON.toString(), schema, text, Map.of());
        }

        static Answer text(String type, String text) {
            return new Answer(200, type, "", text, Map.of());
        }

        Answer with(String header, String meaning) {
            Map<String, String> more = new LinkedHashMap<>(headers);
            more.put(header, meaning);
            return new Answer(status, type, schema, text, more);
        }
    }

    static About of(String summary, Answer... answers) {
        return new About(summary, List.of(), "", List.of(answers));
    }

    /** A whole number from {@code min} to {@code max} in the query. */
    About number(String name, long min, long max, String text) {
        return with(new Parameter(name, text, min, max));
    }

    /** A text in the query. */
    About text(String name, String text) {
        return with(new Parameter(name, text, null, null));
    }

    /** The same, with a body. */
    About body(String schema) {
        return new About(summary, parameters, schema, answers);
    }

    private About with(Parameter parameter) {
        List<Parameter> more = new ArrayList<>(parameters);
        more.add(parameter);
        return new About(summary, more, body, answers);
    }
}
