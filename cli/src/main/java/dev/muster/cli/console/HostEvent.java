package dev.muster.cli.console;

import dev.muster.agent.core.AgentNotice;
import dev.muster.common.model.Failure;
import dev.muster.common.model.HostName;
import dev.muster.common.model.Observation;
import java.util.List;

/** What the screen of a host without a coordinator is told. */
public sealed interface HostEvent {

    /** Looking for the coordinator; told on every try, printed once for each time that it was away. */
    record Connecting(HostName master) implements HostEvent {}

    /**
     * The coordinator does not answer; told on every try, printed when the cause changed and once a minute.
     *
     * @param failure the cause and what to do about it
     * @param forMs since when, milliseconds
     */
    record NoAnswer(Failure failure, long forMs) implements HostEvent {}

    /** The agent has something to say. */
    record Told(AgentNotice notice) implements HostEvent {}

    /** All components of this host, as they are now. */
    record Components(List<Observation> observations) implements HostEvent {
        public Components {
            observations = List.copyOf(observations);
        }
    }
}
