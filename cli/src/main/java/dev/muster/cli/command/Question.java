package dev.muster.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Asks a person who sits at the terminal. */
final class Question {

    private Question() {}

    /** Whether there is somebody to ask. */
    static boolean mayBeAsked(Surroundings surroundings) {
        return surroundings.terminal().inputIsTerminal()
                && surroundings.terminal().errorIsTerminal();
    }

    /**
     * One line of the answer; empty when there is none.
     *
     * @param ifLeft said when the person leaves with Ctrl-C instead
     */
    static String ask(PrintWriter err, String question, String ifLeft) throws CommandFailure {
        err.print(question);
        err.flush();
        try (Interrupts interrupts = Interrupts.listen(kind -> left(kind, err, ifLeft))) {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            if (line == null) { // Ctrl-D leaves the cursor behind the question
                err.println();
                return "";
            }
            return line.strip();
        } catch (IOException e) {
            throw CommandFailure.of(ExitCode.FAILED, "NO_INPUT", "the terminal cannot be read: " + e, "");
        }
    }

    /** Reading cannot be interrupted; so this ends the program. */
    private static void left(Interrupts.Kind kind, PrintWriter err, String ifLeft) {
        err.println();
        err.println(ifLeft);
        err.flush();
        Runtime.getRuntime().halt(kind.exit().code());
    }
}
