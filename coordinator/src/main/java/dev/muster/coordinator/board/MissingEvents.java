package dev.muster.coordinator.board;

import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.view.ClusterEvent;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.common.model.view.Missing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says of hosts why they are missing: of a few one by one, of many by cause. A thousand hosts are told in a handful of lines. */
final class MissingEvents {

    static final int ONE_BY_ONE_MAX = 4;
    private static final int NAMED_MAX = 4;

    private MissingEvents() {}

    static List<ClusterEvent> of(Map<HostName, Missing> missing) {
        List<ClusterEvent> events = new ArrayList<>();
        if (missing.size() <= ONE_BY_ONE_MAX) {
            missing.forEach((host, why) -> events.add(one(host, why)));
            return events;
        }
        Map<String, Map<HostName, Missing>> byCode = new LinkedHashMap<>();
        missing.forEach((host, why) -> byCode.computeIfAbsent(why.cause().code(), code -> new LinkedHashMap<>())
                .put(host, why));
        byCode.values().forEach(group -> {
            if (group.size() == 1) {
                group.forEach((host, why) -> events.add(one(host, why)));
            } else {
                events.add(several(group));
            }
        });
        return events;
    }

    private static ClusterEvent one(HostName host, Missing why) {
        Failure cause = why.cause();
        String command = why.command().isEmpty() ? "" : "\n   " + why.command();
        return ClusterEvent.host(Type.HOST_MISSING, host, "CLUSTER: " + host + " is missing: " + cause.message())
                .because(new Failure(cause.code(), cause.message(), cause.hint() + command, List.of()));
    }

    private static ClusterEvent several(Map<HostName, Missing> group) {
        Missing first = group.values().iterator().next();
        String named =
                group.keySet().stream().limit(NAMED_MAX).map(HostName::value).collect(Collectors.joining(", "));
        String more = group.size() > NAMED_MAX ? " and " + (group.size() - NAMED_MAX) + " more" : "";
        String message = group.size() + " hosts are missing (" + first.summary() + "): " + named + more;
        return ClusterEvent.cluster(Type.HOST_MISSING, "CLUSTER: " + message)
                .because(Failure.of(
                        first.cause().code(), message, "What to run on each: muster hosts --missing --commands"));
    }
}
