package dev.muster.cli.command;

import dev.muster.cli.console.RepairsText;
import dev.muster.cli.console.Terminal;
import dev.muster.cli.console.Texts;
import dev.muster.common.model.Check;
import dev.muster.common.model.Check.Result;
import dev.muster.common.model.Repair;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code muster doctor --fix}: says what hosts would repair by themselves, asks, and has it done. */
final class DoctorFix {

    private final Surroundings surroundings;
    private final PrintWriter err;

    /** @param err where it is told and asked; what the checks find afterwards goes to standard output */
    DoctorFix(Surroundings surroundings, PrintWriter err) {
        this.surroundings = surroundings;
        this.err = err;
    }

    /** Has one host repair what checks of these names have found. */
    interface Repairer {
        List<Repair> repair(String host, List<String> checks) throws CommandFailure;
    }

    /** What failed and would be repaired, by host. */
    static Map<String, List<Check>> offers(Map<String, List<Check>> found) {
        Map<String, List<Check>> offers = new LinkedHashMap<>();
        found.forEach((host, checks) -> {
            List<Check> fixable = checks.stream()
                    .filter(check -> check.result() == Result.FAILED && check.fix() != null)
                    .toList();
            if (!fixable.isEmpty()) {
                offers.put(host, fixable);
            }
        });
        return offers;
    }

    /** Before anything is looked at: exit code 2 when it could not be confirmed. */
    void mayBeConfirmed(boolean yes) throws CommandFailure {
        if (!yes && !Question.mayBeAsked(surroundings)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "CONFIRMATION_NEEDED",
                    "doctor --fix needs --yes when there is no terminal",
                    "Without --fix it says what would be done: " + surroundings.program() + " doctor");
        }
    }

    /** Whether anything was tried, so that it is worth to look again. */
    boolean run(Map<String, List<Check>> found, boolean yes, Repairer repairer) throws CommandFailure {
        Map<String, List<Check>> offers = offers(found);
        if (offers.isEmpty()) {
            err.println("Nothing was repaired: of what failed nothing is safe to repair without a person.");
            err.flush();
            return false;
        }
        Terminal terminal = surroundings.terminal();
        RepairsText text = new RepairsText(terminal.glyphs());
        terminal.print(text.offers(offers), err);
        if (!yes) {
            confirm(offers.values().stream().mapToInt(List::size).sum());
        }
        for (Map.Entry<String, List<Check>> each : offers.entrySet()) {
            List<String> names =
                    each.getValue().stream().map(Check::name).distinct().toList();
            terminal.print(text.outcomes(each.getKey(), repairer.repair(each.getKey(), names)), err);
        }
        err.println();
        err.flush();
        return true;
    }

    private void confirm(int count) throws CommandFailure {
        String answer = Question.ask(
                err,
                "Do " + (count == 1 ? "that" : "these " + Texts.count(count, "repair")) + "? [y/N] ",
                "Nothing was repaired.");
        if (!answer.equalsIgnoreCase("y") && !answer.equalsIgnoreCase("yes")) {
            throw CommandFailure.of(ExitCode.USAGE, "NOT_CONFIRMED", "nothing was repaired", "");
        }
    }
}
