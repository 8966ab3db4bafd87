package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import java.io.IOException;
import java.util.List;

/**
 * One host of a trial.
 *
 * @param name its loopback address
 * @param process that runs it
 * @param draws whether it draws the screen: the master's
 */
record TryHost(HostName name, Process process, boolean draws) {

    boolean isAlive() {
        return process.isAlive();
    }

    /** Tells the process that its owner is gone. */
    void closePipe() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The process has ended, or has closed its side: nothing is left to tell.
        }
    }

    /** Ends the process and everything below it, without asking. */
    void kill() {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
    }
}
