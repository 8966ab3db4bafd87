package dev.muster.simulation;

import dev.muster.common.model.BalancerAction;
import dev.muster.common.model.ComponentId;
import dev.muster.common.model.Failure;
import dev.muster.common.model.Role;
import dev.muster.coordinator.core.CoordinatorCommand.Balance;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The load balancer of a world: it takes its time, now and then refuses, and knows whom it sends users to. */
final class SimBalancer {

    /** Code of the failure when it refuses. */
    static final String REFUSED = "HOOK_FAILED";

    private final World world;
    private final Chance chance;
    private final Set<ComponentId> out = new TreeSet<>();
    private boolean isWholeOut;
    private final Map<ComponentId, BalancerAction> last = new TreeMap<>();
    private final Set<Enabled> enabled = new HashSet<>();
    private final Set<WarmUp> warmedUp = new HashSet<>();

    SimBalancer(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    /** Does something some time from now, whatever becomes of whoever asked; tells how it ended. */
    void begin(Balance asked, Consumer<@Nullable Failure> ended) {
        boolean refuses = world.faults.isStormy() && chance.oneIn(5);
        world.time.after(chance.between(1, 2_000), () -> {
            world.transcript.line(
                    "BALANCER",
                    () -> asked.action() + " " + (asked.component() == null ? "the cluster" : asked.component())
                            + (refuses ? " refused" : ""));
            done(asked, refuses);
            ended.accept(refuses ? Failure.of(REFUSED, "no", "") : null);
        });
    }

    /** A program that is killed for its time may have done what it was asked all the same. */
    private void done(Balance asked, boolean refuses) {
        ComponentId id = asked.component();
        boolean hasDone = !refuses || chance.oneIn(2);
        if (id == null) {
            isWholeOut = asked.action() == BalancerAction.DISABLE ? isWholeOut || hasDone : isWholeOut && refuses;
            return;
        }
        last.put(id, asked.action());
        if (asked.action() == BalancerAction.DISABLE && hasDone) {
            out.add(id);
        } else if (!refuses && asked.action() == BalancerAction.ENABLE) {
            out.remove(id);
            enabled.add(new Enabled(asked.change(), id));
        } else if (!refuses && asked.action() == BalancerAction.WARM) {
            warmedUp.add(new WarmUp(asked.change(), id.role()));
        }
    }

    /** Whether it sends nobody to the whole cluster. */
    boolean isWholeOut() {
        return isWholeOut;
    }

    private record Enabled(long change, ComponentId component) {}

    /** Whether that change has put it in. */
    boolean isPutIn(long change, ComponentId id) {
        return enabled.contains(new Enabled(change, id));
    }

    /** Whether it has been asked to send it no users, and nothing after that. */
    boolean isOnlyTakenOut(ComponentId id) {
        BalancerAction asked = last.get(id);
        return asked == BalancerAction.DISABLE || asked == BalancerAction.DRAIN;
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
