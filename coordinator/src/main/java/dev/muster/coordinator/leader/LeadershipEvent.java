package dev.muster.coordinator.leader;

import dev.muster.common.model.Failure;
import dev.muster.coordinator.store.StoredState;
import org.jspecify.annotations.Nullable;

/** What a contender is told. */
public sealed interface LeadershipEvent {

    /** The store was reached for the first time, and this is the cluster in it; null when none was formed yet. */
    record Found(@Nullable StoredState cluster) implements LeadershipEvent {}

    /** Another contender leads; an empty name when none does yet. */
    record StandsBy(String leader) implements LeadershipEvent {}

    /** Nobody can lead as far as this process can tell, because the store does not answer. */
    record StoreAway() implements LeadershipEvent {}

    /** This process leads: {@code lead} says under which epoch, and what its predecessor left. */
    record BecameLeader(StoredState lead) implements LeadershipEvent {}

    /** It leads no longer: stop acting at once and drop what is not stored. It contends again unless it was closed. */
    record LostLeadership(String reason) implements LeadershipEvent {}

    /** It does not contend (any longer): a person must act. */
    record Refused(Failure failure) implements LeadershipEvent {}
}
