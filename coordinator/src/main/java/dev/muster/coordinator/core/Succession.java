package dev.muster.coordinator.core;

import dev.muster.common.model.Generation;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Revision;
import dev.muster.common.model.message.DefinitionCopy;
import dev.muster.common.model.view.ClusterEvent.Type;
import dev.muster.coordinator.core.CoordinatorEvent.BecameLeader;
import dev.muster.coordinator.core.DurableState.RunIntent;
import java.util.TreeMap;

/** What a new leader makes of what it finds stored, and of the file that it was started with. */
final class Succession {

    private final CoordinatorSettings settings;
    private final BecameLeader event;

    Succession(CoordinatorSettings settings, BecameLeader event) {
        this.settings = settings;
        this.event = event;
    }

    /** The state that it begins with; what is worth telling of it is told in {@code turn}. */
    DurableState state(Turn turn) {
        DurableState stored = event.stored();
        if (stored != null) {
            return resumed(turn, stored);
        }
        DefinitionCopy copy = settings.rebuiltFrom();
        return copy == null
                ? DurableState.fresh(event.freshId(), event.epoch(), own(new Generation(1), ""))
                : rebuilt(turn, copy);
    }

    /**
     * The store is lost, and a host's copy of the definition is not: the cluster goes on with the revisions of the copy, and the file of
     * this coordinator, which is that of the copy when nobody has edited it, is the next one. So hosts take it for newer than what they keep.
     */
    private DurableState rebuilt(Turn turn, DefinitionCopy copy) {
        Revision last = copy.current();
        String from =
                "rebuilt from revision " + last.number() + " by " + last.author() + ", the copy of " + copy.host();
        Revision next = own(last.number().next(), from);
        turn.tell(Type.DEFINITION_CHANGED, "CLUSTER: " + from + ": revision " + next.number());
        return DurableState.rebuilt(copy, event.epoch(), next);
    }

    /** The file that this coordinator was started with, as a revision. */
    private Revision own(Generation number, String reason) {
        return new Revision(
                number,
                settings.specHash(),
                settings.specText(),
                "start on " + settings.self(),
                event.wallMs(),
                reason);
    }

    /**
     * Carries on where the last leader was. A start after a completed stop is a new run; but a process that was started
     * for the run which was stopped ends it, as its operator wanted: nobody has started the cluster since.
     *
     * <p>What this coordinator's own file says counts in a new run, and in one whose start was not announced yet: its operator has
     * corrected the file and started again. A cluster that has started is changed by {@code apply} alone, so that no old copy of the
     * file undoes what others have done since.
     */
    private DurableState resumed(Turn turn, DurableState stored) {
        DurableState state = stored.ledBy(event.epoch());
        boolean startedSince = stored.intent() == RunIntent.STOPPED && stored.run() < event.startedFor();
        boolean isOther = !stored.revision().hash().equals(settings.specHash());
        if (isOther && stored.intent() == RunIntent.RUNNING && stored.isAnnounced()) {
            turn.tell(
                    Type.DEFINITION_DIFFERS,
                    "CLUSTER: the cluster.json of " + settings.self() + " is another one than revision "
                            + stored.generation()
                            + ", which stays in force: see muster plan, or fetch it with muster export");
        } else if (isOther
                && stored.intent() != RunIntent.STOPPING
                && (startedSince || stored.intent() == RunIntent.RUNNING)) {
            state = adopted(turn, state);
        }
        return startedSince ? state.startedAgain() : state;
    }

    private DurableState adopted(Turn turn, DurableState before) {
        DurableState state = before.defined(own(before.generation().next(), ""));
        turn.tell(Type.DEFINITION_CHANGED, "CLUSTER: cluster.json has changed: revision " + state.generation());
        TreeMap<HostName, Absence> absent = new TreeMap<>(state.absent());
        absent.keySet().retainAll(settings.spec().hosts().keySet());
        if (!state.isAnnounced()) {
            // whom the new file does not require is judged anew
            absent.values().removeIf(absence -> !absence.isSkip());
        }
        return state.withAbsent(absent);
    }
}
