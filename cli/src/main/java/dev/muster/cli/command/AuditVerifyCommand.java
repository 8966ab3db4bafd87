package dev.muster.cli.command;

import dev.muster.cli.console.Texts;
import dev.muster.coordinator.audit.AuditCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code muster audit verify}: reads files, and needs no coordinator. */
@Command(
        name = "verify",
        header = "Check whether a coordinator's audit is whole: nothing changed, removed, swapped or cut off.",
        description = {"", "Exit code 4 when it is not.", ""})
final class AuditVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "The folder DIR/coordinator, or one file: alone, a missing end cannot be noticed. Default: the"
                            + " folders of the coordinators that run on this machine.")
    private @Nullable Path file;

    private final Surroundings surroundings;

    AuditVerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws CommandFailure {
        boolean whole = true;
        PrintWriter out = spec.commandLine().getOut();
        for (Path place : places()) {
            try {
                whole &= told(place, check(place), out);
            } catch (IOException e) {
                throw CommandFailure.of(
                        ExitCode.FAILED, "AUDIT_UNREADABLE", "the audit cannot be read: " + e, "Is it yours to read?");
            }
        }
        return whole ? ExitCode.OK.code() : ExitCode.UNHEALTHY.code();
    }

    private static AuditCheck.Findings check(Path place) throws IOException {
        return Files.isDirectory(place) ? AuditCheck.ofDirectory(place) : AuditCheck.ofFile(place);
    }

    private static boolean told(Path place, AuditCheck.Findings findings, PrintWriter out) {
        String which = findings.entries() == 0
                ? "no entries"
                : (findings.entries() == 1 ? "1 entry" : findings.entries() + " entries") + ", " + findings.first()
                        + " to " + findings.last();
        out.println(place + ": " + (findings.isWhole() ? "whole: " : "NOT WHOLE: ") + which);
        findings.problems().forEach(problem -> out.println("   " + Texts.printable(problem)));
        return findings.isWhole();
    }

    private List<Path> places() throws CommandFailure {
        if (file != null) {
            return List.of(file);
        }
        List<Path> places = new ArrayList<>();
        try {
            for (RunRecord run : new RunRecords(surroundings).alive()) {
                Path folder = run.directory().resolve("coordinator");
                if (Files.exists(folder.resolve("audit.log"))) {
                    places.add(folder);
                }
            }
        } catch (IOException e) {
            throw CommandFailure.of(
                    ExitCode.FAILED,
                    "RUNS_UNREADABLE",
                    "the records of running starts cannot be read: " + e,
                    "name the folder with --file");
        }
        if (places.isEmpty()) {
            throw CommandFailure.of(
                    ExitCode.UNREACHABLE,
                    "NO_AUDIT",
                    "no coordinator of yours runs on this machine",
                    "Name its folder: --file DIR/coordinator");
        }
        return places;
    }
}
