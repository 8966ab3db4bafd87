package dev.muster.common.spec;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.HostVariables;
import dev.muster.common.model.spec.VariableText;
import dev.muster.common.spec.BalancerReader.Used;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What must hold between a balancer's hooks and the hosts: every variable has a value for every host that the hook may be run for.
 * Ports are known to component definitions only, which check theirs.
 */
final class BalancerRules {

    /** HAProxy takes no other names; a blank or a semicolon would begin another command. */
    private static final Pattern HAPROXY_NAME = Pattern.compile("[A-Za-z0-9_.:-]{1,255}");

    private final ClusterSpec spec;
    private final BalancerReader read;
    private final List<Used> warmUps;
    private final Problems problems;

    /** @param warmUps texts of the hooks that pairs have */
    BalancerRules(ClusterSpec spec, BalancerReader read, List<Used> warmUps, Problems problems) {
        this.spec = spec;
        this.read = read;
        this.warmUps = warmUps;
        this.problems = problems;
    }

    /** Whether {@code text} may name a backend or a server of HAProxy. */
    static boolean isHaproxyName(String text) {
        return HAPROXY_NAME.matcher(text).matches();
    }

    void check() {
        read.roleAt().forEach((role, at) -> {
            if (spec.hostsWith(role).isEmpty()) {
                String message = "no host has the role " + Quoted.of(role.value()) + ", which is behind the balancer";
                problems.add(ProblemCode.BALANCER_NO_HOST, at, message, "");
            }
        });
        read.used().forEach(this::used);
        warmUps.forEach(this::used);
    }

    private void used(Used text) {
        Map<String, Missing> missing = new LinkedHashMap<>();
        SortedSet<String> names = VariableText.names(text.text());
        if (text.roles().isEmpty()) {
            Map<String, String> values = HostVariables.ofCluster(spec);
            names.stream()
                    .filter(name -> !values.containsKey(name))
                    .forEach(name -> missing.put(name, new Missing("the cluster")));
        }
        Optional<String> unusable = Optional.empty();
        for (Role role : text.roles()) {
            for (HostSpec host : spec.hostsWith(role)) {
                Map<String, String> values = values(names, host, role, missing);
                String filled = VariableText.filled(text.text(), values);
                if (text.isName() && values.size() == names.size() && !isHaproxyName(filled) && unusable.isEmpty()) {
                    unusable = Optional.of(filled);
                }
            }
        }
        missing.forEach((name, lacks) -> missing(text, name, lacks));
        unusable.ifPresent(name -> {
            String message = Quoted.of(name) + " cannot be a name in HAProxy";
            String hint = "letters, digits, dot, dash, underscore and colon, at most 255";
            problems.add(ProblemCode.BALANCER_NAME, text.at(), message, hint);
        });
    }

    /** Those that have a value; the others are counted. */
    private Map<String, String> values(
            SortedSet<String> names, HostSpec host, Role role, Map<String, Missing> missing) {
        Map<String, String> values = new HashMap<>();
        for (String name : names) {
            Optional<String> value = HostVariables.value(spec, host, role, name);
            if (value.isPresent()) {
                values.put(name, value.get());
            } else {
                String first = "host " + Quoted.of(host.name().value());
                missing.computeIfAbsent(name, n -> new Missing(first)).hosts++;
            }
        }
        return values;
    }

    /** The first that has no value, and how many have none. */
    private static final class Missing {
        private final String first;
        private int hosts;

        Missing(String first) {
            this.first = first;
        }
    }

    private void missing(Used text, String name, Missing lacks) {
        String message = Quoted.of("${" + name + "}") + " has no value for " + lacks.first
                + (lacks.hosts > 1 ? " and " + (lacks.hosts - 1) + " more" : "");
        problems.add(ProblemCode.VARIABLE_MISSING, text.at(), message, hint(text, name));
    }

    private String hint(Used text, String name) {
        if (text.roles().isEmpty()) {
            return "the whole cluster has ${cluster} and the \"vars\" of the file";
        }
        if (name.startsWith(HostVariables.LABEL)) {
            return "give the host the label " + Quoted.of(name.substring(HostVariables.LABEL.length()));
        }
        SortedMap<String, String> known = new TreeMap<>(spec.vars());
        spec.hosts().values().stream().limit(1_000).forEach(host -> known.putAll(host.vars()));
        List<String> names = new ArrayList<>(known.keySet());
        names.addAll(HostVariables.GIVEN);
        names.remove(name);
        String otherwise = "give it one in \"vars\" of the host, of its group or of the file";
        return Suggestion.hint(name, names, otherwise);
    }
}
