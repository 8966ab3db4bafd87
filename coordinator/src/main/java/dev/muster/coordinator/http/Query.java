package dev.muster.coordinator.http;

import com.linecorp.armeria.common.QueryParams;
import dev.muster.coordinator.http.About.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parameters of a request's query, of which none may be unknown, repeated or out of range. */
final class Query {

    private final QueryParams parameters;
    private final List<Parameter> known;

    private Query(QueryParams parameters, List<Parameter> known) {
        this.parameters = parameters;
        this.known = known;
    }

    /**
     * @throws BadRequest when there is another parameter than {@code known}, or one twice
     */
    static Query of(QueryParams parameters, List<Parameter> known) throws BadRequest {
        for (String name : parameters.names()) {
            if (known.stream().noneMatch(parameter -> parameter.name().equals(name))) {
                throw new BadRequest(
                        "UNKNOWN_PARAMETER",
                        "there is no parameter of that name here",
                        known.isEmpty()
                                ? "there are none"
                                : "there are: "
                                        + known.stream().map(Parameter::name).collect(Collectors.joining(", ")));
            }
            if (parameters.getAll(name).size() > 1) {
                throw new BadRequest("REPEATED_PARAMETER", "the parameter " + name + " is given twice", "");
            }
        }
        return new Query(parameters, known);
    }

    boolean has(String name) {
        return parameters.contains(name);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** A whole number within the bounds that the route has told of. */
    long number(String name, long otherwise) throws BadRequest {
        String text = parameters.get(name);
        if (text == null) {
            return otherwise;
        }
        Parameter bounds = known.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst()
                .orElseThrow();
        if (text.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(text);
            if (number >= least(bounds) && number <= greatest(bounds)) {
                return number;
            }
        }
        throw new BadRequest(
                "INVALID_PARAMETER",
                name + " must be a whole number from " + least(bounds) + " to " + greatest(bounds),
                "");
    }

    private static long least(Parameter bounds) {
        Long min = bounds.min();
        return min == null ? Long.MIN_VALUE : min;
    }

    private static long greatest(Parameter bounds) {
        Long max = bounds.max();
        return max == null ? Long.MAX_VALUE : max;
    }
}
