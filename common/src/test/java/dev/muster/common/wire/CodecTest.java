package dev.muster.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.common.model.Epoch;
import dev.muster.common.model.Generation;
import dev.muster.common.model.Incarnation;
import dev.muster.common.model.Revision;
import dev.muster.common.model.SpecHash;
import dev.muster.common.model.message.Message;
import dev.muster.common.wire.DecodeException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class CodecTest {

    private static final int SEEDS = 200;

    private final Codec codec = new Codec();

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyMessageComesBackAsItWas(long seed) throws DecodeException {
        RandomModel random = new RandomModel(seed);
        for (MessageType type : MessageType.values()) {
            Message message = random.next(type.messageClass());
            assertThat(codec.decode(body(codec.encode(message)))).isEqualTo(message);
        }
    }

    @Test
    void everyMessageHasANumberOfItsOwn() {
        Set<Class<?>> messages = Stream.of(Message.FromAgent.class, Message.FromCoordinator.class)
                .flatMap(side -> Arrays.stream(side.getPermittedSubclasses()))
                .collect(Collectors.toSet());
        assertThat(Arrays.stream(MessageType.values()).map(MessageType::messageClass))
                .containsExactlyInAnyOrderElementsOf(messages.stream()
                        .<Class<? extends Message>>map(c -> c.asSubclass(Message.class))
                        .toList());
        assertThat(Arrays.stream(MessageType.values()).map(MessageType::number))
                .doesNotHaveDuplicates()
                .allMatch(number -> number > 0 && number < 256);
    }

    /** The bytes are the protocol. When this fails, a peer of another version would have noticed too: read docs/protocol.md. */
    @Test
    void bytesAreThoseOfTheProtocol() throws IOException {
        List<String> actual = Samples.all().stream()
                .filter(message -> !MessageType.of(message).isPacked())
                .map(message -> MessageType.of(message) + " " + HexFormat.of().formatHex(codec.encode(message)))
                .toList();
        // how short gzip packs differs between its versions; what is packed is understood, which the next test looks at
        assertThat(lines("golden.txt").stream()
                        .filter(line -> !line.startsWith(MessageType.DEFINITION.name()))
                        .toList())
                .containsExactlyElementsOf(actual);
    }

    @Test
    void goldenBytesAreUnderstood() throws Exception {
        List<Message> messages = Samples.all();
        List<String> lines = lines("golden.txt");
        for (int i = 0; i < messages.size(); i++) {
            byte[] frame = HexFormat.of().parseHex(lines.get(i).split(" ", 2)[1]);
            assertThat(codec.decode(body(frame))).isEqualTo(messages.get(i));
        }
    }

    @Test
    void lengthFieldCountsWhatFollows() {
        byte[] frame = codec.encode(Samples.hello());
        assertThat(ByteBuffer.wrap(frame).getInt()).isEqualTo(frame.length - Codec.LENGTH_BYTES);
        assertThat(codec.encode(new Message.Heartbeat(1))).hasSize(13);
    }

    @Test
    void twoFilesOfTheGreatestLengthFitOneFrame() throws DecodeException {
        String text = "{\"hosts\": {}} // ".repeat(Codec.FRAME_BYTES_MAX / 17);
        Revision revision = new Revision(new Generation(2), new SpecHash("ab"), text, "ann", 1, "");
        Message longest = new Message.Definition(new Epoch(1), revision, revision, List.of());
        assertThat(codec.decode(body(codec.encode(longest)))).isEqualTo(longest);
    }

    @Test
    void messageThatDoesNotFitAFrameIsTheSendersMistake() {
        Message tooLong = new Message.Goodbye(new Incarnation(1), "x".repeat(Codec.FRAME_BYTES_MAX));
        assertThatThrownBy(() -> codec.encode(tooLong)).isInstanceOf(IllegalArgumentException.class);
        Message fits = new Message.Goodbye(new Incarnation(1), "x".repeat(Codec.FRAME_BYTES_MAX - 8192));
        assertThat(codec.encode(fits)).hasSizeLessThanOrEqualTo(Codec.FRAME_BYTES_MAX + Codec.LENGTH_BYTES);
    }

    @Test
    void eachKindOfRubbishHasItsReason() {
        assertThat(reasonFor()).isEqualTo(Reason.EMPTY_FRAME);
        assertThat(reasonFor(0)).isEqualTo(Reason.UNKNOWN_TYPE);
        assertThat(reasonFor(255)).isEqualTo(Reason.UNKNOWN_TYPE);
        assertThat(reasonFor(1)).isEqualTo(Reason.MALFORMED);
        assertThat(reasonFor(1, 0xf6)).isEqualTo(Reason.MALFORMED); // null
        assertThat(reasonFor(3, 1)).isEqualTo(Reason.MALFORMED);
        assertThat(reasonFor(20, 0xa0)).isEqualTo(Reason.MALFORMED); // nothing of what a Shutdown has
        int[] oversized = new int[Codec.FRAME_BYTES_MAX + 1];
        Arrays.fill(oversized, 3);
        assertThat(reasonFor(oversized)).isEqualTo(Reason.OVERSIZED_FRAME);
    }

    @Test
    void bytesBehindTheMessageAreRefused() {
        byte[] body = body(codec.encode(new Message.Shutdown(new Epoch(1), "")));
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        assertThatThrownBy(() -> codec.decode(longer)).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @EnumSource(MessageType.class)
    void everyTruncationIsRefusedAndNothingElseIsThrown(MessageType type) {
        byte[] body = body(codec.encode(new RandomModel(1).next(type.messageClass())));
        IntStream.range(0, Math.min(body.length, 2000))
                .forEach(length -> assertThatThrownBy(() -> codec.decode(Arrays.copyOf(body, length)))
                        .isInstanceOf(DecodeException.class));
    }

    @Test
    void eachSideTakesOnlyWhatTheOtherSays() throws DecodeException {
        for (Message message : Samples.all()) {
            byte[] body = body(codec.encode(message));
            if (message instanceof Message.FromAgent) {
                assertThat(codec.decodeFromAgent(body)).isEqualTo(message);
            } else {
                assertThatThrownBy(() -> codec.decodeFromAgent(body))
                        .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.reason())
                                .isEqualTo(Reason.WRONG_DIRECTION));
            }
            if (message instanceof Message.FromCoordinator) {
                assertThat(codec.decodeFromCoordinator(body)).isEqualTo(message);
            } else {
                assertThatThrownBy(() -> codec.decodeFromCoordinator(body))
                        .isInstanceOfSatisfying(DecodeException.class, e -> assertThat(e.reason())
                                .isEqualTo(Reason.WRONG_DIRECTION));
            }
        }
    }

    private Reason reasonFor(int... body) {
        byte[] bytes = new byte[body.length];
        for (int i = 0; i < body.length; i++) {
            bytes[i] = (byte) body[i];
        }
        try {
            throw new AssertionError("was understood: " + codec.decode(bytes));
        } catch (DecodeException e) {
            return e.reason();
        }
    }

    private static byte[] body(byte[] frame) {
        return Arrays.copyOfRange(frame, Codec.LENGTH_BYTES, frame.length);
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = CodecTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
