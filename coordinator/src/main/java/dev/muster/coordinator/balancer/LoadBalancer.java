package dev.muster.coordinator.balancer;

import java.util.function.Consumer;

/**
 * The balancer in front of a cluster. Every task may be begun again, by a successor too that does not know how far the one before it
 * came: it comes to the same. Thread-safe.
 */
public interface LoadBalancer extends AutoCloseable {

    /**
     * Begins a task and returns at once.
     *
     * @param ended told once how it ended, on any thread, perhaps before this method returns; not told once this is closed
     */
    void begin(Task task, Consumer<Outcome> ended);

    /**
     * Ends programs that run, with everything that they started, and forgets what waits; none of it is told how it ended. For a coordinator
     * that leads no longer: its successor begins the same tasks, and a late program of the one before would undo what it does.
     */
    void abandon();

    /** The same for good. */
    @Override
    void close();
}
