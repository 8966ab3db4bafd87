package dev.muster.cli.command;

import dev.muster.common.model.Repair;
import dev.muster.common.model.Repair.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The document {@code muster/repairs/1}, read leniently. */
final class RepairsJson {

    private RepairsJson() {}

    static List<Repair> read(CoordinatorClient.Answer answer) throws CommandFailure {
        try {
            List<Repair> repairs = new ArrayList<>();
            for (JsonTree each : JsonTree.parse(answer.text()).get("repairs").list()) {
                repairs.add(new Repair(
                        each.get("check").text(),
                        outcome(each.get("outcome").text()),
                        each.get("text").text(),
                        each.get("command").text()));
            }
            return repairs;
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "ANSWER_UNREADABLE",
                    answer.from() + " answered with something that is no list of repairs: " + e.getMessage(),
                    "Is that a Muster coordinator of this version? muster version");
        }
    }

    /** An outcome that a newer coordinator knows and we do not is one to look at. */
    private static Outcome outcome(String text) {
        for (Outcome each : Outcome.values()) {
            if (each.name().equals(text)) {
                return each;
            }
        }
        return Outcome.FAILED;
    }
}
