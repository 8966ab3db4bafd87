package dev.muster.cli.command;

import dev.muster.coordinator.authority.Authority;
import dev.muster.coordinator.trust.Trust;
import dev.muster.coordinator.trust.TrustRequests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The authority of the cluster, on the machine of one of its coordinators. */
final class TrustFolder {

    private static final long CARRIED_OUT_MS = 15_000;
    private static final long LOOK_MS = 100;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Data and logs of this coordinator host. Default: those of the cluster that runs on this machine.")
    private @Nullable Path directory;

    /** Where it is; exit code 3 when this machine has none. */
    Path authority(Surroundings surroundings) throws CommandFailure {
        Path host = directory != null ? directory : running(surroundings);
        Path folder = host.resolve("coordinator").resolve("authority");
        if (!Authority.isIn(folder)) {
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "NO_AUTHORITY",
                    "there is no authority of a cluster in " + folder,
                    "Run this on a coordinator host, as the user that runs it, with the --dir of its start. A cluster gets an"
                            + " authority by muster init.");
        }
        return folder;
    }

    private static Path running(Surroundings surroundings) throws CommandFailure {
        try {
            List<Path> directories = new RunRecords(surroundings)
                    .alive().stream()
                            .map(RunRecord::directory)
                            .filter(each -> Authority.isIn(each.resolve("coordinator/authority")))
                            .distinct()
                            .toList();
            if (directories.size() == 1) {
                return directories.get(0);
            }
            if (directories.size() > 1) {
                throw CommandFailure.of(
                        ExitCode.USAGE,
                        "SEVERAL_CLUSTERS",
                        "several coordinators run on this machine; say which",
                        "",
                        directories.stream().map(each -> "--dir " + each).toList());
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return Definitions.settings(Map.of(), Optional.empty()).dir();
    }

    Authority load(Path folder) throws CommandFailure {
        try {
            return Authority.load(folder);
        } catch (IOException | GeneralSecurityException e) {
            throw failed(e);
        }
    }

    /** The trust as the coordinator on this machine knows it. */
    Trust trust(Path folder) throws CommandFailure {
        try {
            return new TrustRequests(folder).lastKnown().orElse(Trust.NOBODY);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Hands a change over, and waits until the coordinator has stored it; false when that takes too long. */
    boolean change(Path folder, TrustRequests.Request request) throws CommandFailure {
        try {
            Path file = new TrustRequests(folder).add(request);
            for (long waitedMs = 0; waitedMs < CARRIED_OUT_MS; waitedMs += LOOK_MS) {
                if (!Files.exists(file)) {
                    return true;
                }
                Thread.sleep(LOOK_MS);
            }
        } catch (IOException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** What to say of a change that waits. */
    static final String WAITS =
            "warn: no coordinator has taken it over yet: it counts when the coordinator of this machine runs and the store answers";

    private static CommandFailure failed(Exception e) {
        return CommandFailure.of(
                ExitCode.FAILED,
                "AUTHORITY_UNREADABLE",
                "the authority on this machine cannot be used: " + e.getMessage(),
                "Run this as the user that runs the coordinator.");
    }
}
