package dev.muster.agent.process;

import java.util.Optional;

/**
 * What {@code /proc/PID/stat} says of one process.
 *
 * @param identity of the process
 * @param command its name; may hold spaces and brackets
 * @param state one letter, {@code Z} for a zombie
 * @param parent pid of its parent
 * @param session id of its session: the pid of the session's leader
 */
record ProcessStat(ProcessIdentity identity, String command, char state, long parent, long session) {

    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int SESSION = 3;
    private static final int START_TICKS = 19;

    /** Reads the line; empty when it is not of that form. */
    static Optional<ProcessStat> parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        if (open < 2 || close < open || close + 2 >= line.length()) {
            return Optional.empty();
        }
        String[] fields = line.substring(close + 2).split(" ", START_TICKS + 2);
        if (fields.length <= START_TICKS || fields[STATE].length() != 1) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(line.substring(0, open - 1));
            return Optional.of(new ProcessStat(
                    new ProcessIdentity(pid, Long.parseLong(fields[START_TICKS].strip())),
                    line.substring(open + 1, close),
                    fields[STATE].charAt(0),
                    Long.parseLong(fields[PARENT]),
                    Long.parseLong(fields[SESSION])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    long pid() {
        return identity.pid();
    }

    /** A zombie does nothing any more; it only waits for a parent that may never ask for it. */
    boolean isDead() {
        return state == 'Z' || state == 'X' || state == 'x';
    }
}
