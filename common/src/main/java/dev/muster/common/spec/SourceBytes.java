package dev.muster.common.spec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes to text: UTF-8 or a message that says what the bytes seem to be. */
final class SourceBytes {

    private static final String SAVE_AS_UTF8 = "save the file as UTF-8";

    private SourceBytes() {}

    /** The text up to the first byte that is not UTF-8; {@code fault} says what is wrong there, and is empty when all is well. */
    record Decoded(String text, boolean byteOrderMark, String fault, String hint) {}

    static Decoded decode(byte[] bytes) {
        if (bytes.length == 0) {
            return new Decoded("", false, "", "");
        }
        String encoding = otherEncoding(bytes);
        if (!encoding.isEmpty()) {
            return new Decoded("", false, "the file is " + encoding + ", not UTF-8", SAVE_AS_UTF8);
        }
        boolean mark = bytes.length >= 3 && at(bytes, 0) == 0xef && at(bytes, 1) == 0xbb && at(bytes, 2) == 0xbf;
        int start = mark ? 3 : 0;
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            String fault = String.format("byte 0x%02x is not UTF-8", at(bytes, in.position()));
            return new Decoded(text, mark, fault, SAVE_AS_UTF8 + "; it looks like Latin-1 or Windows-1252");
        }
        return new Decoded(text, mark, "", "");
    }

    /** UTF-16 and UTF-32 are known by their mark, or by the zero byte that half of an ASCII text would be. */
    private static String otherEncoding(byte[] bytes) {
        int first = at(bytes, 0);
        int second = bytes.length > 1 ? at(bytes, 1) : -1;
        boolean wide = bytes.length >= 4 && bytes.length % 4 == 0;
        if (wide && first == 0 && second == 0) {
            return "UTF-32";
        }
        if (wide && second == 0 && bytes[2] == 0 && bytes[3] == 0) {
            return "UTF-32";
        }
        boolean marked = (first == 0xfe && second == 0xff) || (first == 0xff && second == 0xfe);
        boolean halfZero = bytes.length % 2 == 0 && second >= 0 && (first == 0) != (second == 0);
        return marked || halfZero ? "UTF-16" : "";
    }

    private static int at(byte[] bytes, int index) {
        return bytes[index] & 0xff;
    }
}
