package dev.muster.common.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an installation is at, in steps that are few: each is worth an event, and what lies between is not. */
public final class InstallStep {

    private static final Pattern PERCENT = Pattern.compile("\\b([0-9]{1,3}) ?%");
    private static final Pattern FIRST_NUMBER = Pattern.compile("[0-9].*", Pattern.DOTALL);

    private InstallStep() {}

    /** How far a progress text says that something is, 0 to 100; empty when it names no percentage. */
    public static Optional<Integer> percent(String progress) {
        Matcher percent = PERCENT.matcher(progress);
        return percent.find() ? Optional.of(Math.min(100, Integer.parseInt(percent.group(1)))) : Optional.empty();
    }

    /**
     * The step, for people, for example {@code downloading 25 %}.
     *
     * @param steps into how many the whole of what has a percentage is divided, 1 to 100
     * @return empty when the component is not being installed, or says nothing of it
     */
    public static Optional<String> of(Observation seen, int steps) {
        if (seen.state() != ComponentState.INSTALLING || seen.progress().isEmpty()) {
            return Optional.empty();
        }
        String what = FIRST_NUMBER.matcher(seen.progress()).replaceFirst("").strip();
        return percent(seen.progress())
                .map(percent -> what + " " + Math.min(percent * steps / 100, steps - 1) * 100 / steps + " %")
                .or(() -> Optional.of(what));
    }
}
