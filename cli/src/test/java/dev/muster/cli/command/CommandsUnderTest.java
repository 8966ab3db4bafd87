package dev.muster.cli.command;

import dev.muster.cli.console.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The whole command line, with its output caught and {@code start} only noted. */
final class CommandsUnderTest {

    private final StringWriter out = new StringWriter();
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
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        arguments)
                .execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }
}
