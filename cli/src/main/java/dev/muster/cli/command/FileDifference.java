package dev.muster.cli.command;

import dev.muster.common.model.Role;
import dev.muster.common.model.spec.ClusterSpec;
import dev.muster.common.spec.SpecDifference;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What two files say differently, in role words. */
final class FileDifference {

    private FileDifference() {}

    /**
     * A file and what it is called.
     *
     * @param name for messages, for example {@code revision 7}
     */
    record Named(String name, String text) {}

    /** One line a difference; empty when both mean the same. */
    static List<String> lines(Named before, Named after, Surroundings surroundings) throws CommandFailure {
        Set<Role> roles = Definitions.roles(surroundings);
        return SpecDifference.lines(parsed(before, roles), parsed(after, roles));
    }

    private static ClusterSpec parsed(Named file, Set<Role> roles) throws CommandFailure {
        return ClusterFile.parsed(file.name(), file.text().getBytes(StandardCharsets.UTF_8), roles);
    }
}
