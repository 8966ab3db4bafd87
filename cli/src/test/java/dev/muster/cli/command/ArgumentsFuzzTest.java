package dev.muster.cli.command;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muster.cli.console.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Whatever the arguments are, they are understood, or refused with exit code 2 and words: no stack trace, no name of a class,
 * and no character that moves the cursor. Line ends stand between arguments. What is understood is carried out only where that
 * touches nothing: {@code start}, which is a stand-in here, and {@code version}.
 */
final class ArgumentsFuzzTest {

    private static final int ARGUMENTS_MAX = 12;
    private static final Set<Integer> CODES =
            Arrays.stream(ExitCode.values()).map(ExitCode::code).collect(Collectors.toSet());
    private static final StringWriter ERR = new StringWriter();
    private static final CommandLine LINE = MusterCommand.commandLine(
            new Surroundings(
                    new Terminal(false, false, false, false, false, true, 80, 24),
                    Map.of(),
                    Path.of("..").toAbsolutePath().normalize(),
                    Path.of("/nonexistent"),
                    "muster",
                    "0.1.0",
                    "dev.muster.cli.app.Muster",
                    false),
            options -> 0,
            options -> 0,
            new PrintWriter(new StringWriter()),
            new PrintWriter(ERR));

    @FuzzTest(maxDuration = "24h")
    void argumentsAreUnderstoodOrRefusedWithWords(byte[] bytes) throws Exception {
        String[] arguments = new String(bytes, StandardCharsets.UTF_8).split("\n", ARGUMENTS_MAX);
        ERR.getBuffer().setLength(0);
        int exit;
        try {
            ParseResult parsed = LINE.parseArgs(arguments);
            exit = touchesNothing(parsed) ? LINE.getExecutionStrategy().execute(parsed) : 0;
        } catch (ParameterException e) {
            exit = e.getCommandLine().getParameterExceptionHandler().handleParseException(e, arguments);
            check(exit == ExitCode.USAGE.code(), "exit code " + exit);
        } catch (CommandLine.ExecutionException e) {
            check(e.getCause() instanceof CommandFailure, "failed with " + e.getCause());
            exit = ((CommandFailure) e.getCause()).exit().code();
        }
        check(CODES.contains(exit), "exit code " + exit);
        String said = ERR.toString();
        check(said.startsWith("error: ") == (exit == ExitCode.USAGE.code() && !said.isEmpty()), said);
        boolean askedFor = String.join(" ", arguments).contains("Exception"); // what was typed is repeated
        check(!said.contains("\tat ") && (askedFor || !said.contains("Exception")), said);
        check(said.chars().allMatch(c -> c == '\n' || !Character.isISOControl(c)), said);
    }

    private static boolean touchesNothing(ParseResult parsed) {
        if (!parsed.hasSubcommand()) {
            return false;
        }
        ParseResult command = parsed.subcommand();
        if (command.isUsageHelpRequested() || command.hasMatchedOption("--detach")) {
            return false;
        }
        String name = command.commandSpec().name();
        String host = command.hasMatchedOption("-h") ? command.matchedOptionValue("-h", "") : "some";
        return name.equals("version") || name.equals("start") && !host.isEmpty();
    }

    private static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
