package dev.muster.common.wire;

import dev.muster.common.model.message.Message;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Number of each message on the wire. A number is never given to another message. Below 16 stands what agents say, from 16
 * on what coordinators say; heartbeats go both ways.
 */
public enum MessageType {
    HELLO(1, Message.Hello.class),
    REPORT(2, Message.Report.class),
    HEARTBEAT(3, Message.Heartbeat.class),
    GOODBYE(4, Message.Goodbye.class),
    LOG_REPLY(5, Message.LogReply.class),
    ENROL(6, Message.Enrol.class),
    CHECK_REPLY(7, Message.CheckReply.class),
    AUTHORITY_HELD(8, Message.AuthorityHeld.class),
    LISTEN_REPLY(9, Message.ListenReply.class),
    REACH_REPLY(10, Message.ReachReply.class),
    WELCOME(16, Message.Welcome.class),
    REFUSED(17, Message.Refused.class),
    WAITING(18, Message.Waiting.class),
    GOALS(19, Message.Goals.class),
    SHUTDOWN(20, Message.Shutdown.class),
    LOG_REQUEST(21, Message.LogRequest.class),
    ENROLLED(22, Message.Enrolled.class),
    CHECK_REQUEST(23, Message.CheckRequest.class),
    AUTHORITIES(24, Message.Authorities.class),
    RETRY(25, Message.Retry.class),
    LISTEN_REQUEST(26, Message.ListenRequest.class),
    REACH_REQUEST(27, Message.ReachRequest.class),
    DEFINITION(28, Message.Definition.class);

    private static final Map<Integer, MessageType> BY_NUMBER =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(MessageType::number, Function.identity()));
    private static final Map<Class<?>, MessageType> BY_CLASS =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(MessageType::messageClass, Function.identity()));

    private final int number;
    private final Class<? extends Message> messageClass;

    MessageType(int number, Class<? extends Message> messageClass) {
        this.number = number;
        this.messageClass = messageClass;
    }

    /** 1 to 255. */
    public int number() {
        return number;
    }

    public Class<? extends Message> messageClass() {
        return messageClass;
    }

    /** Whether it may be so long that it is packed on the wire. */
    boolean isPacked() {
        return this == DEFINITION;
    }

    /** The type that a frame's first byte names. */
    static Optional<MessageType> numbered(int number) {
        return Optional.ofNullable(BY_NUMBER.get(number));
    }

    static MessageType of(Message message) {
        MessageType type = BY_CLASS.get(message.getClass());
        if (type == null) {
            throw new IllegalArgumentException("a message without a number: " + message.getClass());
        }
        return type;
    }
}
