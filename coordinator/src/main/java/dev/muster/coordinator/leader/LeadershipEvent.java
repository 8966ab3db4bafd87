package dev.muster.coordinator.leader;

import dev.muster.common.model.Failure;
import dev.muster.coordinator.store.StoredState;

/** What a contender is told. */
public sealed interface LeadershipEvent {

    /** This process leads: {@code lead} says under which epoch, and what its predecessor left. */
    record BecameLeader(StoredState lead) implements LeadershipEvent {}

    /** It leads no longer: stop acting at once and drop what is not stored. It contends again unless it was closed. */
    record LostLeadership(String reason) implements LeadershipEvent {}

    /** It does not contend (any longer): a person must act. */
    record Refused(Failure failure) implements LeadershipEvent {}
}
