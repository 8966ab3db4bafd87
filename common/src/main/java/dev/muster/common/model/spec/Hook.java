package dev.muster.common.model.spec;

import java.util.List;

/**
 * A program of the operator's, run without a shell on the coordinator's machine. Exit code 0 says that it did its work.
 *
 * @param command the program's absolute path and its arguments; each may hold variables, {@code ${host}}
 * @param timeoutMs after which it is killed, with everything that it started
 * @param origin the place it was written at, for people: {@code cluster.json:12:5}
 */
public record Hook(List<String> command, long timeoutMs, String origin) {

    /** Arguments, the program among them. */
    public static final int COMMAND_MAX = 64;

    public Hook {
        command = List.copyOf(command);
        if (command.isEmpty() || command.size() > COMMAND_MAX || timeoutMs < 1) {
            throw new IllegalArgumentException("not a hook: " + command.size() + " words, " + timeoutMs + " ms");
        }
    }
}
