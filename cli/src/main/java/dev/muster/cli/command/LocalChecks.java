package dev.muster.cli.command;

import dev.muster.agent.preflight.Fixes;
import dev.muster.agent.preflight.Neighbours;
import dev.muster.agent.preflight.Preflight;
import dev.muster.agent.preflight.Preflight.Stage;
import dev.muster.agent.preflight.Repairs;
import dev.muster.common.component.Rendering;
import dev.muster.common.model.Check;
import dev.muster.common.model.Repair;
import dev.muster.common.model.Role;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.spec.HostSpec;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What this machine finds, and repairs, as one host of a file: without a coordinator and before its first start. */
final class LocalChecks {

    private final HostSpec entry;
    private final Map<LaunchPlan, Stage> planned = new LinkedHashMap<>();
    private final List<Check> unplanned = new ArrayList<>();
    private final Preflight preflight;

    private LocalChecks(LocalPlans plans, HostSpec entry, Path root) {
        this.entry = entry;
        this.preflight = new Preflight(root, Fixes.ofMachine(root, plans.folders()), port -> false);
        for (Role role : entry.roles().keySet()) {
            Rendering rendering = plans.render(entry, role);
            if (rendering instanceof Rendering.Rendered rendered) {
                planned.put(rendered.plan(), Stage.PLANNED);
            } else if (rendering instanceof Rendering.Refused refused) {
                unplanned.add(Check.failed("plan", role, refused.failure()));
            }
        }
    }

    /** @param host that this machine is in the file of {@code plans} */
    static LocalChecks of(LocalPlans plans, String host) throws CommandFailure {
        Security.setProperty("networkaddress.cache.ttl", "0"); // what a repair changed is seen by the next look
        return new LocalChecks(plans, plans.host(host), Path.of("/"));
    }

    Map<String, List<Check>> look() {
        List<Check> checks = new ArrayList<>(new Neighbours().look(entry.reachableAt(), List.of()));
        checks.addAll(unplanned);
        planned.forEach((plan, stage) -> checks.addAll(preflight.look(plan, planned.keySet(), stage)));
        return Map.of(entry.name().value(), checks);
    }

    List<Repair> repair(List<String> checks) {
        return new Repairs(preflight, new Neighbours()).repair(entry.reachableAt(), planned, checks);
    }
}
