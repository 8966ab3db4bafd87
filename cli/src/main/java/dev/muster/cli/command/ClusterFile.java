package dev.muster.cli.command;

import dev.muster.common.model.HostName;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.SpecFile;
import dev.muster.common.spec.SpecParser;
import dev.muster.common.spec.SpecResult;
import java.nio.file.Path;

/** cluster.json for commands: read, parsed, or refused with every problem and exit code 3. */
final class ClusterFile {

    private ClusterFile() {}

    /** A good definition and the bytes it came from. */
    record Read(ClusterSpec spec, byte[] bytes) {}

    static Read read(Path file, Surroundings surroundings) throws CommandFailure {
        SpecFile.Content content = content(file);
        SpecResult result = SpecParser.parse(content.fileName(), content.bytes(), Definitions.roles(surroundings));
        if (result instanceof SpecResult.Valid valid) {
            return new Read(valid.spec(), content.bytes());
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

    static String urlHost(String name) {
        return HostName.parse(name).map(HostName::inUrl).orElse(name);
    }
}
