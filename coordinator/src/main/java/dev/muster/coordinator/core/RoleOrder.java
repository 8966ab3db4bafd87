package dev.muster.coordinator.core;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.RoleRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The order in which roles are taken: each after those that it starts after, else by name. */
final class RoleOrder {

    private RoleOrder() {}

    static List<Role> of(Map<Role, RoleRules> rules) {
        List<Role> order = new ArrayList<>();
        TreeMap<Role, RoleRules> left = new TreeMap<>(rules);
        while (!left.isEmpty()) {
            Role next = left.values().stream()
                    .filter(rule -> rule.after().stream().noneMatch(left::containsKey))
                    .map(RoleRules::role)
                    .findFirst()
                    .orElse(left.firstKey()); // roles that start after each other: the definitions' checks refuse that
            order.add(next);
            left.remove(next);
        }
        return order;
    }
}
