package dev.muster.cli.command;

import dev.muster.agent.journal.CopyDocument;
import dev.muster.common.model.message.DefinitionCopy;
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
@Command(
        name = "export",
        header = "Print the cluster.json in force, or an older one, byte for byte.",
        description = {
            "",
            "When no coordinator answers, it is the copy that the agent of this machine keeps, which is said on standard error.",
            "With --local --rebuild it is all that a coordinator is rebuilt from whose data are lost: muster start --rebuild FILE.",
            ""
        })
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

    @Mixin
    private LocalCopy local;

    @Option(names = "--rebuild", description = "With --local: the whole copy, for muster start --rebuild.")
    private boolean rebuild;

    private final Surroundings surroundings;

    ExportCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        if (rebuild && (!local.isAskedFor() || revision != 0)) {
            throw CommandFailure.of(
                    ExitCode.USAGE,
                    "REBUILD_IS_LOCAL",
                    "--rebuild is for the whole copy that an agent of this machine keeps",
                    "Add --local, and leave --revision out.");
        }
        try {
            String text = rebuild ? document() : text();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            if (file != null) {
                if (rebuild) {
                    RebuildFile.write(file, bytes);
                } else {
                    Files.write(file, bytes);
                }
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

    private String document() throws CommandFailure, IOException {
        DefinitionCopy copy = local.get(surroundings, spec.commandLine().getErr());
        return new String(CopyDocument.of(copy).bytes(), StandardCharsets.UTF_8);
    }

    private String text() throws CommandFailure {
        PrintWriter err = spec.commandLine().getErr();
        if (local.isAskedFor()) {
            return LocalCopy.revision(local.get(surroundings, err), revision).text();
        }
        try {
            CoordinatorClient coordinator = connection.open(surroundings);
            return revision == 0
                    ? coordinator.file()
                    : RevisionJson.one(coordinator.revision(revision)).file();
        } catch (CommandFailure failure) {
            return LocalCopy.revision(local.insteadOf(failure, connection, surroundings, err), revision)
                    .text();
        }
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
