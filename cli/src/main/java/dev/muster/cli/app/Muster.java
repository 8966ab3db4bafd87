package dev.muster.cli.app;

import dev.muster.cli.command.MusterCommand;
import dev.muster.cli.command.Surroundings;
import dev.muster.cli.console.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The entry point of the {@code muster} command. */
public final class Muster {

    private static final int BUFFER_BYTES = 8192;

    private Muster() {}

    /** Runs the command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        Surroundings surroundings = Surroundings.ofProcess(version(), Muster.class);
        useEncodingOf(surroundings.terminal());
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        int exit = execute(surroundings, out, err, arguments);
        out.flush();
        err.flush();
        System.exit(exit);
    }

    /** Runs one command with everything that it comes to. */
    static int execute(Surroundings surroundings, PrintWriter out, PrintWriter err, String... arguments) {
        return MusterCommand.commandLine(
                        surroundings,
                        options -> new StartNode().run(options),
                        options -> Founding.run(options, out, err),
                        out,
                        err,
                        arguments)
                .execute(arguments);
    }

    /** Java takes ASCII for the encoding of whatever is no terminal; the locale knows better. */
    private static void useEncodingOf(Terminal terminal) {
        Charset charset = terminal.unicode() ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
        System.setOut(stream(FileDescriptor.out, charset));
        System.setErr(stream(FileDescriptor.err, charset));
    }

    private static PrintStream stream(FileDescriptor descriptor, Charset charset) {
        return new PrintStream(
                new java.io.BufferedOutputStream(new FileOutputStream(descriptor), BUFFER_BYTES), true, charset);
    }

    /** From the jar's manifest; "development" when run from class files. */
    static String version() {
        return Optional.ofNullable(Muster.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
