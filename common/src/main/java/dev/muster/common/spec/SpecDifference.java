package dev.muster.common.spec;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.ComponentSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.Pair;
import dev.muster.common.model.spec.Setting;
import dev.muster.common.model.spec.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What two definitions say differently, in the words of the file. Places, comments and spelling do not count. */
public final class SpecDifference {

    /** Lines; the last one says how many more there would be. */
    public static final int LINES_MAX = 20;

    private final List<String> lines = new ArrayList<>();

    private SpecDifference() {}

    /** One line a difference, from {@code before} to {@code after}; empty when both mean the same. */
    public static List<String> lines(ClusterSpec before, ClusterSpec after) {
        SpecDifference difference = new SpecDifference();
        difference.compare(before, after);
        List<String> lines = difference.lines;
        if (lines.size() <= LINES_MAX) {
            return List.copyOf(lines);
        }
        List<String> shown = new ArrayList<>(lines.subList(0, LINES_MAX - 1));
        shown.add("... and " + (lines.size() - shown.size()) + " more");
        return shown;
    }

    private void compare(ClusterSpec before, ClusterSpec after) {
        changed("cluster name", before.name().value(), after.name().value());
        settings("cluster", before.settings(), after.settings());
        SortedSet<Role> roles = new TreeSet<>(before.components().keySet());
        roles.addAll(after.components().keySet());
        roles.forEach(role -> component(
                role, before.components().get(role), after.components().get(role)));
        texts("require", shares(before), shares(after));
        texts("variable", before.vars(), after.vars());
        texts("balancer", BalancerWriter.words(before.balancer()), BalancerWriter.words(after.balancer()));
        before.hosts().forEach((name, host) -> {
            HostSpec other = after.hosts().get(name);
            if (other == null) {
                lines.add("- host " + described(host));
            } else {
                host(host, other);
            }
        });
        after.hosts().forEach((name, host) -> {
            if (!before.hosts().containsKey(name)) {
                lines.add("+ host " + described(host));
            }
        });
        order(before, after);
    }

    /** The order of the file is the start order: a change of it alone is a difference, too. */
    private void order(ClusterSpec before, ClusterSpec after) {
        List<HostName> was = before.hosts().keySet().stream()
                .filter(after.hosts()::containsKey)
                .toList();
        List<HostName> is = after.hosts().keySet().stream()
                .filter(before.hosts()::containsKey)
                .toList();
        if (!was.equals(is)) {
            lines.add("order of hosts: " + some(was) + " -> " + some(is));
        }
    }

    private static String some(List<HostName> hosts) {
        String shown = hosts.stream().limit(4).map(HostName::value).collect(Collectors.joining(", "));
        return hosts.size() > 4 ? shown + ", ..." : shown;
    }

    private static String described(HostSpec host) {
        String roles = host.roles().keySet().stream().map(Role::value).collect(Collectors.joining(" "));
        return host.name() + " (" + (roles.isEmpty() ? "no role" : roles) + ")";
    }

    private void component(Role role, @Nullable ComponentSpec before, @Nullable ComponentSpec after) {
        changed(role + ": kind", before == null ? null : before.kind(), after == null ? null : after.kind());
        changed(role + ": version", before == null ? null : before.version(), after == null ? null : after.version());
        settings(
                role.value(),
                before == null ? Settings.NONE : before.settings(),
                after == null ? Settings.NONE : after.settings());
        texts(role + ": pair", pair(before), pair(after));
    }

    private static Map<String, String> pair(@Nullable ComponentSpec component) {
        Map<String, String> texts = new TreeMap<>();
        Pair pair = component == null ? null : component.pair();
        if (pair != null) {
            texts.put("uses", pair.uses().word());
            plain(pair.primary()).forEach((name, value) -> texts.put("primary." + name, value));
            plain(pair.secondary()).forEach((name, value) -> texts.put("secondary." + name, value));
            if (pair.warm() != null) {
                texts.put("warm", BalancerWriter.words(pair.warm()));
            }
        }
        return texts;
    }

    private void host(HostSpec before, HostSpec after) {
        String name = before.name().value();
        SortedSet<Role> roles = new TreeSet<>(before.roles().keySet());
        roles.addAll(after.roles().keySet());
        for (Role role : roles) {
            changed(name + ": " + role, Boolean.toString(before.has(role)), Boolean.toString(after.has(role)));
            if (before.has(role) && after.has(role)) {
                settings(
                        name + ": " + role,
                        before.roles().getOrDefault(role, Settings.NONE),
                        after.roles().getOrDefault(role, Settings.NONE));
            }
        }
        changed(name + ": standby", Boolean.toString(before.standby()), Boolean.toString(after.standby()));
        changed(name + ": address", before.address(), after.address());
        texts(name + ": label", before.labels(), after.labels());
        texts(name + ": variable", before.vars(), after.vars());
    }

    private void settings(String where, Settings before, Settings after) {
        texts(where, plain(before), plain(after));
    }

    private static Map<String, String> shares(ClusterSpec spec) {
        Map<String, String> texts = new TreeMap<>();
        spec.require().forEach((role, requirement) -> texts.put(role.value(), requirement.toString()));
        return texts;
    }

    private static Map<String, String> plain(Settings settings) {
        Map<String, String> texts = new TreeMap<>();
        settings.values().forEach((String name, Setting setting) -> texts.put(name, setting.value()));
        return texts;
    }

    private void texts(String where, Map<String, String> before, Map<String, String> after) {
        SortedSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        names.forEach(name -> changed(where + " " + Quoted.bare(name), before.get(name), after.get(name)));
    }

    private void changed(String what, @Nullable String before, @Nullable String after) {
        if (!Objects.equals(before, after)) {
            lines.add(what + " " + shown(before) + " -> " + shown(after));
        }
    }

    private static String shown(@Nullable String text) {
        return text == null ? "(none)" : Quoted.bare(text);
    }
}
