package dev.muster.common.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says of its machine when it registers; plans are rendered from it.
 *
 * @param version the agent's Muster version
 * @param machineId identity of the machine (its boot id), to tell two machines with one name apart
 * @param pid the agent's process
 * @param stateDirectory absolute; instances live in {@code instances/ROLE} below it
 * @param storeDirectory absolute; installed software lives in {@code homes/NAME} below it
 * @param addresses the machine's own addresses
 * @param javas every Java that was found
 * @param runAs the unprivileged user that components run as; null when they run as the agent's own user
 * @param processors how many
 * @param memoryBytes of the machine
 * @param openFilesMax hard limit of open files of a process started here
 * @param mapCountMax {@code vm.max_map_count}; 0 when unknown
 */
public record AgentFacts(
        String version,
        String machineId,
        long pid,
        String stateDirectory,
        String storeDirectory,
        List<String> addresses,
        List<JavaHome> javas,
        @Nullable RunAs runAs,
        int processors,
        long memoryBytes,
        long openFilesMax,
        long mapCountMax) {

    public AgentFacts {
        addresses = List.copyOf(addresses);
        javas = List.copyOf(javas);
    }

    /**
     * A Java installation.
     *
     * @param path its home, absolute
     * @param feature its feature release, for example 17
     * @param full its whole version, for example 17.0.15
     */
    public record JavaHome(String path, int feature, String full) {}

    /** A user and group, by number: no entry in the password file is needed. */
    public record RunAs(int uid, int gid) {}
}
