package dev.muster.coordinator.core;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.change.Strategy;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.spec.RoleRules.StartStrategy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which components of a role a change takes together. */
final class Batches {

    private Batches() {}

    /** What joins: one at a time where the role takes one at a time, else all. */
    static List<List<HostName>> joining(RoleRules rule, List<HostName> hosts) {
        return rule.strategy() == StartStrategy.ONE_AT_A_TIME ? chunks(hosts, 1) : chunks(hosts, hosts.size());
    }

    /** What leaves: one at a time where the hosts share data, else as many as the strategy allows. */
    static List<List<HostName>> leaving(RoleRules rule, Strategy strategy, int all, List<HostName> hosts) {
        return chunks(hosts, rule.holdsData() ? 1 : strategy.batchSize(all));
    }

    /**
     * What is restarted, passive hosts before the active one.
     *
     * <p>Half of the hosts of a role that has its data among them are more than a quorum can spare, whatever the number of copies is: {@code half}
     * takes one of them at a time. Whoever gives a number is taken at their word, and warned ({@link Prospects}).
     *
     * @param all how many hosts have the role
     * @param hosts those that are restarted, in the order of the file
     */
    static List<List<HostName>> restarting(
            ClusterSpec spec, RoleRules rule, Strategy strategy, int all, List<HostName> hosts) {
        List<HostName> order = new ArrayList<>(hosts);
        HostName active = spec.master().name();
        if (rule.role().equals(Role.MASTER) && order.remove(active)) {
            order.add(active);
        }
        return switch (strategy.kind()) {
            case LABEL -> byLabel(spec, strategy.label(), order);
            case HALF -> chunks(order, rule.holdsData() ? 1 : strategy.batchSize(all));
            case ALL, NUMBER, PERCENT -> chunks(order, strategy.batchSize(all));
        };
    }

    /** The same with the very first host in a batch of its own. */
    static List<List<HostName>> oneFirst(List<List<HostName>> batches) {
        List<List<HostName>> split = new ArrayList<>(batches);
        if (!batches.isEmpty() && batches.get(0).size() > 1) {
            List<HostName> first = split.remove(0);
            split.add(0, List.copyOf(first.subList(1, first.size())));
            split.add(0, List.of(first.get(0)));
        }
        return split;
    }

    /** The hosts of each value of a label, in the order in which they come to it; those without it are a group as well. Without a label all. */
    static List<List<HostName>> groups(ClusterSpec spec, String label, List<HostName> hosts) {
        return label.isEmpty() ? List.of(hosts) : byLabel(spec, label, hosts);
    }

    private static List<List<HostName>> byLabel(ClusterSpec spec, String label, List<HostName> hosts) {
        Map<String, List<HostName>> byValue = new LinkedHashMap<>();
        for (HostName host : hosts) {
            String value = spec.host(host)
                    .map(HostSpec::labels)
                    .map(labels -> labels.get(label))
                    .orElse("");
            byValue.computeIfAbsent(value, v -> new ArrayList<>()).add(host);
        }
        return List.copyOf(byValue.values());
    }

    private static List<List<HostName>> chunks(List<HostName> hosts, int size) {
        List<List<HostName>> chunks = new ArrayList<>();
        for (int from = 0; from < hosts.size(); from += size) {
            chunks.add(List.copyOf(hosts.subList(from, Math.min(hosts.size(), from + size))));
        }
        return chunks;
    }
}
