package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.SpecFile;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** cluster.json for commands: read, parsed, or refused with every problem and exit code 3. */
public final class ClusterFile {

    private ClusterFile() {}

    /** A good definition and the bytes it came from. */
    public record Read(ClusterSpec spec, byte[] bytes) {}

    static Read read(Path file, Surroundings surroundings) throws CommandFailure {
        return read(file, Definitions.roles(surroundings));
    }

    /** @param knownRoles that definitions serve; the file may declare more */
    public static Read read(Path file, Set<Role> knownRoles) throws CommandFailure {
        SpecFile.Content content = content(file);
        return new Read(parsed(content.fileName(), content.bytes(), knownRoles), content.bytes());
    }

    /** What a text says, or every problem with it. */
    static ClusterSpec parsed(String fileName, byte[] bytes, Set<Role> knownRoles) throws CommandFailure {
        SpecResult result = SpecParser.parse(fileName, bytes, knownRoles);
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        throw CommandFailure.text(ExitCode.INVALID, "INVALID_FILE", result.text());
    }

    static SpecFile.Content content(Path file) throws CommandFailure {
        SpecFile.Reading reading = SpecFile.read(file);
        if (reading instanceof SpecFile.Refused refused) {
            throw new CommandFailure(ExitCode.INVALID, refused.failure());
        }
        return (SpecFile.Content) reading;
    }

    /** The text of a file that is the argument of a command about the running cluster, which {@code --cluster} is no name for. */
    static String argument(Path file) throws CommandFailure {
        if (!Files.exists(file)) {
            throw CommandFailure.of(
                    ExitCode.INVALID,
                    "NO_FILE",
                    "there is no file \"" + file + "\"",
                    "Name another one; the one in force is written by: muster export -o cluster.json");
        }
        return new String(content(file).bytes(), StandardCharsets.UTF_8);
    }

    static String urlHost(String name) {
        return HostName.parse(name).map(HostName::inUrl).orElse(name);
    }
}
