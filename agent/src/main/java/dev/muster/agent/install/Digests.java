package dev.muster.agent.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-512: the only thing that a download is trusted by. */
final class Digests {

    static final String HINT =
            "somebody between here and the source changes files (a proxy's error page, a broken mirror):"
                    + " fetch it with curl and look at it, or name another mirror in the settings";

    private static final int BUFFER_BYTES = 1 << 16;

    private Digests() {}

    static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-512", e);
        }
    }

    static String ofFile(Path file) throws IOException {
        MessageDigest digest = sha512();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static Refusal.OfOrigin mismatch(String what, String expected, String actual) {
        return new Refusal.OfOrigin(
                "CHECKSUM_MISMATCH", what + " has SHA-512 " + shortened(actual) + ", not " + shortened(expected), HINT);
    }

    private static String shortened(String sha512) {
        return sha512.substring(0, 16) + "...";
    }
}
