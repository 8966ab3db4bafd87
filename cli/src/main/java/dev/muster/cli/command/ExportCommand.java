package dev.muster.cli.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster export}: an accepted cluster.json, byte for byte. */
@Command(name = "export", header = "Print the cluster.json in force, or an older one, byte for byte.")
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write it there.")
    private @Nullable Path file;

    @Option(
            names = "--revision",
            paramLabel = "N",
            defaultValue = "0",
            description = "Which one, as muster revisions lists them. Default: the one in force.")
    private long revision;

    private final Surroundings surroundings;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        CoordinatorClient coordinator = connection.open(surroundings);
        String text = revision == 0
                ? coordinator.file()
                : RevisionJson.one(coordinator.revision(revision)).file();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            if (file != null) {
                Files.write(file, bytes);
                spec.commandLine().getErr().println(file + " is written: " + bytes.length + " bytes");
            } else {
                print(text, bytes);
            }
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "FILE_UNWRITABLE", "the file cannot be written: " + e, "See its folder.");
        }
        return ExitCode.OK.code();
    }

    /** A locale that has not all characters is no reason to write others. */
    private void print(String text, byte[] bytes) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (surroundings.terminal().unicode() || bytes.length == text.length()) {
            out.print(text);
            out.flush();
        } else {
            try (FileOutputStream raw = new FileOutputStream(FileDescriptor.out)) {
                raw.write(bytes);
            }
        }
    }
}
