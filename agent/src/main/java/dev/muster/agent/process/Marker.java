package dev.muster.agent.process;

import dev.muster.common.model.LaunchId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Value of the environment variable that a component's processes are known by: the launch, and a hash of the state directory,
 * because another agent on the machine may count its launches alike.
 */
record Marker(LaunchId launch, String stateHash) {

    /** Name of the variable. */
    static final String VARIABLE = "MUSTER_LAUNCH";

    private static final int HASH_BYTES = 8;

    /** The hash of a state directory, given by its real path. */
    static String stateHash(Path stateDirectory) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(stateDirectory.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The launch named by {@code value}, when it is one of this state directory. */
    static Optional<Marker> parse(String value, String stateHash) {
        if (!value.matches("[0-9]{1,18}-[0-9]{1,18}[.]" + stateHash)) {
            return Optional.empty();
        }
        return Optional.of(new Marker(LaunchId.parse(value.substring(0, value.indexOf('.'))), stateHash));
    }

    @Override
    public String toString() {
        return launch + "." + stateHash;
    }
}
