package dev.muster.cli.command;

import dev.muster.cli.console.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The whole command line, with its output caught and {@code start} only noted. */
final class CommandsUnderTest {

    private final StringWriter out = new StringWriter();
    private boolean nobodyReads;
    private final StringWriter err = new StringWriter();
    private final Surroundings surroundings;
    final List<StartOptions> started = new ArrayList<>();

    CommandsUnderTest(Path userHome) {
        this(userHome, new TreeMap<>());
    }

    CommandsUnderTest(Path userHome, Map<String, String> environment) {
        this(userHome, environment, new Terminal(false, false, false, false, false, true, 80, 24));
    }

    CommandsUnderTest(Path userHome, Map<String, String> environment, Terminal terminal) {
        this.surroundings = new Surroundings(
                terminal,
                environment,
                Path.of("..").toAbsolutePath().normalize(),
                userHome,
                "muster",
                "0.1.0",
                "dev.muster.cli.app.Muster",
                false);
    }

    Surroundings surroundings() {
        return surroundings;
    }

    int run(String... arguments) {
        return run(
                options -> {
                    started.add(options);
                    return 0;
                },
                arguments);
    }

    int run(StartRunner starter, String... arguments) {
        return MusterCommand.commandLine(
                        surroundings,
                        starter,
                        starter,
                        new PrintWriter(nobodyReads ? brokenPipe() : out, true),
                        new PrintWriter(err, true),
                        arguments)
                .execute(arguments);
    }

    /** Whoever read the output has gone, as {@code head} does. */
    CommandsUnderTest nobodyReads() {
        nobodyReads = true;
        return this;
    }

    private static Writer brokenPipe() {
        return new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {
                // nothing is kept
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
