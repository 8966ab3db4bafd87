package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.common.model.Failure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What went wrong, said so that it helps. Stack traces go to a file, never to a person. */
final class Mistakes implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final Pattern CLASSES =
            Pattern.compile(" to (class |interface )?[a-zA-Z.]+ \\([a-zA-Z.]+Exception.*\\)$", Pattern.DOTALL);

    private final Surroundings surroundings;

    Mistakes(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Wrong usage: what is wrong, the nearest right thing, and where the help is. */
    @Override
    public int handleParseException(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("error: " + Texts.printable(message(e)));
        if (e instanceof UnmatchedArgumentException unmatched) {
            String question = DidYouMean.question(unmatched.getUnmatched().get(0), candidates(unmatched));
            if (!question.isEmpty()) {
                err.println("   " + question);
            }
        }
        err.println("   Help: " + surroundings.program() + help(command));
        return ExitCode.USAGE.code();
    }

    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            if (unmatched.isUnknownOption()) {
                return "there is no option " + first;
            }
            boolean isCommand = !e.getCommandLine().getSubcommands().isEmpty();
            return isCommand ? "there is no command \"" + first + "\"" : "\"" + first + "\" is one argument too many";
        }
        // Of a value that cannot be converted, picocli names the Java classes: nobody is helped by these.
        String message = CLASSES.matcher(String.valueOf(e.getMessage())).replaceAll("");
        return Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    private static List<String> candidates(UnmatchedArgumentException e) {
        CommandLine command = e.getCommandLine();
        if (e.isUnknownOption()) {
            return command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .map(OptionSpec::longestName)
                    .toList();
        }
        return command.getSubcommands().entrySet().stream()
                .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static String help(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        int first = name.indexOf(' ');
        return (first < 0 ? "" : name.substring(first)) + " --help";
    }

    /** Expected failures are told; anything else is ours, and goes to a file. */
    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof CommandFailure expected) {
            if (expected.text().isEmpty()) {
                print(expected.failure(), command.getErr());
            } else {
                expected.text().forEach(command.getErr()::println);
            }
            return expected.exit().code();
        }
        if (e instanceof ParameterException parameter) {
            return handleParseException(parameter, new String[0]);
        }
        print(unexpected(e), command.getErr());
        return ExitCode.FAILED.code();
    }

    /** A failure as a person reads it: what, then what is known, then what to do. */
    static void print(Failure failure, PrintWriter err) {
        err.println("error: " + Texts.printable(failure.message()));
        failure.detail().forEach(line -> err.println("   " + Texts.printable(line)));
        failure.hint().lines().forEach(line -> err.println("   " + Texts.printable(line)));
        err.flush();
    }

    private Failure unexpected(Exception e) {
        String what = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        Path file = surroundings.stateDirectory().resolve("crash.log");
        try {
            Files.createDirectories(surroundings.stateDirectory());
            Files.writeString(file, trace.toString());
            return Failure.of("UNEXPECTED", "this should not have happened: " + what, "The details are in " + file);
        } catch (IOException unwritable) {
            return Failure.of(
                    "UNEXPECTED", "this should not have happened: " + what, "(" + file + " cannot be written)");
        }
    }
}
