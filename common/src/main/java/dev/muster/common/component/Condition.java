package dev.muster.common.component;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When something in a definition applies: {@code cluster.loopback}, {@code !role.formed}, {@code java.feature >= 18},
 * {@code settings.mode == careful}, joined by {@code and} (binds tighter) and {@code or}. No parentheses.
 *
 * @param alternatives one of them must hold; of each, all terms
 */
record Condition(List<List<Term>> alternatives, String origin) {

    static final String SYNTAX = "write NAME, !NAME or NAME == VALUE (or !=, <, <=, >, >=), joined by and/or";

    private static final Pattern TERM =
            Pattern.compile("(!)?([A-Za-z][A-Za-z0-9_.-]*)(?: *(==|!=|<=|>=|<|>) *([^ ]*))?");

    /** One comparison; a bare name is compared with {@code true}. */
    record Term(String name, String operator, String value) {}

    /** Empty when {@code text} is no condition. */
    static Optional<Condition> parse(String text, String origin) {
        List<List<Term>> alternatives = new ArrayList<>();
        for (String alternative : text.strip().split(" +or +")) {
            List<Optional<Term>> terms = Arrays.stream(alternative.split(" +and +"))
                    .map(Condition::term)
                    .toList();
            if (terms.stream().anyMatch(Optional::isEmpty)) {
                return Optional.empty();
            }
            alternatives.add(terms.stream().flatMap(Optional::stream).toList());
        }
        return Optional.of(new Condition(alternatives, origin));
    }

    private static Optional<Term> term(String text) {
        Matcher matcher = TERM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean negated = matcher.group(1) != null;
        if (matcher.group(3) == null) {
            return Optional.of(new Term(matcher.group(2), negated ? "!=" : "==", "true"));
        }
        return negated ? Optional.empty() : Optional.of(new Term(matcher.group(2), matcher.group(3), matcher.group(4)));
    }

    List<String> names() {
        return alternatives.stream().flatMap(List::stream).map(Term::name).toList();
    }

    /** @throws CannotRender when a name stands for nothing, or a text is compared by size */
    boolean holds(Scope scope) {
        return alternatives.stream().anyMatch(terms -> terms.stream().allMatch(term -> holds(term, scope)));
    }

    private boolean holds(Term term, Scope scope) {
        String actual = scope.lookup(term.name())
                .map(Object::toString)
                .orElseThrow(() -> CannotRender.at(origin, "nothing is named \"" + term.name() + "\" here"));
        return switch (term.operator()) {
            case "==" -> actual.equals(term.value());
            case "!=" -> !actual.equals(term.value());
            case "<" -> number(actual) < number(term.value());
            case "<=" -> number(actual) <= number(term.value());
            case ">" -> number(actual) > number(term.value());
            default -> number(actual) >= number(term.value());
        };
    }

    private long number(String text) {
        return Size.parse(text)
                .map(Size::bytes)
                .orElseThrow(() -> CannotRender.at(origin, "\"" + text + "\" is not a number"));
    }
}
