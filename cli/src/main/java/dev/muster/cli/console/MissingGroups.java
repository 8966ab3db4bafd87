package dev.muster.cli.console;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.HostView;
import dev.muster.common.model.view.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hosts that are not there by why they are not, the largest group first. So a thousand hosts are as quickly read as four.
 *
 * @param code of the cause; empty for hosts of which nothing is known
 * @param summary of the cause, the same for all of them
 * @param hosts in the order of the file
 */
record MissingGroups(String code, String summary, List<HostView> hosts) {

    MissingGroups {
        hosts = List.copyOf(hosts);
    }

    /** For so long the coordinator's own agent is only on its way: both have just been started together. */
    private static final long OWN_AGENT_MS = 10_000;

    /** All groups of {@code view}; hosts that were stopped on purpose are none of them. */
    static List<MissingGroups> of(ClusterView view) {
        Map<String, List<HostView>> byCode = new LinkedHashMap<>();
        for (HostView host : view.hosts()) {
            boolean isAway = host.status() == AgentStatus.AWAITED || host.status() == AgentStatus.LOST;
            if (isAway && !(host.name().equals(view.coordinator()) && isOnItsWay(host))) {
                byCode.computeIfAbsent(code(host), code -> new ArrayList<>()).add(host);
            }
        }
        List<MissingGroups> groups = new ArrayList<>();
        byCode.forEach((code, hosts) -> groups.add(new MissingGroups(code, summary(hosts.get(0)), hosts)));
        groups.sort((one, other) -> Integer.compare(other.hosts.size(), one.hosts.size()));
        return groups;
    }

    private static boolean isOnItsWay(HostView own) {
        Missing missing = own.missing();
        return missing == null || missing.ageMs() < OWN_AGENT_MS;
    }

    private static String code(HostView host) {
        Missing missing = host.missing();
        return missing == null ? "" : missing.cause().code();
    }

    private static String summary(HostView first) {
        Missing missing = first.missing();
        return missing == null ? "not there yet" : missing.summary();
    }

    /** {@code a, b, c and 14 more}. */
    String names(int max) {
        return Texts.named(hosts.stream().map(host -> host.name().value()).toList(), max);
    }
}
