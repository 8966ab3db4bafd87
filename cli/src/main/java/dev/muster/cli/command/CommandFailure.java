package dev.muster.cli.command;

import dev.muster.common.model.Failure;
import java.util.List;

/** Ends a command with an expected failure: it is printed without a stack trace, and the exit code says its kind. */
public final class CommandFailure extends Exception {

    private static final long serialVersionUID = 1;

    private final ExitCode exit;
    private final transient Failure failure;
    private final transient List<String> text;

    public CommandFailure(ExitCode exit, Failure failure) {
        this(exit, failure, List.of());
    }

    private CommandFailure(ExitCode exit, Failure failure, List<String> text) {
        super(failure.toString());
        this.exit = exit;
        this.failure = failure;
        this.text = List.copyOf(text);
    }

    /** A failure whose text is complete already: printed line by line as it is. */
    static CommandFailure text(ExitCode exit, String code, List<String> text) {
        return new CommandFailure(exit, Failure.of(code, String.join("\n", text), ""), text);
    }

    static CommandFailure of(ExitCode exit, String code, String message, String hint) {
        return new CommandFailure(exit, Failure.of(code, message, hint));
    }

    static CommandFailure of(ExitCode exit, String code, String message, String hint, List<String> detail) {
        return new CommandFailure(exit, new Failure(code, message, hint, detail));
    }

    public ExitCode exit() {
        return exit;
    }

    /** The complete text; empty when the failure is to be worded the usual way. */
    List<String> text() {
        return text;
    }

    public Failure failure() {
        return failure;
    }
}
