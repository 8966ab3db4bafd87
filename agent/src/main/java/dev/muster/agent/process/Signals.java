package dev.muster.agent.process;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends signals, to processes that are known to be the right ones only. */
final class Signals {

    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final long SHELL_TIMEOUT_S = 5;

    private final ProcessTable table;

    Signals(ProcessTable table) {
        this.table = table;
    }

    /**
     * Sends a signal by name, for example {@code TERM}.
     *
     * @return whether it was sent; false also when the process is not there any more
     */
    boolean send(String signal, ProcessIdentity process) {
        if (!signal.matches("[A-Z0-9+-]{1,12}")) {
            throw new IllegalArgumentException("not a signal: " + signal);
        }
        if (!table.isAlive(process)) {
            return false;
        }
        try {
            Process shell = new ProcessBuilder(
                            "/bin/sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return shell.waitFor(SHELL_TIMEOUT_S, TimeUnit.SECONDS) && shell.exitValue() == 0;
        } catch (IOException e) {
            LOG.warn("cannot send {} to pid {}: {}", signal, process.pid(), e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Kills without a fork of its own, which matters when a component has used up all processes. */
    void kill(ProcessIdentity process) {
        if (table.isAlive(process)) {
            ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }
}
