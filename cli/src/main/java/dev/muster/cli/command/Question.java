package dev.muster.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Asks the person at the terminal. */
final class Question {

    private Question() {}

    /**
     * The line that is typed; empty for Ctrl-D.
     *
     * @param left said when Ctrl-C ends the program
     */
    static String ask(String question, String left, PrintWriter err) throws CommandFailure {
        err.print(question);
        err.flush();
        try (Interrupts interrupts = Interrupts.listen(kind -> leave(kind, left, err))) {
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
    private static void leave(Interrupts.Kind kind, String left, PrintWriter err) {
        err.println();
        err.println(left);
        err.flush();
        Runtime.getRuntime().halt(kind.exit().code());
    }
}
