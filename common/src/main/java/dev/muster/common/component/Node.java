package dev.muster.common.component;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value as a definition writes it, before it meets a host. Its evaluation is a String, Number, Boolean, List or Map, or nothing,
 * when it depends on a condition that does not hold.
 */
sealed interface Node {

    /** @throws CannotRender when a name stands for nothing */
    Optional<Object> evaluate(Scope scope);

    /** Text with references. */
    record Text(Template template, String origin) implements Node {
        @Override
        public Optional<Object> evaluate(Scope scope) {
            Object value = template.value(scope, origin);
            boolean plain = value instanceof Number || value instanceof Boolean || value instanceof List<?>;
            return Optional.of(plain ? value : value.toString());
        }
    }

    /** A number or a boolean. */
    record Plain(Object value) implements Node {
        @Override
        public Optional<Object> evaluate(Scope scope) {
            return Optional.of(value);
        }
    }

    /** A list. An item that is a list only on a condition, or once a host, is spliced into it. */
    record Items(List<Node> items) implements Node {
        @Override
        public Optional<Object> evaluate(Scope scope) {
            List<Object> all = new ArrayList<>();
            for (Node item : items) {
                Optional<Object> value = item.evaluate(scope);
                if (splices(item) && value.isPresent() && value.get() instanceof List<?> list) {
                    all.addAll(list);
                } else {
                    value.ifPresent(all::add);
                }
            }
            return Optional.of(all);
        }

        private static boolean splices(Node item) {
            return item instanceof When || item instanceof Each;
        }
    }

    /** Named values, in the order of their names. */
    record Fields(SortedMap<String, Node> fields) implements Node {
        public Fields {
            fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
        }

        @Override
        public Optional<Object> evaluate(Scope scope) {
            Map<String, Object> all = new LinkedHashMap<>();
            fields.forEach((name, node) -> node.evaluate(scope).ifPresent(value -> all.put(name, value)));
            return Optional.of(all);
        }
    }

    /** <code>{ "$when" = CONDITION, "$value" = ..., "$else" = ... }</code>. */
    record When(Condition condition, Node value, @Nullable Node otherwise) implements Node {
        @Override
        public Optional<Object> evaluate(Scope scope) {
            if (condition.holds(scope)) {
                return value.evaluate(scope);
            }
            return otherwise == null ? Optional.empty() : otherwise.evaluate(scope);
        }
    }

    /** <code>{ "$each" = hosts.index, "$item" = ... }</code>: a list with one item a host. */
    record Each(String list, Node item, String origin) implements Node {
        @Override
        public Optional<Object> evaluate(Scope scope) {
            Object hosts = scope.lookup(list)
                    .orElseThrow(() -> CannotRender.at(origin, "there is no list named \"" + list + "\" here"));
            if (!(hosts instanceof List<?> all)) {
                throw CannotRender.at(origin, "\"" + list + "\" is not a list of hosts");
            }
            return Optional.of(all.stream()
                    .map(host -> item.evaluate(scope.inside(asItem(host))))
                    .flatMap(Optional::stream)
                    .toList());
        }

        private Map<String, Object> asItem(Object host) {
            if (!(host instanceof Map<?, ?> map)) {
                throw CannotRender.at(origin, "\"" + list + "\" is not a list of hosts");
            }
            Map<String, Object> item = new LinkedHashMap<>();
            map.forEach((name, value) -> item.put(String.valueOf(name), value));
            return item;
        }
    }
}
