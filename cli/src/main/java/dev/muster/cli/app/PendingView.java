package dev.muster.cli.app;

import dev.muster.common.model.AgentStatus;
import dev.muster.common.model.ClusterId;
import dev.muster.common.model.ClusterPhase;
import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.model.spec.HostSpec;
import dev.muster.common.model.spec.RoleRules;
import dev.muster.common.model.view.ClusterView;
import dev.muster.common.model.view.ClusterView.ComponentView;
import dev.muster.common.model.view.ClusterView.HostView;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A new cluster before its coordinator leads: everything is pending, so that a screen lists it all from its first frame. */
final class PendingView {

    private static final ClusterId NONE_YET = new ClusterId("none-yet");

    private PendingView() {}

    static ClusterView of(ClusterSpec spec, Map<Role, RoleRules> rules, HostName self) {
        return new ClusterView(
                spec.name(),
                NONE_YET,
                ClusterPhase.AWAITING_HOSTS,
                0,
                new Generation(1),
                Epoch.NONE,
                self,
                spec.hosts().values().stream().map(host -> host(host, rules)).toList(),
                List.of(),
                List.of());
    }

    private static HostView host(HostSpec host, Map<Role, RoleRules> rules) {
        return new HostView(
                host.name(),
                AgentStatus.AWAITED,
                0,
                "",
                0,
                host.roles().keySet().stream()
                        .map(role -> component(role, rules.get(role)))
                        .toList());
    }

    private static ComponentView component(Role role, @Nullable RoleRules rule) {
        return new ComponentView(
                role,
                rule == null ? "" : rule.kind(),
                rule == null ? "" : rule.version(),
                null,
                Observation.absent(role),
                0,
                0,
                "its agent");
    }
}
