package dev.muster.coordinator.http;

import dev.muster.common.model.SpecHash;
import dev.muster.common.spec.SpecFile;
import dev.muster.coordinator.http.ChangeControl.File;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Files as requests bring them: exactly the bytes that were sent, or refused. */
final class Files {

    private Files() {}

    static File of(byte[] bytes) throws BadRequest {
        if (bytes.length == 0 || bytes.length > SpecFile.BYTES_MAX) {
            throw new BadRequest(
                    "FILE_LENGTH",
                    "the file has " + bytes.length + " bytes",
                    "send a cluster.json of at most " + SpecFile.BYTES_MAX + " bytes");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return new File(text, hash(bytes));
        } catch (CharacterCodingException e) {
            throw new BadRequest("NOT_UTF8", "the file is not UTF-8", "save it as UTF-8");
        }
    }

    private static SpecHash hash(byte[] bytes) {
        try {
            return new SpecHash(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
