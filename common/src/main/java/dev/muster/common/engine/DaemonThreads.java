package dev.muster.common.engine;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process from ending. */
public final class DaemonThreads {

    private DaemonThreads() {}

    /** Makes them all with one name, for an executor that has one at a time. */
    public static ThreadFactory named(String name) {
        return task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        };
    }
}
