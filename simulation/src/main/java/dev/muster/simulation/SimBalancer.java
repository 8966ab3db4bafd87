package dev.muster.simulation;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.coordinator.core.CoordinatorCommand.Balance;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The load balancer of a world: it takes its time, now and then refuses, and knows whom it sends users to. */
final class SimBalancer {

    private final World world;
    private final Chance chance;
    private final Set<ComponentId> out = new TreeSet<>();
    private final Set<WarmUp> warmedUp = new HashSet<>();

    SimBalancer(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    /** Does something some time from now, whatever becomes of whoever asked; tells how it ended. */
    void begin(Balance asked, Consumer<@Nullable Failure> ended) {
        boolean refuses = world.faults.isStormy() && chance.oneIn(8);
        world.time.after(chance.between(1, 2_000), () -> {
            world.transcript.line(
                    "BALANCER", () -> asked.action() + " " + asked.component() + (refuses ? " refused" : ""));
            if (!refuses && asked.action() == BalancerAction.DISABLE) {
                out.add(asked.component());
            } else if (!refuses && asked.action() == BalancerAction.ENABLE) {
                out.remove(asked.component());
            } else if (!refuses && asked.action() == BalancerAction.WARM) {
                warmedUp.add(new WarmUp(asked.change(), asked.component().role()));
            }
            ended.accept(refuses ? Failure.of("HOOK_FAILED", "no", "") : null);
        });
    }

    private record WarmUp(long change, Role role) {}

    /** Whether the store of a role was warmed up for that change. */
    boolean isWarm(long change, Role role) {
        return warmedUp.contains(new WarmUp(change, role));
    }

    /** Whether it sends no users there. */
    boolean isOut(ComponentId id) {
        return out.contains(id);
    }
}
