package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/** What operators hold, a line each: by whom, why, and until when; or the coordinator's document as it is. */
final class HoldTable {

    private static final String ROW = "%-24s  %-24s  %-16s  %s%n";

    /** Of a row with a short reason; on narrower terminals each hold has lines of its own. */
    private static final int COLUMNS_MIN = 80;

    private HoldTable() {}

    /**
     * Prints one list of the coordinator's restraints.
     *
     * @param list its name in the document
     * @param head of the first column
     * @param what is held, of one of them
     * @param none what is said when the list is empty
     * @param columns of the terminal
     */
    static void print(
            CoordinatorClient.Answer restraints,
            OutputOption output,
            PrintWriter out,
            String list,
            String head,
            Function<JsonTree, String> what,
            String none,
            int columns)
            throws CommandFailure {
        if (output.isJson()) {
            out.println(restraints.text().strip());
            return;
        }
        List<JsonTree> holds = restraints.json().get(list).list();
        if (holds.isEmpty()) {
            out.println(none);
            return;
        }
        if (columns < COLUMNS_MIN) {
            holds.forEach(hold -> out.println(what.apply(hold) + "\n  until " + text(hold, "until") + "\n  by "
                    + text(hold, "who")
                    + (text(hold, "reason").isEmpty() ? "" : ": " + text(hold, "reason"))));
            out.flush();
            return;
        }
        out.printf(ROW, head, "UNTIL", "WHO", "WHY");
        for (JsonTree hold : holds) {
            out.printf(ROW, what.apply(hold), text(hold, "until"), text(hold, "who"), text(hold, "reason"));
        }
        out.flush();
    }

    /** A field of one of them, for a terminal. */
    static String text(JsonTree hold, String field) {
        return Texts.printable(hold.get(field).text());
    }
}
