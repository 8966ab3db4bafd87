package dev.muster.agent.preflight;

import dev.muster.common.model.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Words for a disk with too little room: what takes it, and the command that makes room where something is known that can go.
 *
 * <p>1. A command never names a file of which it is not known what it is: only packages that can be fetched again, dumps of memory by
 * their content, logs that were put aside by their name, and the journal of the system.
 *
 * <p>2. Nor one whose name a shell could take for something else.
 */
final class FullDisk {

    private static final long MEBIBYTE = 1 << 20;

    /** Smaller ones would make a long command of little use. */
    private static final long WORTH_BYTES = MEBIBYTE;

    private static final int NAMED_MAX = 5;
    private static final int REMOVED_MAX = 10;
    private static final String PLAIN_PATH = "[A-Za-z0-9_./:@%+=,-]+";
    private static final Comparator<Consumer> LARGEST_FIRST =
            Comparator.comparing(Consumer::bytes).reversed().thenComparing(Consumer::path);

    /** Folders of which a command of the system's own lets go what nobody needs. */
    private static final List<Place> PLACES = List.of(
            new Place("/var/cache/apt/archives", "sudo apt-get clean", 10 * MEBIBYTE),
            new Place("/var/cache/dnf", "sudo dnf clean all", 10 * MEBIBYTE));

    private static final Place JOURNAL =
            new Place("/var/log/journal", "sudo journalctl --vacuum-size=100M", 200 * MEBIBYTE);

    private final SystemFiles system;

    FullDisk(SystemFiles system) {
        this.system = system;
    }

    /** @param least bytes below which its command would gain nothing */
    private record Place(String folder, String command, long least) {}

    /** A file that takes room. */
    record Consumer(Path path, long bytes, Leftover kind) {
        private String told() {
            return bytes / MEBIBYTE + " MiB  " + path + (kind == Leftover.NONE ? "" : "  (" + kind.words() + ")");
        }

        private boolean canGo() {
            return kind != Leftover.NONE
                    && bytes >= WORTH_BYTES
                    && path.toString().matches(PLAIN_PATH);
        }
    }

    /**
     * The failure, with what to do.
     *
     * @param folder that exists on that disk, nearest to where the data will be
     */
    Failure failure(Path folder, long freeBytes, long neededBytes) {
        List<Consumer> files = new ArrayList<>(new DiskWalk(folder).files(system.root()));
        files.sort(LARGEST_FIRST);
        List<String> commands = commands(folder, files, neededBytes - freeBytes);
        String room = commands.isEmpty()
                ? "make room: sudo du -xh " + folder + " | sort -rh | head -n 20"
                : String.join(" && ", commands);
        return new Failure(
                "DISK_FULL",
                freeBytes / MEBIBYTE + " MiB are free in " + folder + ", and " + neededBytes / MEBIBYTE
                        + " MiB are needed",
                room + " , or keep the data elsewhere with --dir",
                files.stream()
                        .filter(file -> file.bytes() >= WORTH_BYTES)
                        .limit(NAMED_MAX)
                        .map(Consumer::told)
                        .toList());
    }

    /** Until there is enough, what nobody misses first. */
    private List<String> commands(Path folder, List<Consumer> files, long missingBytes) {
        List<String> commands = new ArrayList<>();
        long gained = 0;
        for (Place place : PLACES) {
            gained += gainedBy(place, folder, commands, missingBytes - gained);
        }
        List<Path> removed = new ArrayList<>();
        for (Leftover kind : Leftover.values()) {
            for (Consumer file : files) {
                if (file.kind() == kind && file.canGo() && gained < missingBytes && removed.size() < REMOVED_MAX) {
                    removed.add(file.path());
                    gained += file.bytes();
                }
            }
        }
        if (!removed.isEmpty()) {
            commands.add("sudo rm " + removed.stream().map(Path::toString).collect(Collectors.joining(" ")));
        }
        gainedBy(JOURNAL, folder, commands, missingBytes - gained);
        return commands;
    }

    /** How much its command gains; 0 when it is not needed any more, or gains nothing on that disk. */
    private long gainedBy(Place place, Path folder, List<String> commands, long missingBytes) {
        Path there = system.at(place.folder());
        if (missingBytes <= 0 || !isOnOneDisk(there, folder)) {
            return 0;
        }
        long bytes = new DiskWalk(there).bytes();
        if (bytes < place.least()) {
            return 0;
        }
        commands.add(place.command());
        return bytes;
    }

    private static boolean isOnOneDisk(Path one, Path other) {
        try {
            return Files.isDirectory(one) && DiskWalk.device(one) == DiskWalk.device(other);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a system that does not tell it
        }
    }
}
