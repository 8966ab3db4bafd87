package dev.muster.agent.process;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the shim recorded of one launch.
 *
 * @param bootId the run of the machine that it belongs to; in another one the pids mean nothing
 * @param shim the shim itself, leader of the component's session
 * @param component the component's own process
 */
record LaunchRecord(String bootId, ProcessIdentity shim, ProcessIdentity component) {

    /** Reads {@code boot ID}, {@code shim PID START}, {@code component PID START}; empty when it is not of that form. */
    static Optional<LaunchRecord> parse(String text) {
        Map<String, String> lines = new HashMap<>();
        for (String line : text.split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                lines.put(line.substring(0, space), line.substring(space + 1));
            }
        }
        String boot = lines.getOrDefault("boot", "");
        Optional<ProcessIdentity> shim = identity(lines.get("shim"));
        Optional<ProcessIdentity> component = identity(lines.get("component"));
        if (boot.isBlank() || shim.isEmpty() || component.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LaunchRecord(boot, shim.get(), component.get()));
    }

    private static Optional<ProcessIdentity> identity(@Nullable String text) {
        String[] words = text == null ? new String[0] : text.split(" ", -1);
        if (words.length != 2) {
            return Optional.empty();
        }
        try {
            ProcessIdentity identity = new ProcessIdentity(Long.parseLong(words[0]), Long.parseLong(words[1]));
            // Pid 1 and below are nobody's component, and mean something else to kill(2).
            return identity.pid() > 1 ? Optional.of(identity) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
