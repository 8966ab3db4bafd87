package dev.muster.coordinator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The body of an order: a JSON object of known fields. */
final class OrderDocument {

    private static final int TEXT_LENGTH_MAX = 500;
    private static final int LIST_LENGTH_MAX = 1000;

    private final JsonNode object;

    private OrderDocument(JsonNode object) {
        this.object = object;
    }

    /**
     * @throws BadRequest when it is no JSON object, or has another field than {@code known}
     */
    static OrderDocument read(byte[] body, Set<String> known) throws BadRequest {
        return read(() -> Json.read(body), known);
    }

    /** The same with texts as long as a cluster.json may be. */
    static OrderDocument readLarge(byte[] body, Set<String> known) throws BadRequest {
        return read(() -> Json.readLarge(body), known);
    }

    private interface Reading {
        JsonNode read() throws IOException;
    }

    private static OrderDocument read(Reading reading, Set<String> known) throws BadRequest {
        JsonNode document;
        try {
            document = reading.read();
        } catch (IOException e) {
            throw new BadRequest("NO_JSON", "the body is no JSON, or beyond the limits", "send at least {}");
        }
        if (!document.isObject()) {
            throw new BadRequest("NO_JSON", "the body must be a JSON object", "send at least {}");
        }
        for (Iterator<String> names = document.fieldNames(); names.hasNext(); ) {
            if (!known.contains(names.next())) {
                throw new BadRequest(
                        "UNKNOWN_FIELD",
                        "there is no field of that name here",
                        "there are: " + String.join(", ", new TreeSet<>(known)));
            }
        }
        return new OrderDocument(document);
    }

    /** One line of text; empty when the field is missing. */
    Optional<String> text(String field) throws BadRequest {
        JsonNode value = object.get(field);
        return value == null ? Optional.empty() : Optional.of(line(field, value));
    }

    /** Text of whatever length and lines. */
    String whole(String field) throws BadRequest {
        JsonNode value = object.get(field);
        if (value == null || !value.isTextual()) {
            throw new BadRequest("INVALID_FIELD", field + " must be a text", "");
        }
        return value.textValue();
    }

    /** Lines of text; none when the field is missing. */
    List<String> texts(String field) throws BadRequest {
        JsonNode value = object.get(field);
        List<String> texts = new ArrayList<>();
        if (value != null) {
            if (!value.isArray() || value.size() > LIST_LENGTH_MAX) {
                throw new BadRequest("INVALID_FIELD", field + " must be a list of texts", "");
            }
            for (JsonNode each : value) {
                texts.add(line(field, each));
            }
        }
        return texts;
    }

    /** True or false; false when the field is missing. */
    boolean flag(String field) throws BadRequest {
        JsonNode value = object.get(field);
        if (value != null && !value.isBoolean()) {
            throw new BadRequest("INVALID_FIELD", field + " must be true or false", "");
        }
        return value != null && value.booleanValue();
    }

    /** A whole number from {@code min} to {@code max}. */
    long number(String field, long min, long max, long otherwise) throws BadRequest {
        JsonNode value = object.get(field);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw new BadRequest("INVALID_FIELD", field + " must be a whole number from " + min + " to " + max, "");
        }
        return value.longValue();
    }

    private static String line(String field, JsonNode value) throws BadRequest {
        if (!value.isTextual() || value.textValue().length() > TEXT_LENGTH_MAX || hasControls(value.textValue())) {
            throw new BadRequest(
                    "INVALID_FIELD", field + " must be one line of at most " + TEXT_LENGTH_MAX + " characters", "");
        }
        return value.textValue();
    }

    static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
