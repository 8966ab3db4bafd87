package dev.muster.agent.preflight;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Failure;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the user that components run as. */
final class RunAsUser {

    /** A user that has a name: the login of Hadoop in Spark's executors fails for a number without an entry. */
    static final String DEFAULT = "nobody";

    /** Where there is no such user: hardly any machine uses the number for somebody, and most components do with it. */
    static final String NAMELESS = "54321:54321";

    private static final String NUMBER = "\\d{1,9}";

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

    /** @param setting a user, or USER:GROUP, by name or number; null for the default */
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
                    "there is no user " + wanted + " in /etc/passwd and /etc/group on this machine",
                    "make it (useradd --system " + wanted + "), or give numbers, such as " + NAMELESS);
        }
        return new Found(user.get().uid() == 0 ? null : user.get(), null);
    }

    private static Found failed(String code, String message, String hint) {
        return new Found(null, Failure.of(code, message, hint));
    }

    private Optional<RunAs> resolved(String text) {
        int colon = text.indexOf(':');
        Optional<RunAs> user = user(colon < 0 ? text : text.substring(0, colon));
        if (colon < 0) {
            return user;
        }
        Optional<Integer> group = group(text.substring(colon + 1));
        return user.flatMap(found -> group.map(gid -> new RunAs(found.uid(), gid)));
    }

    private Optional<RunAs> user(String text) {
        if (text.matches(NUMBER)) {
            return Optional.of(new RunAs(Integer.parseInt(text), Integer.parseInt(text)));
        }
        return entries("/etc/passwd", text)
                .filter(parts -> parts.length > 3 && parts[2].matches(NUMBER) && parts[3].matches(NUMBER))
                .map(parts -> new RunAs(Integer.parseInt(parts[2]), Integer.parseInt(parts[3])))
                .findFirst();
    }

    private Optional<Integer> group(String text) {
        if (text.matches(NUMBER)) {
            return Optional.of(Integer.parseInt(text));
        }
        return entries("/etc/group", text)
                .filter(parts -> parts.length > 2 && parts[2].matches(NUMBER))
                .map(parts -> Integer.parseInt(parts[2]))
                .findFirst();
    }

    private Stream<String[]> entries(String file, String name) {
        return system.lines(file).stream().map(line -> line.split(":", -1)).filter(parts -> parts[0].equals(name));
    }
}
