package dev.muster.agent.preflight;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent's settings say of the machine.
 *
 * @param version of Muster
 * @param stateDirectory of this agent
 * @param storeDirectory of installed software
 * @param javaHomes looked at before all others
 * @param runAs user that components run as when the agent is root: a user, or {@code USER:GROUP}, by name or number; null for
 *     {@value RunAsUser#DEFAULT}
 */
public record MachineSettings(
        String version,
        Path stateDirectory,
        Path storeDirectory,
        List<String> javaHomes,
        @Nullable String runAs) {

    public MachineSettings {
        stateDirectory = stateDirectory.toAbsolutePath().normalize();
        storeDirectory = storeDirectory.toAbsolutePath().normalize();
        javaHomes = List.copyOf(javaHomes);
    }
}
