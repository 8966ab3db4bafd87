package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Failure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the user that components run as. */
final class RunAsUser {

    /** A user that has a name: the login of Hadoop in Spark's executors fails for a number without an entry. */
    static final String DEFAULT = "nobody";

    /** Where there is no such user: hardly any machine uses the number for somebody, and most components do with it. */
    static final String NAMELESS = "54321:54321";

    private final SystemFiles system;

    RunAsUser(SystemFiles system) {
        this.system = system;
    }

    /** The answer: exactly one of both is there, or none when components run as the agent's own user. */
    record Found(@Nullable RunAs runAs, @Nullable Failure failure) {}

    /** The user that the agent itself runs as. */
    long ownUid() {
        for (String line : system.lines("/proc/self/status")) {
            if (line.startsWith("Uid:")) {
                String[] ids = line.split("\\s+", -1); // real, effective, saved, file system
                return ids.length > 2 ? SystemFiles.parsed(ids[2]).orElse(-1L) : -1;
            }
        }
        return -1;
    }

    /** @param setting a name, UID or UID:GID; null for the default */
    Found find(@Nullable String setting) {
        long own = ownUid();
        if (own != 0) {
            if (setting == null
                    || resolved(setting).filter(user -> user.uid() == own).isPresent()) {
                return new Found(null, null);
            }
            return failed(
                    "RUN_AS_NEEDS_ROOT",
                    "components are to run as " + setting + ", but this agent is not root (user " + own + ")",
                    "run the agent as root, or as " + setting + ", or take the run-as setting away");
        }
        String wanted = setting != null ? setting : resolved(DEFAULT).isPresent() ? DEFAULT : NAMELESS;
        Optional<RunAs> user = resolved(wanted);
        if (user.isEmpty()) {
            return failed(
                    "RUN_AS_UNKNOWN",
                    "there is no user " + wanted + " in /etc/passwd on this machine",
                    "make it (useradd --system " + wanted + "), or give numbers, such as " + NAMELESS);
        }
        return new Found(user.get().uid() == 0 ? null : user.get(), null);
    }

    private static Found failed(String code, String message, String hint) {
        return new Found(null, Failure.of(code, message, hint));
    }

    private Optional<RunAs> resolved(String text) {
        if (text.matches("\\d{1,9}(:\\d{1,9})?")) {
            String[] numbers = text.split(":", -1);
            return Optional.of(new RunAs(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1])));
        }
        return system.lines("/etc/passwd").stream()
                .map(line -> line.split(":", -1))
                .filter(parts -> parts.length > 3 && parts[0].equals(text))
                .filter(parts -> parts[2].matches("\\d{1,9}") && parts[3].matches("\\d{1,9}"))
                .map(parts -> new RunAs(Integer.parseInt(parts[2]), Integer.parseInt(parts[3])))
                .findFirst();
    }
}
