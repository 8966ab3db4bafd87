package dev.muster.coordinator.board;

import dev.muster.common.model.HostName;

/**
 * How hosts of this cluster are started, as its operator started this one.
 *
 * @param program as it was called, for example {@code bin/muster}
 * @param clusterFile as the operator wrote it, quoted for a shell; empty where hosts are not started by hand
 * @param flags what every start of this cluster needs besides, for example {@code --insecure}; may be empty
 * @param joinsByToken whether a host without a certificate of this cluster needs a token
 */
public record Remedy(String program, String clusterFile, String flags, boolean joinsByToken) {

    /** File that the commands below name for the token; whoever runs them puts the token into it. */
    static final String TOKEN_FILE = "join.token";

    /** As {@link #tokenAdvice}, after something that makes a token. */
    static final String TOKEN_MADE = "Put its line into the file " + TOKEN_FILE + " there.";

    /** Starts the agent of {@code host}, on it; empty where that is not for a person to do. */
    String startCommand(HostName host, boolean withToken) {
        if (clusterFile.isEmpty()) {
            return "";
        }
        return program + " start -h " + host + " --cluster " + clusterFile + (flags.isEmpty() ? "" : " " + flags)
                + (withToken ? " --token-file " + TOKEN_FILE : "");
    }

    /** What comes before {@link #startCommand} with a token. */
    String tokenAdvice() {
        return "On this host run " + program + " token create, and put the line that it prints into the file "
                + TOKEN_FILE + " there.";
    }
}
