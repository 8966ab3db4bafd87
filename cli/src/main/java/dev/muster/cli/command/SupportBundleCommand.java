package dev.muster.cli.command;

import dev.muster.common.model.trust.Secret;
import dev.muster.common.secret.SecretFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster support-bundle}: one file for whoever helps, without secrets. */
@Command(
        name = "support-bundle",
        header = "Put status, events, checks, settings and logs into one file for whoever helps you, without secrets.")
final class SupportBundleCommand implements Callable<Integer> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private Connection connection;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "Where it goes; there must be none yet. Default: muster-support-TIME.tar.gz in this folder.")
    private @Nullable Path output;

    private final Surroundings surroundings;

    SupportBundleCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        Instant now = Instant.now();
        String name = "muster-support-" + TIME.format(now);
        Path file = output == null ? Path.of(name + ".tar.gz") : output;
        List<RunRecord> runs = runs();
        Redaction redaction = new Redaction(known(runs));
        try (OutputStream out = Files.newOutputStream(create(file));
                TarGz archive = new TarGz(out, now.toEpochMilli())) {
            SupportBundle bundle = new SupportBundle(archive, name, redaction, surroundings);
            bundle.machine(runs);
            bundle.cluster(() -> connection.open(surroundings));
            bundle.contents();
        } catch (IOException e) {
            throw cannotWrite(file, String.valueOf(e.getMessage()));
        }
        spec.commandLine().getOut().println(file);
        spec.commandLine()
                .getErr()
                .println("Secrets that are known or marked as such were taken out. Look through it before you send it:"
                        + " tar -tzf " + file);
        return ExitCode.OK.code();
    }

    /** For its owner alone, whatever becomes of it later. */
    private static Path create(Path file) throws CommandFailure {
        try {
            return Files.createFile(
                    file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw cannotWrite(file, "it is there already");
        } catch (NoSuchFileException e) {
            throw cannotWrite(file, "there is no such folder");
        } catch (AccessDeniedException e) {
            throw cannotWrite(file, "its folder is not yours to write to");
        } catch (IOException e) {
            throw cannotWrite(file, String.valueOf(e.getMessage()));
        }
    }

    private static CommandFailure cannotWrite(Path file, String why) {
        return CommandFailure.of(
                ExitCode.FAILED,
                "BUNDLE_CANNOT_WRITE",
                file + " cannot be written: " + why,
                "Name another: --output FILE");
    }

    private List<RunRecord> runs() throws CommandFailure {
        try {
            return new RunRecords(surroundings).alive();
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED, "RUNS_UNREADABLE", "the records of running starts cannot be read: " + e, "");
        }
    }

    /** The secrets of the coordinators that this user runs here. One that cannot be read by its owner is not in a log either. */
    private static List<String> known(List<RunRecord> runs) throws CommandFailure {
        List<String> known = new ArrayList<>();
        for (RunRecord run : runs) {
            try {
                SecretFolder.Read read = new SecretFolder(run.directory().resolve("coordinator")).read();
                if (read instanceof SecretFolder.Read.Refused refused) {
                    throw new CommandFailure(ExitCode.NOT_ALLOWED, refused.failure());
                }
                ((SecretFolder.Read.All) read)
                        .secrets().values().stream().map(Secret::reveal).forEach(known::add);
            } catch (IOException e) {
                throw CommandFailure.of(
                        ExitCode.NOT_ALLOWED,
                        "SECRETS_UNREADABLE",
                        "the secrets on this machine cannot be read, so that they could not be taken out: " + e,
                        "Run this as the user that runs the coordinator.");
            }
        }
        return known;
    }
}
