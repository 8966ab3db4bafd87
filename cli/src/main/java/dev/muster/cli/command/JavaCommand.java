package dev.muster.cli.command;

import dev.muster.cli.console.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a further {@code start} of this very program, with the options that bin/muster gives it, in a session of its own: Ctrl-C here does not reach it. */
final class JavaCommand {

    private JavaCommand() {}

    /**
     * @param terminal what the new process draws on
     * @param arguments after {@code start}
     */
    static List<String> start(Surroundings surroundings, Terminal terminal, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-Xshare:auto",
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:Tier4InvocationThreshold=50000",
                "-XX:Tier4MinInvocationThreshold=6000",
                "-XX:Tier4CompileThreshold=150000",
                "-XX:Tier4BackEdgeThreshold=400000",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        String archive = System.getProperty("muster.archive", "");
        if (!archive.isEmpty()) {
            command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Dmuster.archive=" + archive));
        }
        command.addAll(List.of(
                "-Dmuster.home=" + surroundings.home(),
                "-Dmuster.program=" + surroundings.program(),
                "-Dmuster.tty.in=false",
                "-Dmuster.tty.out=" + terminal.outputIsTerminal(),
                "-Dmuster.tty.err=" + terminal.errorIsTerminal(),
                "-Dmuster.columns=" + terminal.columns(),
                "-Dmuster.rows=" + terminal.rows()));
        String extra =
                surroundings.environment().getOrDefault("MUSTER_JAVA_OPTS", "").strip();
        if (!extra.isEmpty()) {
            command.addAll(List.of(extra.split("\\s+")));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), surroundings.mainClass(), "start"));
        command.addAll(arguments);
        return command;
    }

    /** A terminal that is none: for processes whose output goes to a file. */
    static Terminal noTerminal() {
        return new Terminal(false, false, false, false, false, false, Terminal.COLUMNS_DEFAULT, Terminal.ROWS_DEFAULT);
    }
}
