package dev.muster.coordinator.http;

import com.linecorp.armeria.common.QueryParams;
import java.util.Optional;
import java.util.Set;

/** The parameters of a request's query, of which none may be unknown, repeated or out of range. */
final class Query {

    private final QueryParams parameters;

    private Query(QueryParams parameters) {
        this.parameters = parameters;
    }

    /**
     * @throws BadRequest when there is another parameter than {@code known}, or one twice
     */
    static Query of(QueryParams parameters, Set<String> known) throws BadRequest {
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw new BadRequest(
                        "UNKNOWN_PARAMETER",
                        "there is no parameter of that name here",
                        known.isEmpty() ? "there are none" : "there are: " + String.join(", ", known));
            }
            if (parameters.getAll(name).size() > 1) {
                throw new BadRequest("REPEATED_PARAMETER", "the parameter " + name + " is given twice", "");
            }
        }
        return new Query(parameters);
    }

    boolean has(String name) {
        return parameters.contains(name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** A whole number from {@code min} to {@code max}. */
    long number(String name, long min, long max, long otherwise) throws BadRequest {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        }
        throw new BadRequest("INVALID_PARAMETER", name + " must be a whole number from " + min + " to " + max, "");
    }
}
