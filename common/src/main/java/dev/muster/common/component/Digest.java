package dev.muster.common.component;

import dev.muster.common.model.plan.Install.Item;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over a sequence of values. Each text carries its length, each list its size, so that no two sequences read alike. */
final class Digest {

    private final MessageDigest sha256;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Digest text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        sha256.update(bytes);
        return this;
    }

    Digest number(long number) {
        sha256.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
        return this;
    }

    Digest texts(Iterable<String> texts) {
        int count = 0;
        for (String text : texts) {
            text(text);
            count++;
        }
        return number(count);
    }

    Digest items(List<Item> items) {
        items.forEach(item -> text(item.source())
                .text(item.sha512())
                .number(item.sizeBytes())
                .text(item.target())
                .number(item.unpackStrip()));
        return number(items.size());
    }

    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
