package dev.muster.common.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.muster.common.model.message.Message;
import java.util.Arrays;

/**
 * Any bytes are a message or a {@link DecodeException}, and a message that was read can be written, and is the same from
 * then on. (Not at once: half a surrogate pair, which malformed UTF-8 can say, is replaced when it is written.)
 */
final class CodecFuzzTest {

    private static final Codec CODEC = new Codec();

    @FuzzTest(maxDuration = "24h")
    void anyFrameIsAMessageOrRefused(byte[] body) throws DecodeException {
        Message message;
        try {
            message = CODEC.decode(body);
        } catch (DecodeException refused) {
            return;
        }
        Message written = again(message);
        if (!again(written).equals(written)) {
            throw new AssertionError("came back differently: " + written);
        }
    }

    private static Message again(Message message) throws DecodeException {
        byte[] frame = CODEC.encode(message);
        return CODEC.decode(Arrays.copyOfRange(frame, Codec.LENGTH_BYTES, frame.length));
    }
}
