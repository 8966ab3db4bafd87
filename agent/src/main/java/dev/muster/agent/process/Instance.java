package dev.muster.agent.process;

import dev.muster.common.model.AgentFacts.RunAs;
import dev.muster.common.model.Failure;
import dev.muster.common.model.plan.LaunchPlan;
import dev.muster.common.model.plan.LaunchPlan.RenderedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the directories of one component and writes its files, for the user that it runs as. Data is never deleted. */
final class Instance {

    private static final Set<PosixFilePermission> DIRECTORY_MODE = PosixFilePermissions.fromString("rwxr-x---");
    private static final Set<PosixFilePermission> PASSAGE_MODE = PosixFilePermissions.fromString("rwxr-xr-x");

    private final LaunchPlan plan;
    private final Path root;
    private final Optional<RunAs> owner;

    Instance(LaunchPlan plan) {
        this.plan = plan;
        this.root = Path.of(plan.instance());
        this.owner = Optional.ofNullable(plan.runAs());
    }

    Path root() {
        return root;
    }

    Path output() {
        return root.resolve("logs").resolve(plan.role() + ".out");
    }

    /** Makes everything ready for a launch; the failure says what stood in the way. */
    Optional<Failure> prepare() throws IOException {
        Set<Path> directories = new LinkedHashSet<>();
        directories.add(root);
        directories.add(root.resolve("logs"));
        plan.directories().forEach(directory -> directories.add(Path.of(directory)));
        for (Path directory : directories) {
            Optional<Failure> failure = makeDirectory(directory);
            if (failure.isPresent()) {
                return failure;
            }
        }
        for (RenderedFile file : plan.files()) {
            Path path = Path.of(file.path()).normalize();
            Path folder = path.getParent();
            if (folder == null || !folder.startsWith(root)) {
                return Optional.of(Failure.of(
                        "PLAN_INVALID", path + " does not lie in " + root, "correct the component's definition"));
            }
            makeDirectory(folder);
            write(path, folder, file);
        }
        return unreachable();
    }

    private Optional<Failure> makeDirectory(Path directory) throws IOException {
        Path missing = directory;
        while (missing != null && !Files.exists(missing, LinkOption.NOFOLLOW_LINKS)) {
            missing = missing.getParent();
        }
        if (directory.equals(missing)) {
            return takeOver(directory);
        }
        Path made = missing == null ? Path.of("/") : missing;
        for (Path name : made.relativize(directory)) {
            made = made.resolve(name);
            if (isOwned(made, directory)) {
                Files.createDirectory(made);
                Files.setPosixFilePermissions(made, DIRECTORY_MODE);
                giveAway(made);
            } else {
                makePassage(made);
            }
        }
        return Optional.empty();
    }

    /** Above the instance: belongs to the agent. The launch of another component may make it at the same moment. */
    private static void makePassage(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        Files.setPosixFilePermissions(directory, PASSAGE_MODE);
    }

    private boolean isOwned(Path made, Path wanted) {
        return made.startsWith(root) || made.equals(wanted);
    }

    /** A directory that was there already: what is ours is given to the user, what is not is left as it is. */
    private Optional<Failure> takeOver(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.of(Failure.of("NOT_A_DIRECTORY", directory + " is not a directory", "move it away"));
        }
        if (owner.isEmpty() || owner.get().uid() == ownerOf(directory)) {
            return Optional.empty();
        }
        if (directory.startsWith(root) && !Files.isSymbolicLink(directory)) {
            try (Stream<Path> tree = Files.walk(directory)) {
                for (Path path : (Iterable<Path>) tree::iterator) {
                    giveAway(path);
                }
            }
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            if (entries.findAny().isEmpty()) {
                giveAway(directory);
                return Optional.empty();
            }
        }
        String to = owner.get().uid() + ":" + owner.get().gid();
        return Optional.of(Failure.of(
                "DIRECTORY_NOT_OWNED",
                directory + " holds data of user " + ownerOf(directory) + ", and the component runs as " + to,
                "chown -R " + to + " " + directory));
    }

    private void write(Path path, Path folder, RenderedFile file) throws IOException {
        byte[] content = file.content().getBytes(StandardCharsets.UTF_8);
        Set<PosixFilePermission> mode = mode(file.mode());
        boolean isThere = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == content.length
                && Arrays.equals(Files.readAllBytes(path), content);
        if (isThere) {
            Files.setPosixFilePermissions(path, mode);
            giveAway(path);
            return;
        }
        Path temporary = path.resolveSibling("." + path.getFileName() + ".tmp");
        Files.deleteIfExists(temporary);
        try (FileChannel channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.setPosixFilePermissions(temporary, mode);
        giveAway(temporary);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The user must be able to come to its directory; one closed folder above it would show as a riddle in the component's log. */
    private Optional<Failure> unreachable() throws IOException {
        if (owner.isEmpty() || owner.get().uid() == 0) {
            return Optional.empty();
        }
        for (Path above = root.getParent(); above != null; above = above.getParent()) {
            if (ownerOf(above) != owner.get().uid()
                    && !Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return Optional.of(Failure.of(
                        "DIRECTORY_NOT_REACHABLE",
                        "user " + owner.get().uid() + ", which the component runs as, may not pass through " + above,
                        "chmod o+x " + above + ", or choose another --dir"));
            }
        }
        return Optional.empty();
    }

    private void giveAway(Path path) throws IOException {
        if (owner.isPresent()
                && (ownerOf(path) != owner.get().uid()
                        || groupOf(path) != owner.get().gid())) {
            Files.setAttribute(path, "unix:uid", owner.get().uid(), LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:gid", owner.get().gid(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static int ownerOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int groupOf(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    }

    /** Bits such as 0640, highest first. */
    private static Set<PosixFilePermission> mode(int bits) {
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] all = PosixFilePermission.values();
        for (int i = 0; i < all.length; i++) {
            if ((bits >> (all.length - 1 - i) & 1) == 1) {
                mode.add(all[i]);
            }
        }
        return mode;
    }
}
