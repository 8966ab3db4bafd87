package dev.muster.common.component;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts that templates and conditions may name.
 *
 * @param root everything, nested by the dots of the names
 * @param item one host, inside a list of hosts; its names come first. Null outside
 */
record Scope(Map<String, Object> root, @Nullable Map<String, Object> item) {

    Scope(Map<String, Object> root) {
        this(root, null);
    }

    Scope inside(Map<String, Object> host) {
        return new Scope(root, host);
    }

    /** What the dotted name stands for. */
    Optional<Object> lookup(String name) {
        String first = name.split("[.]", 2)[0];
        Map<String, Object> start = item != null && item.containsKey(first) ? item : root;
        Object found = start;
        for (String part : name.split("[.]")) {
            found = found instanceof Map<?, ?> map ? map.get(part) : null;
            if (found == null) {
                return Optional.empty();
            }
        }
        return Optional.of(found);
    }
}
