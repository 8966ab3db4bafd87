package dev.muster.coordinator.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of the file: a JSON object in ASCII whose last two fields are {@code previous}, the hash of the entry before, and
 * {@code hash}, the SHA-256 of all bytes of the line before {@code ,"hash"}. So every byte of a line is held by its hash, or is
 * the hash, or is fixed.
 *
 * @param at RFC 3339 in UTC with milliseconds, so that texts sort as times
 * @param previous hash of the entry before
 * @param hash that the line itself says
 * @param right whether the line's bytes have that hash
 */
record Entry(long sequence, String at, String previous, String hash, boolean right) {

    /** Longest text of a deed that is kept; the rest is cut. */
    static final int TEXT_MAX = 500;

    private static final Pattern SYNTAX =
            Pattern.compile("(\\{\"sequence\":([1-9][0-9]{0,17}),\"at\":\"([0-9TZ:.+-]{20,40})\",.*"
                    + "\"previous\":\"([0-9a-f]{64})\"),\"hash\":\"([0-9a-f]{64})\"\\}");
    private static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    Link link() {
        return new Link(sequence, hash);
    }

    static String time(long wallMs) {
        return TIME.format(Instant.ofEpochMilli(wallMs));
    }

    /** What a line says, or empty when it has not the form of one. */
    static Optional<Entry> read(String line) {
        Matcher matcher = SYNTAX.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                Long.parseLong(matcher.group(2)),
                matcher.group(3),
                matcher.group(4),
                matcher.group(5),
                sha256(matcher.group(1)).equals(matcher.group(5))));
    }

    /**
     * The line that follows {@code previous}, without its end.
     *
     * @param dropped deeds since then that could not be written
     */
    static String write(Link previous, long wallMs, Deed deed, long dropped) {
        StringWriter text = new StringWriter();
        try (JsonGenerator to = JSON.createGenerator(text)) {
            to.writeStartObject();
            to.writeNumberField("sequence", previous.sequence() + 1);
            to.writeStringField("at", time(wallMs));
            put(to, "who", deed.who());
            put(to, "roles", deed.roles());
            put(to, "token", deed.token());
            put(to, "action", deed.action());
            put(to, "target", deed.target());
            put(to, "from", deed.from());
            put(to, "result", deed.result());
            put(to, "reason", deed.reason());
            if (deed.times() != 1) {
                to.writeNumberField("times", deed.times());
            }
            if (dropped != 0) {
                to.writeNumberField("dropped", dropped);
            }
            to.writeStringField("previous", previous.hash());
            to.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory", e);
        }
        String open = text.getBuffer().substring(0, text.getBuffer().length() - 1);
        return open + ",\"hash\":\"" + sha256(open) + "\"}";
    }

    private static void put(JsonGenerator to, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            to.writeStringField(name, value.length() <= TEXT_MAX ? value : value.substring(0, TEXT_MAX));
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
