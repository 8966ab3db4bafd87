package dev.muster.cli.console;

import dev.muster.common.model.Role;
import dev.muster.common.model.view.ClusterView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order and the short names of roles on the screen. */
final class Roles {

    private static final List<Role> FIRST = List.of(Role.MASTER, Role.COMPUTE, Role.BACKEND, Role.INDEX);

    private Roles() {}

    /** All roles of the cluster: the well-known ones first, in the order in which people think of them. */
    static List<Role> of(ClusterView view) {
        return view.hosts().stream()
                .flatMap(host -> host.components().stream())
                .map(ClusterView.ComponentView::role)
                .distinct()
                .sorted(ORDER)
                .toList();
    }

    static final Comparator<Role> ORDER = Comparator.comparingInt(
                    (Role role) -> FIRST.contains(role) ? FIRST.indexOf(role) : FIRST.size())
            .thenComparing(Comparator.naturalOrder());

    /** For each role the shortest beginning of its name that no other role shares. */
    static List<String> abbreviations(List<Role> roles) {
        List<String> beginnings = new ArrayList<>();
        for (Role role : roles) {
            String name = role.value();
            int length = 1;
            while (length < name.length() && isShared(name.substring(0, length), role, roles)) {
                length++;
            }
            beginnings.add(name.substring(0, length));
        }
        return beginnings;
    }

    private static boolean isShared(String start, Role role, List<Role> roles) {
        return roles.stream()
                .anyMatch(other -> !other.equals(role) && other.value().startsWith(start));
    }
}
